//! Models as kinds of features.

use tonewright_audio::features::{FeatureKind, rows};
use tonewright_audio::resample::len_at;
use tonewright_audio::{Feature, FeatureError, PlanSetup};

use super::{Ear, Facts};

/// A model as a kind of feature.
pub(super) struct EarKind {
    name: String,
    ear: Ear,
    in_time: bool,
}

impl EarKind {
    /// A model's vectors of moments, or the one that stands for the whole sound.
    pub(super) fn new(name: String, ear: Ear, in_time: bool) -> Self {
        Self { name, ear, in_time }
    }
}

impl FeatureKind for EarKind {
    fn name(&self) -> &str {
        &self.name
    }

    fn rests_on(&self) -> Option<&str> {
        Some(self.ear.print())
    }

    fn plan(&self, setup: PlanSetup) -> Result<Box<dyn Feature>, FeatureError> {
        if setup.samples == 0 {
            return Err(FeatureError::Empty);
        }
        let mut listening = self.ear.listen();
        let Facts { rate_hz, dims, .. } = *self.ear.facts();
        let moments = listening.moments(len_at(setup.samples, setup.rate_hz, rate_hz).max(1));
        if self.in_time {
            let axes = &["moments", "dimensions"];
            return Ok(rows(setup, [moments, dims], axes, move |signal, out| {
                out.copy_from_slice(listening.hear_mono(signal, setup.rate_hz)?.values());
                Ok(())
            }));
        }
        Ok(rows(setup, [1, dims], &["sounds", "dimensions"], move |signal, out| {
            out.copy_from_slice(&listening.hear_whole_mono(signal, setup.rate_hz)?);
            Ok(())
        }))
    }
}
