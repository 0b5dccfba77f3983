//! A model that listens.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use tonewright_audio::features::FeatureKind;
use tonewright_audio::resample::resample;
use tonewright_audio::{Audio, FeatureError, Matrix};
use tonewright_nn::burn::tensor::{Device, Tensor, TensorData};
use tonewright_nn::{AudioEncoder, weights as files};

use super::kind::EarKind;
use super::weights::make;
use super::{AudioModelEntry, FrontEnd, HearingError, IN_TIME, OverTime};

/// Values of spectra that a network is given at once.
const VALUES_AT_ONCE: usize = 1 << 18;

/// What a model is made of.
pub(super) trait Model: Send + Sync {
    /// What its network is given of a sound.
    fn front_end(&self) -> Box<dyn FrontEnd>;

    /// Its network: one per thread.
    fn network(&self) -> Box<dyn Network>;
}

/// A network that listens.
pub(super) trait Network: Send {
    /// How many spectra it can be given at once.
    fn at_once(&self) -> usize;

    /// What it says of spectra, which are rows × columns of numbers one behind the other: its numbers for each moment of each.
    ///
    /// # Errors
    /// Why it says nothing.
    fn hear(&mut self, spectra: &[f32], shape: [usize; 2]) -> Result<Vec<f32>, String>;
}

/// What one has to know of a model to listen with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// What it is called.
    pub name: String,
    /// Rate of the sounds that it hears; others are resampled.
    pub rate_hz: u32,
    /// Time from one vector to the next.
    pub hop_secs: f64,
    /// Numbers of a vector.
    pub dims: usize,
    /// Vectors of each spectrum that its network is given.
    pub moments: usize,
    /// What stands for a whole sound.
    pub over_time: OverTime,
}

/// A model with its weights.
#[derive(Clone)]
pub struct Ear {
    facts: Arc<Facts>,
    model: Arc<dyn Model>,
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
        let AudioModelEntry { rate_hz, hop_secs, dims, moments, over_time, .. } = *entry;
        let facts = Facts { name: entry.name.to_owned(), rate_hz, hop_secs, dims, moments, over_time };
        Ok(Self::of(facts, Arc::new(Published { entry, encoder, device }), print))
    }

    /// A model that is known by `print`.
    pub(super) fn of(facts: Facts, model: Arc<dyn Model>, print: String) -> Self {
        Self { facts: Arc::new(facts), model, print }
    }

    /// What it is.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What it is known by.
    pub(super) fn print(&self) -> &str {
        &self.print
    }

    /// One that listens, with room for what it is thinking: one per thread.
    pub fn listen(&self) -> Listening {
        let (front, network) = (self.model.front_end(), self.model.network());
        let at_once = network.at_once();
        Listening { facts: Arc::clone(&self.facts), front, network, at_once, spectra: Vec::new() }
    }

    /// It as kinds of features: what stands for a whole sound, and moment by moment.
    pub fn kinds(&self) -> [Arc<dyn FeatureKind>; 2] {
        let kind = |in_time, ending| -> Arc<dyn FeatureKind> {
            Arc::new(EarKind::new(format!("{}{ending}", self.facts.name), self.clone(), in_time))
        };
        [kind(false, ""), kind(true, IN_TIME)]
    }
}

/// A model of the table.
struct Published {
    entry: &'static AudioModelEntry,
    encoder: Arc<dyn AudioEncoder>,
    device: Device,
}

impl Model for Published {
    fn front_end(&self) -> Box<dyn FrontEnd> {
        (self.entry.front_end)()
    }

    fn network(&self) -> Box<dyn Network> {
        Box::new(Tensors { encoder: Arc::clone(&self.encoder), device: self.device.clone() })
    }
}

/// A network of the tensor library.
struct Tensors {
    encoder: Arc<dyn AudioEncoder>,
    device: Device,
}

impl Network for Tensors {
    fn at_once(&self) -> usize {
        usize::MAX
    }

    fn hear(&mut self, spectra: &[f32], [rows, columns]: [usize; 2]) -> Result<Vec<f32>, String> {
        let data = TensorData::new(spectra.to_vec(), [spectra.len() / (rows * columns), rows, columns]);
        let heard = self.encoder.forward(Tensor::from_data(data, &self.device)).into_data();
        Ok(heard.try_into_vec_as::<f32>().expect("networks say 32-bit floats"))
    }
}

/// A model that listens to one sound after another.
pub struct Listening {
    facts: Arc<Facts>,
    front: Box<dyn FrontEnd>,
    network: Box<dyn Network>,
    at_once: usize,
    spectra: Vec<f32>,
}

impl Listening {
    /// The same, with its network given one spectrum at a time.
    pub(super) fn one_by_one(self) -> Self {
        Self { at_once: 1, ..self }
    }

    /// How many spectra its network is given at once.
    pub(super) fn batch(&self) -> usize {
        let [rows, columns] = self.front.shape();
        (VALUES_AT_ONCE / (rows * columns)).clamp(1, self.at_once)
    }

    /// A multiple of `step` samples that has so many spectra at least.
    pub(super) fn samples_for(&self, spectra: usize, step: usize) -> usize {
        let enough = |times: &usize| self.front.count(times * step) >= spectra;
        (1..=2 * spectra).find(enough).unwrap_or(2 * spectra) * step
    }

    /// The vectors of a sound of any rate and number of channels: moments × dimensions.
    ///
    /// # Errors
    /// [`FeatureError`] for a sound that is empty or not made of numbers, and where the network says nothing of it.
    pub fn hear(&mut self, sound: &Audio) -> Result<Matrix, FeatureError> {
        self.hear_mono(&mono(sound)?, sound.rate_hz())
    }

    /// The vector that stands for all of such a sound.
    ///
    /// # Errors
    /// As [`Listening::hear`].
    pub fn hear_whole(&mut self, sound: &Audio) -> Result<Vec<f32>, FeatureError> {
        self.hear_whole_mono(&mono(sound)?, sound.rate_hz())
    }

    /// How many vectors a sound of so many samples, at the model's rate, has.
    pub(super) fn moments(&self, samples: usize) -> usize {
        let Facts { moments, rate_hz, hop_secs, .. } = *self.facts;
        let all = self.front.count(samples) * moments;
        if moments == 1 {
            return all;
        }
        // Those that begin when the sound is over are left out.
        let begun = (samples as f64 / f64::from(rate_hz) / hop_secs - 1e-9).ceil();
        all.min((begun as usize).max(1))
    }

    pub(super) fn hear_mono(&mut self, signal: &[f32], rate_hz: u32) -> Result<Matrix, FeatureError> {
        let (mut vectors, moments) = self.all_of(signal, rate_hz)?;
        vectors.truncate(moments * self.facts.dims);
        Ok(Matrix::from_values(vectors, self.facts.dims))
    }

    pub(super) fn hear_whole_mono(&mut self, signal: &[f32], rate_hz: u32) -> Result<Vec<f32>, FeatureError> {
        let Facts { over_time, dims, .. } = *self.facts;
        Ok(over_time.of(&match over_time {
            OverTime::Mean => self.hear_mono(signal, rate_hz)?,
            OverTime::Max => Matrix::from_values(self.all_of(signal, rate_hz)?.0, dims),
        }))
    }

    /// All that the network says of a sound, and how many vectors of it begin while the sound lasts.
    fn all_of(&mut self, signal: &[f32], rate_hz: u32) -> Result<(Vec<f32>, usize), FeatureError> {
        if signal.is_empty() {
            return Err(FeatureError::Empty);
        }
        let resampled = (rate_hz != self.facts.rate_hz).then(|| {
            let sound = resample(&Audio::mono(signal.to_vec(), rate_hz), self.facts.rate_hz);
            sound.map_err(|error| self.cannot(error.to_string()))
        });
        let resampled = resampled.transpose()?;
        let signal = resampled.as_ref().map_or(signal, |sound| sound.channel(0));
        let signal = if signal.is_empty() { &[0.0] } else { signal };
        self.front.open(signal)?;
        Ok((self.vectors(signal.len())?, self.moments(signal.len())))
    }

    fn cannot(&self, reason: String) -> FeatureError {
        FeatureError::Listener { listener: self.facts.name.clone(), reason }
    }

    /// What the network makes of the sound of so many samples that its front end has opened.
    fn vectors(&mut self, samples: usize) -> Result<Vec<f32>, FeatureError> {
        let shape = self.front.shape();
        let (size, dims) = (shape[0] * shape[1], self.facts.dims);
        let (count, at_once) = (self.front.count(samples), self.batch());
        let expected = count * self.facts.moments * dims;
        let mut vectors = Vec::with_capacity(expected);
        for first in (0..count).step_by(at_once) {
            self.front.some_into(first..count.min(first + at_once), &mut self.spectra)?;
            let batch = self.spectra.as_slice();
            let heard = self.network.hear(batch, shape).map_err(|reason| self.cannot(reason))?;
            let width = heard.len() / (batch.len() / size);
            for (spectrum, heard) in batch.chunks(size).zip(heard.chunks(width.max(1))) {
                self.front.before_into(spectrum, &mut vectors);
                vectors.extend_from_slice(heard);
            }
        }
        if vectors.len() != expected {
            let reason = format!("its network says {} numbers and not {expected}", vectors.len());
            return Err(self.cannot(reason));
        }
        if vectors.iter().any(|value| !value.is_finite()) {
            return Err(self.cannot("what its network says are no finite numbers".to_owned()));
        }
        Ok(vectors)
    }
}

/// A sound's mean over its channels.
fn mono(sound: &Audio) -> Result<Cow<'_, [f32]>, FeatureError> {
    let mono = sound.to_mono();
    match mono.iter().position(|sample| !sample.is_finite()) {
        Some(index) => Err(FeatureError::NotFinite { index }),
        None => Ok(mono),
    }
}
