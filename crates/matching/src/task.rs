//! What is asked of a method: a target, the synth to make it with, and what must stay as it is.

use std::sync::Arc;

use tonewright_audio::Audio;
use tonewright_synth::{Gesture, Norm, Preset, Prior, RenderSetup, Synth};

use crate::Surrogate;

/// One matching task.
#[derive(Clone)]
pub struct Task {
    /// The synth whose preset is wanted.
    pub synth: Arc<dyn Synth>,
    /// How presets are drawn when nothing is known.
    pub prior: Arc<dyn Prior>,
    /// The sound to make: mono, at the setup's rate, of the setup's length.
    pub target: Arc<Audio>,
    /// The note that is played for every candidate.
    pub gesture: Gesture,
    /// Rate and length of every render.
    pub setup: RenderSetup,
    /// Real presets to retrieve from and start at, tried in this order: the likeliest first, as a
    /// [`RetrieveIndex`](crate::RetrieveIndex) sorts them (empty where the user gave none).
    pub bank: Arc<Vec<Preset>>,
    /// What guesses at presets without rendering them, where there is one.
    pub surrogate: Option<Arc<dyn Surrogate>>,
    /// Parameters that stay at a value, by index.
    pub locks: Vec<(usize, Norm)>,
    /// The seed every random stream derives from.
    pub seed: u64,
}
