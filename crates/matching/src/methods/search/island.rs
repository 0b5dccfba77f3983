//! A small population that evolves by itself from one seed.

use rand::RngExt as _;
use tonewright_synth::{Norm, Preset};

use super::portfolio::Move;
use super::{Portfolio, Walk};
use crate::Candidate;
use crate::moves::{distinct, normal, reflect};

/// Members sorted by score, and what worked here.
pub(super) struct Island {
    members: Vec<(Preset, f64)>,
    capacity: usize,
    portfolio: Portfolio,
}

impl Island {
    pub(super) fn new(preset: Preset, score: f64, capacity: usize) -> Self {
        Self { members: vec![(preset, score)], capacity, portfolio: Portfolio::new() }
    }

    pub(super) fn score(&self) -> f64 {
        self.members[0].1
    }

    pub(super) fn best(&self) -> &Preset {
        &self.members[0].0
    }

    /// A child and the kind of move that made it.
    pub(super) fn propose(&self, walk: &mut Walk, donors: &[Candidate]) -> (Preset, Move) {
        let kind = self.portfolio.pick(&mut walk.rng);
        let rng = &mut walk.rng;
        // The product of two uniform numbers prefers the best members.
        let rank = rng.random::<f64>() * rng.random::<f64>() * self.members.len() as f64;
        let mut child = self.members[rank as usize].0.clone();
        self.change(&mut child, kind, walk, donors);
        (child, kind)
    }

    fn change(&self, child: &mut Preset, kind: Move, walk: &mut Walk, donors: &[Candidate]) {
        let scale = 0.005 * 60_f64.powf(walk.rng.random());
        let (knobs, parts) = (&walk.knobs, &walk.parts);
        let rng = &mut walk.rng;
        match kind {
            Move::One => knobs.nudge_some(child, 1, scale, rng),
            Move::Few => knobs.nudge_some(child, rng.random_range(2..=5), scale, rng),
            Move::Many => {
                let count = (knobs.0.len() / 4).max(1);
                knobs.nudge_some(child, count, 0.2 * scale, rng);
            }
            Move::Differential => self.differential(child, walk),
            Move::Graft if !donors.is_empty() => {
                let donor = &donors[rng.random_range(0..donors.len())].preset;
                parts.take(child, donor, rng.random_range(0..parts.len()));
            }
            Move::Graft | Move::Renew => {
                let donor = walk.task.prior.draw(rng);
                parts.take(child, &donor, rng.random_range(0..parts.len()));
            }
            Move::Exchange => match parts.pair(rng) {
                Some((a, b)) if rng.random_bool(0.5) => parts.swap(child, a, b),
                Some((a, b)) => {
                    let donor = child.clone();
                    parts.copy(child, &donor, a, b);
                }
                None => knobs.nudge_some(child, 1, scale, rng),
            },
            Move::Choice => {
                let choices: Vec<usize> = (0..knobs.0.len()).filter(|at| !knobs.0[*at].is_ordered).collect();
                match choices.len() {
                    0 => knobs.nudge_some(child, 1, scale, rng),
                    n => knobs.nudge(child, choices[rng.random_range(0..n)], scale, rng),
                }
            }
        }
    }

    /// Towards the best and along the difference of two members, on a random share of the ordered knobs
    /// (current-to-best, Zhang and Sanderson's JADE, 2009).
    fn differential(&self, child: &mut Preset, walk: &mut Walk) {
        let rng = &mut walk.rng;
        if self.members.len() < 3 {
            walk.knobs.nudge_some(child, 3, 0.05, rng);
            return;
        }
        let picked = distinct(rng, 2, self.members.len());
        let (a, b) = (&self.members[picked[0]].0, &self.members[picked[1]].0);
        let pull = 0.5 + 0.1 * normal(rng);
        let share = 0.1 + 0.8 * rng.random::<f64>();
        for knob in &walk.knobs.0 {
            if !rng.random_bool(share) {
                continue;
            }
            let at = |preset: &Preset| f64::from(preset.values[knob.index].get());
            if knob.is_ordered {
                let toward = at(self.best()) - at(child) + at(a) - at(b);
                child.values[knob.index] = Norm::saturating(reflect(at(child) + pull * toward) as f32);
            } else if rng.random_bool(0.5) {
                child.values[knob.index] = a.values[knob.index];
            }
        }
    }

    /// Takes a child in if it is closer than the worst member.
    pub(super) fn learn(&mut self, child: Preset, score: Option<f64>, kind: Move) {
        let Some(score) = score else {
            self.portfolio.learn(kind, 0.0);
            return;
        };
        let is_known = self.members.iter().any(|(_, known)| *known == score);
        let gain = if is_known {
            0.0
        } else if score < self.score() {
            1.0
        } else {
            0.0
        };
        self.portfolio.learn(kind, gain);
        let is_full = self.members.len() >= self.capacity;
        if is_known || (is_full && score >= self.members[self.members.len() - 1].1) {
            return;
        }
        let at = self.members.partition_point(|(_, other)| *other <= score);
        self.members.insert(at, (child, score));
        self.members.truncate(self.capacity);
    }

    /// A closer preset found elsewhere becomes the best member.
    pub(super) fn adopt(&mut self, preset: Preset, score: f64) {
        if score < self.score() {
            self.members.insert(0, (preset, score));
            self.members.truncate(self.capacity);
        }
    }
}
