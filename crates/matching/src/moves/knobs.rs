//! Moves of single parameters.

use rand::RngExt as _;
use tonewright_synth::seed::Rng;
use tonewright_synth::{Kind, Norm, Preset, SynthSpec};

use super::normal;
use crate::Space;

/// One open parameter.
#[derive(Clone, Debug)]
pub(crate) struct Knob {
    /// Index into the preset.
    pub(crate) index: usize,
    /// Distance of neighbouring values on the knob; 0 for a continuous one.
    pub(crate) step: f64,
    /// Whether the order of its values means something.
    pub(crate) is_ordered: bool,
    values: Option<usize>,
}

/// The open parameters of a task and how each moves.
#[derive(Clone, Debug)]
pub(crate) struct Knobs(pub(crate) Vec<Knob>);

/// How likely each knob is chosen: those that changed nothing at all when they were moved are tried less.
#[derive(Clone, Debug)]
pub(crate) struct Interest(Vec<f64>);

/// A knob that never does anything is still tried this much less often than one that does, as others can wake it.
const INTEREST_LEAST: f64 = 0.05;

impl Interest {
    pub(crate) fn in_all(knobs: &Knobs) -> Self {
        Self(vec![1.0; knobs.0.len()])
    }

    /// What a move of these knobs did: `changed` is whether the score was any different.
    pub(crate) fn learn(&mut self, knobs: &[usize], changed: bool) {
        for at in knobs {
            let known = &mut self.0[*at];
            if !changed {
                *known = (*known * 0.5).max(INTEREST_LEAST);
            } else if knobs.len() == 1 {
                *known = 1.0;
            }
        }
    }

    /// `count` different knobs.
    pub(crate) fn pick(&self, count: usize, rng: &mut Rng) -> Vec<usize> {
        let mut left = self.0.clone();
        let mut sum: f64 = left.iter().sum();
        let mut picked = Vec::with_capacity(count);
        while picked.len() < count.min(left.len()) {
            let mut at = rng.random::<f64>() * sum;
            let found = left.iter().position(|weight| {
                at -= weight;
                *weight > 0.0 && at <= 0.0
            });
            let Some(found) = found.or_else(|| left.iter().rposition(|weight| *weight > 0.0)) else { break };
            sum -= std::mem::take(&mut left[found]);
            picked.push(found);
        }
        picked
    }
}

impl Knobs {
    pub(crate) fn of(spec: &SynthSpec, space: &Space) -> Self {
        let knob = |&index: &usize| {
            let values = space.cardinality(index);
            let step = values.map_or(0.0, |n| 1.0 / (n.max(2) - 1) as f64);
            let is_ordered = matches!(spec.params[index].kind, Kind::Continuous | Kind::Stepped);
            Knob { index, step, is_ordered, values }
        };
        Self(space.open().iter().map(knob).collect())
    }

    /// Moves knob `at` (a position in the list): ordered ones by a normal step of `scale`, but at least to the
    /// neighbouring value, reflected at the ends; unordered ones to any other value.
    pub(crate) fn nudge(&self, preset: &mut Preset, at: usize, scale: f64, rng: &mut Rng) {
        let knob = &self.0[at];
        let now = f64::from(preset.values[knob.index].get());
        let then = match knob.values {
            Some(values) if !knob.is_ordered => {
                let current = (now / knob.step).round() as usize;
                let other = rng.random_range(0..values.max(2) - 1);
                (other + usize::from(other >= current)) as f64 * knob.step
            }
            _ => {
                let by = scale * normal(rng);
                let by = if by.abs() < knob.step { knob.step.copysign(by) } else { by };
                reflect(now + by)
            }
        };
        preset.values[knob.index] = Norm::saturating(then as f32);
    }

    /// Nudges each of `count` different knobs.
    pub(crate) fn nudge_some(&self, preset: &mut Preset, count: usize, scale: f64, rng: &mut Rng) {
        for at in super::distinct(rng, count, self.0.len()) {
            self.nudge(preset, at, scale, rng);
        }
    }
}

/// Folds a number into 0..=1 like a ray between two mirrors.
pub(crate) fn reflect(x: f64) -> f64 {
    let folded = x.rem_euclid(2.0);
    if folded > 1.0 { 2.0 - folded } else { folded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reflection_stays_on_the_knob() {
        for (x, wanted) in [(0.25, 0.25), (-0.25, 0.25), (1.25, 0.75), (2.25, 0.25), (-1.5, 0.5)] {
            assert!((reflect(x) - wanted).abs() < 1e-12, "{x}");
        }
    }
}
