//! A model that listens.

use std::collections::HashMap;
use std::sync::Arc;

use tonewright_audio::features::{FeatureKind, rows};
use tonewright_audio::resample::{len_at, resample};
use tonewright_audio::{Audio, Feature, FeatureError, Matrix, PlanSetup};
use tonewright_nn::burn::tensor::{Device, Tensor, TensorData};
use tonewright_nn::{AudioEncoder, weights as files};

use super::weights::make;
use super::{AudioModelEntry, FrontEnd, HearingError, IN_TIME};

/// Values of spectra that a network is given at once.
const VALUES_AT_ONCE: usize = 1 << 18;

/// A model with its weights.
#[derive(Clone)]
pub struct Ear {
    entry: &'static AudioModelEntry,
    encoder: Arc<dyn AudioEncoder>,
    device: Device,
    print: String,
}

impl Ear {
    /// The model with weights as we keep them.
    ///
    /// # Errors
    /// [`HearingError::Weights`] where they are damaged or those of another network.
    pub fn open(entry: &'static AudioModelEntry, bytes: &[u8], device: Device) -> Result<Self, HearingError> {
        let unfit = |source| HearingError::Weights { model: entry.name, source };
        let (tensors, _) = files::from_bytes(bytes).map_err(unfit)?;
        // Of the numbers alone: what a file remarks on them, and in which order, is no part of what the model says.
        let bare = files::to_bytes(&tensors, HashMap::new()).map_err(unfit)?;
        let print = blake3::hash(&bare).to_hex().to_string();
        let encoder = make(entry, tensors, &device)?.into();
        Ok(Self { entry, encoder, device, print })
    }

    /// What it is.
    pub fn entry(&self) -> &'static AudioModelEntry {
        self.entry
    }

    /// One that listens, with room for what it is thinking: one per thread.
    pub fn listen(&self) -> Listening {
        Listening { front: (self.entry.front_end)(), ear: self.clone(), spectra: Vec::new() }
    }

    /// It as kinds of features: the mean over time, and moment by moment.
    pub fn kinds(&self) -> [Arc<dyn FeatureKind>; 2] {
        let kind = |in_time, ending| -> Arc<dyn FeatureKind> {
            Arc::new(EarKind { name: format!("{}{ending}", self.entry.name), ear: self.clone(), in_time })
        };
        [kind(false, ""), kind(true, IN_TIME)]
    }
}

/// A model that listens to one sound after another.
pub struct Listening {
    ear: Ear,
    front: Box<dyn FrontEnd>,
    spectra: Vec<f32>,
}

impl Listening {
    /// The vectors of a sound of any rate and number of channels: moments × dimensions.
    ///
    /// # Errors
    /// [`FeatureError`] for a sound that is empty or not made of numbers.
    pub fn hear(&mut self, sound: &Audio) -> Result<Matrix, FeatureError> {
        let mono = sound.to_mono();
        if let Some(index) = mono.iter().position(|sample| !sample.is_finite()) {
            return Err(FeatureError::NotFinite { index });
        }
        self.hear_mono(&mono, sound.rate_hz())
    }

    fn hear_mono(&mut self, signal: &[f32], rate_hz: u32) -> Result<Matrix, FeatureError> {
        let entry = self.ear.entry;
        if signal.is_empty() {
            return Err(FeatureError::Empty);
        }
        if rate_hz == entry.rate_hz {
            self.front.spectra_into(signal, &mut self.spectra)?;
        } else {
            let cannot = |reason: String| FeatureError::Listener { listener: entry.name.to_owned(), reason };
            let sound = resample(&Audio::mono(signal.to_vec(), rate_hz), entry.rate_hz)
                .map_err(|error| cannot(error.to_string()))?;
            let signal = sound.channel(0);
            self.front.spectra_into(if signal.is_empty() { &[0.0] } else { signal }, &mut self.spectra)?;
        }
        Ok(self.vectors())
    }

    /// What the network makes of the spectra.
    fn vectors(&self) -> Matrix {
        let [rows, columns] = self.front.shape();
        let (size, dims) = (rows * columns, self.ear.entry.dims);
        let mut vectors = Vec::with_capacity(self.spectra.len() / size * dims);
        for batch in self.spectra.chunks(VALUES_AT_ONCE / size * size) {
            let data = TensorData::new(batch.to_vec(), [batch.len() / size, rows, columns]);
            let heard = self.ear.encoder.forward(Tensor::from_data(data, &self.ear.device));
            let [_, width] = heard.dims();
            let heard = heard.into_data().try_into_vec_as::<f32>().expect("networks say 32-bit floats");
            for (spectrum, heard) in batch.chunks(size).zip(heard.chunks(width)) {
                self.front.before_into(spectrum, &mut vectors);
                vectors.extend_from_slice(heard);
            }
        }
        Matrix::from_values(vectors, dims)
    }
}

/// The mean of each column.
pub fn mean_over_time(vectors: &Matrix) -> Vec<f32> {
    vectors.column_means().into_iter().map(|mean| mean as f32).collect()
}

/// A model as a kind of feature.
struct EarKind {
    name: String,
    ear: Ear,
    in_time: bool,
}

impl FeatureKind for EarKind {
    fn name(&self) -> &str {
        &self.name
    }

    fn rests_on(&self) -> Option<&str> {
        Some(&self.ear.print)
    }

    fn plan(&self, setup: PlanSetup) -> Result<Box<dyn Feature>, FeatureError> {
        if setup.samples == 0 {
            return Err(FeatureError::Empty);
        }
        let mut listening = self.ear.listen();
        let entry = self.ear.entry;
        let moments = listening.front.count(len_at(setup.samples, setup.rate_hz, entry.rate_hz).max(1));
        if self.in_time {
            let axes = &["moments", "dimensions"];
            return Ok(rows(setup, [moments, entry.dims], axes, move |signal, out| {
                out.copy_from_slice(listening.hear_mono(signal, setup.rate_hz)?.values());
                Ok(())
            }));
        }
        Ok(rows(setup, [1, entry.dims], &["sounds", "dimensions"], move |signal, out| {
            out.copy_from_slice(&mean_over_time(&listening.hear_mono(signal, setup.rate_hz)?));
            Ok(())
        }))
    }
}
