//! Polish: every knob is tried a step up and a step down from the best preset, with a step of its own that
//! grows when it helps and shrinks when it doesn't; what helps alone is then tried together.

use tonewright_synth::{Norm, Preset};

use super::{BATCH, Island, Walk};
use crate::Oracle;
use crate::moves::Knobs;

/// First step of a continuous or finely stepped knob.
const STEP_FIRST: f64 = 0.08;
/// Smallest step of a continuous knob.
const STEP_LEAST: f64 = 0.002;
const STEP_MOST: f64 = 0.5;

/// Steps and luck of each knob.
pub(super) struct Polish {
    steps: Vec<f64>,
    /// Knobs in the order in which they are tried; those that helped come sooner again.
    queue: Vec<usize>,
    /// How often a knob changed nothing at all.
    inert: Vec<u32>,
}

impl Polish {
    pub(super) fn new(knobs: &Knobs) -> Self {
        let steps = knobs.0.iter().map(|knob| STEP_FIRST.max(knob.step)).collect();
        let count = knobs.0.len();
        Self { steps, queue: (0..count).rev().collect(), inert: vec![0; count] }
    }

    /// One batch of single moves around the island's best, and one of what helped together.
    pub(super) fn round(&mut self, walk: &mut Walk, oracle: &mut Oracle, island: &mut Island) {
        let (base, score) = (island.best().clone(), island.score());
        let (presets, tried) = self.proposals(&walk.knobs, &base);
        let scores = oracle.try_within(&presets, |_| score);
        let mut helpful: Vec<(usize, f64)> = Vec::new();
        for (knob, range) in tried {
            let closest =
                range.clone().filter_map(|i| scores[i].map(|s| (i, s))).min_by(|a, b| a.1.total_cmp(&b.1));
            let is_inert = range.clone().all(|i| scores[i] == Some(score));
            walk.interest.learn(&[knob], !is_inert);
            self.inert[knob] = if is_inert { self.inert[knob] + 1 } else { 0 };
            match closest {
                Some((at, found)) if found < score => {
                    helpful.push((at, found));
                    self.steps[knob] = (self.steps[knob] * 1.6).min(STEP_MOST);
                    self.queue.push(knob);
                }
                _ => {
                    let least =
                        if walk.knobs.0[knob].step > 0.0 { walk.knobs.0[knob].step } else { STEP_LEAST };
                    self.steps[knob] = (self.steps[knob] * 0.5).max(least);
                    if self.inert[knob] > 2 { self.queue.insert(0, knob) } else { self.requeue(knob) }
                }
            }
        }
        helpful.sort_by(|a, b| a.1.total_cmp(&b.1));
        self.join(&base, &presets, &helpful, oracle, island);
    }

    fn requeue(&mut self, knob: usize) {
        let at = self.queue.len() / 4;
        self.queue.insert(at, knob);
    }

    /// Up and down moves of the next knobs, and where each knob's moves lie in the batch.
    fn proposals(
        &mut self,
        knobs: &Knobs,
        base: &Preset,
    ) -> (Vec<Preset>, Vec<(usize, std::ops::Range<usize>)>) {
        let (mut presets, mut tried) = (Vec::new(), Vec::new());
        while presets.len() < BATCH {
            let Some(at) = self.queue.pop() else { break };
            let knob = &knobs.0[at];
            let now = f64::from(base.values[knob.index].get());
            let first = presets.len();
            let moves: Vec<f64> = if knob.is_ordered {
                [now + self.steps[at], now - self.steps[at]].into_iter().map(|v| v.clamp(0.0, 1.0)).collect()
            } else {
                let values = (1.0 / knob.step).round() as usize + 1;
                (0..values).map(|i| i as f64 * knob.step).filter(|v| (v - now).abs() > 1e-6).collect()
            };
            for value in moves {
                let mut preset = base.clone();
                preset.values[knob.index] = Norm::saturating(value as f32);
                presets.push(preset);
            }
            tried.push((at, first..presets.len()));
        }
        (presets, tried)
    }

    /// Tries the best two, three, … helpful moves together and hands the closest to the island.
    fn join(
        &mut self,
        base: &Preset,
        presets: &[Preset],
        helpful: &[(usize, f64)],
        oracle: &mut Oracle,
        island: &mut Island,
    ) {
        let Some(&(first, found)) = helpful.first() else { return };
        island.adopt(presets[first].clone(), found);
        let mut together = base.clone();
        let mut joined = Vec::new();
        for (at, _) in helpful {
            for (value, (new, old)) in
                together.values.iter_mut().zip(presets[*at].values.iter().zip(&base.values))
            {
                if new != old {
                    *value = *new;
                }
            }
            joined.push(together.clone());
        }
        for (preset, score) in joined.iter().zip(oracle.try_within(&joined, |_| island.score())) {
            if let Some(score) = score {
                island.adopt(preset.clone(), score);
            }
        }
    }
}
