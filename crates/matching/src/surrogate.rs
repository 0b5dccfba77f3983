//! A guess at what presets sound like: for methods that think before they render.

use tonewright_synth::Preset;

/// Guesses how far presets' sounds are from the target of one task, without rendering them.
pub trait Surrogate: Send + Sync {
    /// A guess for each preset, in a unit of its own: lower is closer, 0 or above. One that is no number is a preset of which
    /// nothing can be said.
    fn distances(&self, presets: &[Preset]) -> Vec<f64>;

    /// Moves each preset so that its guess falls, over so many steps, as far as it can: only the parameters at `open` move,
    /// and every value is one that exists. A surrogate that can't do that gives them back as they are.
    fn descend(&self, presets: &[Preset], open: &[usize], steps: usize) -> Vec<Preset>;
}
