//! A feature planned for sounds of one kind: what it promises, and what every one of them checks first.

use std::fmt;

use super::FeatureError;
use crate::buffer::Audio;
use crate::lanes::all_finite;

/// The sounds that a feature is planned for; those of a data set are all alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlanSetup {
    /// Samples per second.
    pub rate_hz: u32,
    /// Number of channels.
    pub channels: usize,
    /// Length of each channel.
    pub samples: usize,
}

impl PlanSetup {
    /// For sounds like this one.
    pub fn like(sound: &Audio) -> Self {
        Self { rate_hz: sound.rate_hz(), channels: sound.channel_count(), samples: sound.len_samples() }
    }
}

impl fmt::Display for PlanSetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let channels = if self.channels == 1 { "channel" } else { "channels" };
        write!(f, "{} {channels} of {} samples at {} Hz", self.channels, self.samples, self.rate_hz)
    }
}

/// A planned feature with its scratch space: nothing is allocated after the first sound.
pub trait Feature: Send {
    /// Length of each axis, the outermost first; the values lie row after row.
    fn shape(&self) -> &[usize];

    /// What each axis counts: `channels`, `frames`, `bands`, `bins`, `coefficients`, `statistics` ...
    fn axes(&self) -> &'static [&'static str];

    /// Writes the feature's values for a sound.
    ///
    /// # Errors
    /// [`FeatureError::NotPlanned`] for a sound of another kind, [`FeatureError::Room`] where `out` does not hold as
    /// many values as the shape has, [`FeatureError::NotFinite`] for samples that are not numbers.
    fn process_into(&mut self, sound: &Audio, out: &mut [f32]) -> Result<(), FeatureError>;
}

/// What all planned features have in common.
pub(super) struct Plan {
    setup: PlanSetup,
    pub(super) shape: Vec<usize>,
    pub(super) axes: &'static [&'static str],
}

impl Plan {
    pub(super) fn new(setup: PlanSetup, shape: Vec<usize>, axes: &'static [&'static str]) -> Self {
        Self { setup, shape, axes }
    }

    /// Refuses what the feature was not planned for.
    pub(super) fn check(&self, sound: &Audio, out: &[f32]) -> Result<(), FeatureError> {
        let given = PlanSetup::like(sound);
        if given != self.setup {
            return Err(FeatureError::NotPlanned { planned: self.setup, given });
        }
        let needed = self.shape.iter().product();
        if out.len() != needed {
            return Err(FeatureError::Room { needed, given: out.len() });
        }
        check_finite(sound)
    }
}

/// Refuses samples that are not numbers.
pub(super) fn check_finite(sound: &Audio) -> Result<(), FeatureError> {
    let broken = |index: usize| {
        let samples = sound.channel(index);
        if all_finite(samples) { None } else { samples.iter().position(|x| !x.is_finite()) }
    };
    match (0..sound.channel_count()).filter_map(broken).min() {
        Some(index) => Err(FeatureError::NotFinite { index }),
        None => Ok(()),
    }
}

/// The mean of a sound's channels, in memory that is kept.
#[derive(Default)]
pub(super) struct Mean(Vec<f32>);

impl Mean {
    pub(super) fn of<'a>(&'a mut self, sound: &'a Audio) -> &'a [f32] {
        if sound.channel_count() == 1 {
            return sound.channel(0);
        }
        self.0.clear();
        self.0.extend_from_slice(sound.channel(0));
        for index in 1..sound.channel_count() {
            self.0.iter_mut().zip(sound.channel(index)).for_each(|(sum, x)| *sum += x);
        }
        let share = 1.0 / sound.channel_count() as f32;
        self.0.iter_mut().for_each(|x| *x *= share);
        &self.0
    }
}
