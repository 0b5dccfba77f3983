//! How presets are drawn before anything is known of the target.

mod uniform;

use crate::Preset;
use crate::seed::Rng;

pub use uniform::Uniform;

/// A distribution over the presets of one synth.
pub trait Prior: Send + Sync {
    /// One preset; the same stream gives the same preset.
    fn draw(&self, rng: &mut Rng) -> Preset;
}
