//! What a feature says of itself.

use super::plan::check_finite;
use super::{Feature, FeatureError, PlanSetup};
use crate::buffer::Audio;

/// One feature of a sound.
pub struct FeatureEntry {
    /// What users type and files hold: `mel-slaney`.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub summary: &'static str,
    /// Where its definition and constants come from.
    pub source: &'static str,
    /// The rate of the sounds that its source defines it for, if it is one: at others its lengths in samples stay as
    /// they are, and values are not those of the source.
    pub rate_hz: Option<u32>,
    /// Plans it for sounds of one kind.
    pub plan: fn(PlanSetup) -> Result<Box<dyn Feature>, FeatureError>,
}

impl FeatureEntry {
    /// Its values for one sound: for many alike, plan it once.
    ///
    /// # Errors
    /// [`FeatureError`] for a sound that is empty, too short or not made of numbers, and for rates at which the
    /// feature's settings can't be.
    pub fn compute(&self, sound: &Audio) -> Result<FeatureArray, FeatureError> {
        check_finite(sound)?;
        let mut feature = (self.plan)(PlanSetup::like(sound))?;
        let mut values = vec![0.0; feature.shape().iter().product()];
        feature.process_into(sound, &mut values)?;
        Ok(FeatureArray { shape: feature.shape().to_vec(), axes: feature.axes(), values })
    }
}

/// A feature's values for one sound.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureArray {
    /// Length of each axis, the outermost first.
    pub shape: Vec<usize>,
    /// What each axis counts.
    pub axes: &'static [&'static str],
    /// The values, row after row.
    pub values: Vec<f32>,
}
