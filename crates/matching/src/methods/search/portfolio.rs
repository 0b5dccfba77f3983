//! Which kind of move to try next: each kind's share follows how often it lately made something better, and
//! never falls to nothing (probability matching, Thierens, GECCO 2005).

use rand::RngExt as _;
use tonewright_synth::seed::Rng;

/// A kind of move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// One knob, small to large steps.
    One,
    /// A few knobs.
    Few,
    /// Many knobs, small steps.
    Many,
    /// Along differences of members.
    Differential,
    /// A whole group from another good preset.
    Graft,
    /// A whole group from a draw of the prior.
    Renew,
    /// Two parts of a family exchanged, or one made like another.
    Exchange,
    /// An unordered choice changed.
    Choice,
}

const MOVES: [Move; 8] = [
    Move::One,
    Move::Few,
    Move::Many,
    Move::Differential,
    Move::Graft,
    Move::Renew,
    Move::Exchange,
    Move::Choice,
];
/// Lowest share of a kind.
const SHARE_LEAST: f64 = 0.03;
/// How fast old luck is forgotten.
const MEMORY: f64 = 0.97;

/// Shares of the kinds of moves.
#[derive(Clone, Debug)]
pub(super) struct Portfolio {
    gained: [f64; MOVES.len()],
    tried: [f64; MOVES.len()],
}

impl Portfolio {
    pub(super) fn new() -> Self {
        Self { gained: [1.0; MOVES.len()], tried: [8.0; MOVES.len()] }
    }

    pub(super) fn pick(&self, rng: &mut Rng) -> Move {
        let rates: Vec<f64> = self.gained.iter().zip(&self.tried).map(|(g, t)| g / t).collect();
        let sum: f64 = rates.iter().sum();
        let spare = 1.0 - SHARE_LEAST * MOVES.len() as f64;
        let mut left = rng.random::<f64>();
        for (kind, rate) in MOVES.iter().zip(&rates) {
            left -= SHARE_LEAST + spare * rate / sum;
            if left <= 0.0 {
                return *kind;
            }
        }
        MOVES[0]
    }

    /// `gain` is 1 for a new best of its island, less for a new member, 0 for nothing.
    pub(super) fn learn(&mut self, kind: Move, gain: f64) {
        let at = kind as usize;
        self.gained[at] = (self.gained[at] * MEMORY + gain).max(1e-3);
        self.tried[at] = self.tried[at] * MEMORY + 1.0;
    }
}
