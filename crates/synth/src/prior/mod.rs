//! How presets are drawn before anything is known of the target, and varied as people vary them.

mod around_default;
mod around_presets;
mod truncated_normal;
mod uniform;

use rand::RngExt as _;

use crate::Preset;
use crate::seed::Rng;

pub use around_default::AroundDefault;
pub use around_presets::AroundPresets;
pub use truncated_normal::TruncatedNormal;
pub use uniform::Uniform;

/// How much of a synth's table counts when each parameter is drawn alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableRule {
    /// Numbers uniform on their interval, what takes few values by their weights.
    Intervals,
    /// The same, and numbers at their frequent value as often as that comes.
    WithFrequent,
}

/// A distribution over the presets of one synth.
pub trait Prior: Send + Sync {
    /// One preset; the same stream gives the same preset.
    fn draw(&self, rng: &mut Rng) -> Preset;

    /// A preset like `preset`: `strength` 0 changes one thing a little, 1 leaves little of it. Unless a
    /// prior knows better, each parameter is drawn anew with probability `strength`, one at least.
    fn perturb(&self, preset: &Preset, strength: f64, rng: &mut Rng) -> Preset {
        let drawn = self.draw(rng);
        let mut varied = preset.clone();
        let one = rng.random_range(0..varied.values.len().max(1));
        for (index, (value, new)) in varied.values.iter_mut().zip(&drawn.values).enumerate() {
            if index == one || rng.random::<f64>() < strength {
                *value = *new;
            }
        }
        varied
    }

    /// Natural logarithm of the probability of the preset's discrete parameters, or `None` where a prior
    /// can be drawn from but not evaluated.
    fn log_density(&self, preset: &Preset) -> Option<f64> {
        let _ = preset;
        None
    }
}
