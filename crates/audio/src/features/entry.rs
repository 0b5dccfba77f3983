//! What a feature says of itself.

use std::borrow::Cow;

use super::FeatureError;
use crate::buffer::Audio;
use crate::matrix::Matrix;

/// One feature of a sound.
pub struct FeatureEntry {
    /// What users type and files hold: `mel-slaney`.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub summary: &'static str,
    /// Where its definition and constants come from.
    pub source: &'static str,
    /// Frames × columns for a sound of so many samples at a rate.
    pub shape: fn(samples: usize, rate_hz: u32) -> Result<(usize, usize), FeatureError>,
    /// Its matrix for a sound, whose channels are averaged.
    pub compute: fn(&Audio) -> Result<Matrix, FeatureError>,
}

/// The sound as one channel of finite samples.
pub(super) fn usable(audio: &Audio) -> Result<Cow<'_, [f32]>, FeatureError> {
    let mono = audio.to_mono();
    match mono.iter().position(|x| !x.is_finite()) {
        _ if mono.is_empty() => Err(FeatureError::Empty),
        Some(index) => Err(FeatureError::NotFinite { index }),
        None => Ok(mono),
    }
}
