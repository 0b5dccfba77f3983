//! A proxy as a surrogate of one task: how far presets are from a target, by what the proxy says of them.

use std::path::Path;

use tonewright_audio::Audio;
use tonewright_audio::features::FeatureKind;
use tonewright_audio::features::PlanSetup;
use tonewright_audio::picture;
use tonewright_audio::resample::resample;
use tonewright_matching::Surrogate;
use tonewright_nn::Asked;
use tonewright_synth::{Gesture, Norm, Preset, SynthSpec, played};

use super::descend::Descent;
use super::{Heard, Proxy, Subject};
use crate::LearnError;

/// What a proxy guesses of presets of one synth, for one target.
pub struct Guess {
    pub(super) asked: Asked,
    pub(super) spec: SynthSpec,
    /// What is told behind the parameters.
    pub(super) told: Vec<Norm>,
    /// The target's vector, in the units of the network.
    pub(super) wanted: Vec<f32>,
    /// How much each dimension counts, in the units of the feature.
    pub(super) weights: Vec<f32>,
}

impl Guess {
    /// The guesses of a proxy for a target that is played so, and of which `until_secs` are to be compared. `kind` is the
    /// feature that the proxy learned.
    ///
    /// # Errors
    /// [`LearnError::Unfit`] for presets that it does not know and for a proxy that does not say what it heard,
    /// [`LearnError::Setting`] for a target that the feature can't be of.
    pub fn new(
        (proxy, place): (&Proxy, &Path),
        spec: &SynthSpec,
        kind: &dyn FeatureKind,
        (target, gesture, until_secs): (&Audio, Gesture, f64),
    ) -> Result<Self, LearnError> {
        let subject = &proxy.card.subject;
        subject.knows(spec, place)?;
        let heard = subject.heard.as_ref().ok_or_else(|| {
            LearnError::unfit(place, "it does not say how the sounds were made that it was taught with")
        })?;
        let mut wanted = vector(subject, heard, kind, target)?;
        proxy.scale.apply(&mut wanted);
        let counts = counts(subject, until_secs / heard.sound.secs);
        // A difference is told in the units of the feature, over the dimensions that count.
        let share = subject.dim as f32 / counts.iter().sum::<f32>().max(1.0);
        let weights = proxy.scale.deviation.iter().zip(counts);
        Ok(Self {
            asked: Asked::new(&proxy.network, subject.layout.clone(), subject.dim),
            spec: spec.clone(),
            told: if subject.played { played(gesture).to_vec() } else { Vec::new() },
            wanted,
            weights: weights.map(|(deviation, count)| deviation * count * share).collect(),
        })
    }

    /// Presets as the network is given them.
    pub(super) fn rows(&self, presets: &[Preset]) -> Vec<Vec<Norm>> {
        let row = |preset: &Preset| preset.values.iter().chain(&self.told).copied().collect();
        presets.iter().map(row).collect()
    }
}

impl Surrogate for Guess {
    fn distances(&self, presets: &[Preset]) -> Vec<f64> {
        let vectors = self.asked.vectors(&self.rows(presets));
        let far = |row: &[f32]| {
            let off = row.iter().zip(&self.wanted).zip(&self.weights);
            off.map(|((x, wanted), weight)| f64::from((x - wanted).abs() * weight)).sum::<f64>()
        };
        let dim = self.wanted.len();
        vectors.chunks_exact(dim).map(|row| far(row) / dim as f64).collect()
    }

    fn descend(&self, presets: &[Preset], open: &[usize], steps: usize) -> Vec<Preset> {
        Descent::new(self, presets, open).run(steps)
    }
}

/// What the feature says of a target, as if it were a sound of the data set: at its rate, cut or filled with silence.
fn vector(
    subject: &Subject,
    heard: &Heard,
    kind: &dyn FeatureKind,
    target: &Audio,
) -> Result<Vec<f32>, LearnError> {
    let setting = |reason: String| LearnError::Setting { key: "feature", reason };
    let (sound, setup) = (&heard.sound, heard.sound.render_setup());
    let mono = Audio::mono(target.to_mono().into_owned(), target.rate_hz());
    let resampled = resample(&mono, sound.rate_hz).map_err(|error| setting(error.to_string()))?;
    let mut samples = resampled.channel(0).to_vec();
    samples.resize(setup.len_samples, 0.0);
    let finished = sound.finish(Audio::mono(samples, sound.rate_hz), 0.0);
    let plan = PlanSetup { rate_hz: sound.rate_hz, channels: sound.channels, samples: setup.len_samples };
    let fault = |error| setting(format!("`{}` can't be had of the target: {error}", subject.feature));
    let mut feature = kind.plan(plan).map_err(fault)?;
    let mut values = vec![0.0; feature.shape().iter().product()];
    feature.process_into(&finished, &mut values).map_err(fault)?;
    if values.len() == subject.dim {
        return Ok(values);
    }
    Err(setting(format!(
        "`{}` has {} numbers of one sound, the proxy knows {}",
        subject.feature,
        values.len(),
        subject.dim
    )))
}

/// Which dimensions count (1, else 0) where only a share of the sound is compared: of pictures the moments that begin
/// within it, but never less than a quarter; all of other features, which are of the whole.
fn counts(subject: &Subject, share: f64) -> Vec<f32> {
    if subject.feature != "picture" || subject.dim != picture::MOMENTS * picture::BANDS {
        return vec![1.0; subject.dim];
    }
    let is_within = |moment: usize| picture::place_of(moment) < share || moment < picture::MOMENTS / 4;
    (0..subject.dim).map(|at| f32::from(u8::from(is_within(at / picture::BANDS)))).collect()
}
