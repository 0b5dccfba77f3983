//! What is done before anything is rendered.

use rand::RngExt as _;
use tonewright_synth::Preset;

use super::Walk;
use crate::Oracle;

/// Shares of a budget of time by whose end draws are guessed at, others are bred of them, and these go down the slope: a
/// proxy that thinks slowly leaves time to render.
const UNTIL: [f64; 3] = [0.08, 0.16, 0.25];

/// Presets that are guessed at, and that go down the slope, before one looks at the clock.
const AT_ONCE: [usize; 2] = [256, 8];

impl Walk<'_> {
    /// Draws as they are, of which nothing is guessed: they are rendered before anything is thought.
    pub(super) fn drawn(&mut self, oracle: &Oracle) -> Vec<Preset> {
        let count = self.config.first.div_ceil(4);
        let mut drawn: Vec<Preset> = (0..count).map(|_| self.task.prior.draw(&mut self.rng)).collect();
        self.settle(oracle, &mut drawn);
        drawn
    }

    /// Presets to render next: those that the surrogate guesses closest of many draws and the bank, of what is bred from
    /// these, and of what went down its slope from there, a third of each, since what is sought by guesses alone lies where
    /// guesses err.
    pub(super) fn first(&mut self, oracle: &Oracle) -> Vec<Preset> {
        let config = self.config;
        let [drawn_until, bred_until, moved_until] = UNTIL;
        let mut thought: Vec<Preset> =
            (0..config.draws).map(|_| self.task.prior.draw(&mut self.rng)).collect();
        thought.extend(self.task.bank.iter().cloned());
        self.settle(oracle, &mut thought);
        let third = config.first.div_ceil(3);
        let mut best = self.closest(thought, 4 * config.first, (oracle, drawn_until));
        let mut first = apart(&best, third);
        for _ in 0..config.generations {
            if oracle.time_progress() >= bred_until {
                break;
            }
            let mut children: Vec<Preset> = (0..config.draws / 4).map(|_| self.child_of(&best)).collect();
            self.settle(oracle, &mut children);
            children.extend(best);
            best = self.closest(children, 4 * config.first, (oracle, 1.0));
        }
        first.extend(apart(&best, third));
        let mut moved = Vec::new();
        for some in apart(&best, config.first).chunks(AT_ONCE[1]) {
            if oracle.time_progress() >= moved_until {
                break;
            }
            moved.extend(self.surrogate.descend(some, oracle.space().open(), config.steps));
        }
        self.settle(oracle, &mut moved);
        first.extend(apart(&self.closest(moved, config.first, (oracle, 1.0)), third));
        first
    }

    /// Holds what is held.
    fn settle(&self, oracle: &Oracle, presets: &mut [Preset]) {
        let spec = self.task.synth.spec();
        presets.iter_mut().for_each(|preset| oracle.space().settle(spec, preset));
    }

    /// The so many of which the guess is lowest, lowest first, each once; of those that were guessed at when that share of
    /// the budget was over.
    fn closest(&self, presets: Vec<Preset>, most: usize, (oracle, until): (&Oracle, f64)) -> Vec<Preset> {
        let mut guessed: Vec<(f64, Preset)> = Vec::new();
        for some in presets.chunks(AT_ONCE[0]) {
            let guesses = self.surrogate.distances(some).into_iter().zip(some.iter().cloned());
            guessed.extend(guesses.filter(|(guess, _)| guess.is_finite()));
            if oracle.time_progress() >= until {
                break;
            }
        }
        guessed.sort_by(|a, b| a.0.total_cmp(&b.0));
        guessed.dedup_by(|a, b| a.1 == b.1);
        guessed.truncate(most);
        guessed.into_iter().map(|(_, preset)| preset).collect()
    }

    /// A preset made of two of these, the first of them more often than the last.
    fn child_of(&mut self, best: &[Preset]) -> Preset {
        let at = |random: f64| ((random * random) * best.len() as f64) as usize;
        let (one, other) = (at(self.rng.random()), at(self.rng.random()));
        match (best.get(one), best.get(other)) {
            (Some(one), Some(other)) => self.bred(one, other),
            _ => self.task.prior.draw(&mut self.rng),
        }
    }
}

/// Presets whose knobs are nearer than this on the mean are one guess told twice.
const APART: f32 = 0.02;

/// The first so many of these that are not nearly the same.
fn apart(presets: &[Preset], most: usize) -> Vec<Preset> {
    let far = |a: &Preset, b: &Preset| {
        let off = a.values.iter().zip(&b.values).map(|(a, b)| (a.get() - b.get()).abs());
        off.sum::<f32>() >= APART * a.values.len() as f32
    };
    let mut kept: Vec<Preset> = Vec::with_capacity(most);
    for preset in presets {
        if kept.len() < most && kept.iter().all(|other| far(preset, other)) {
            kept.push(preset.clone());
        }
    }
    kept
}
