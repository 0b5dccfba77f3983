//! How presets of a view are drawn: by the definition's table, or as the synth underneath draws its own.

use std::sync::Arc;

use rand::RngExt as _;
use tonewright_synth::prior::TableRule;
use tonewright_synth::seed::Rng;
use tonewright_synth::{Norm, Preset, Prior};

use super::fit::Fit;
use super::model::Definition;
use super::resolve::Joint;
use super::values::Values;

/// How often a preset is varied anew when nothing of it changed that the view uses.
const TRIES: usize = 16;

/// Each parameter alone: numbers uniform on their interval, or at their frequent value as often as that comes; what
/// takes few values by their weights.
pub(super) struct ByTable {
    joint: Arc<Joint>,
    values: Vec<Values>,
}

impl ByTable {
    pub(super) fn new(definition: &Definition, joint: Arc<Joint>) -> Self {
        Self { joint, values: definition.used().map(|param| param.values.clone()).collect() }
    }

    /// The same, as much of the table as the rule says.
    pub(super) fn by(mut self, rule: TableRule) -> Self {
        for values in &mut self.values {
            if let (Values::Continuous { often, .. }, TableRule::Intervals) = (values, rule) {
                *often = None;
            }
        }
        self
    }
}

impl Prior for ByTable {
    fn draw(&self, rng: &mut Rng) -> Preset {
        let draw = |((_, fit), values): (&(usize, Fit), &Values)| match values {
            Values::Continuous { interval: (low, high), often } => {
                let often = often.filter(|often| rng.random::<f64>() < often.probability);
                let knob = often.map_or_else(|| low + (high - low) * rng.random::<f64>(), |often| often.knob);
                fit.road.up(Norm::saturating(knob as f32)).0
            }
            Values::Stepped(few) | Values::Choice(few) | Values::Toggle(few) => {
                let class = class(&few.weights, rng.random::<f64>());
                Norm::saturating(class as f32 / (few.weights.len() - 1) as f32)
            }
        };
        let values = self.joint.used.iter().zip(&self.values).map(draw).collect();
        Preset { name: "BY TABLE".to_owned(), values }
    }

    fn log_density(&self, preset: &Preset) -> Option<f64> {
        let of_one = |(values, knob): (&Values, &Norm)| {
            let few = values.few()?;
            let class = (knob.get() * (few.weights.len() - 1) as f32).round() as usize;
            few.weights.get(class).map(|weight| weight.ln())
        };
        Some(self.values.iter().zip(&preset.values).filter_map(of_one).sum())
    }
}

/// The class in which a share of 0..1 of all weight ends.
fn class(weights: &[f64], share: f64) -> usize {
    let mut below = 0.0;
    let reaches = |weight: &f64| {
        below += weight;
        share < below
    };
    // Rounding may leave a sum a little below 1; what has no weight is never drawn.
    let last = weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0);
    weights.iter().position(reaches).unwrap_or(last)
}

/// Presets of the synth underneath, as the view sees them.
pub(super) struct Projected {
    prior: Box<dyn Prior>,
    joint: Arc<Joint>,
}

impl Projected {
    pub(super) fn new(prior: Box<dyn Prior>, joint: Arc<Joint>) -> Self {
        Self { prior, joint }
    }
}

impl Prior for Projected {
    fn draw(&self, rng: &mut Rng) -> Preset {
        self.joint.up(&self.prior.draw(rng))
    }

    fn perturb(&self, preset: &Preset, strength: f64, rng: &mut Rng) -> Preset {
        let whole = self.joint.down(preset);
        for _ in 0..TRIES {
            let varied = self.joint.up(&self.prior.perturb(&whole, strength, rng));
            if varied.values != preset.values {
                return Preset { name: preset.name.clone(), ..varied };
            }
        }
        preset.clone()
    }
}
