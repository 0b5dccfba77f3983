//! A small picture of a sound: log-band levels over time in one byte each. Good enough to see that two sounds
//! differ and to shortlist neighbours; the objective has the last word everywhere.

use serde::{Deserialize, Serialize};
use tonewright_audio::picture::{BANDS, FLOOR_DB, MOMENTS, Painter, place_of};

/// Bytes per decibel.
const STEPS_PER_DB: f64 = 2.0;

/// Bytes in a descriptor.
pub const DESCRIPTOR_LEN: usize = MOMENTS * BANDS;

/// Levels of [`DESCRIPTOR_LEN`] cells (moment by moment, low band first) in half decibels above −90 dB of full
/// scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Descriptor(Vec<u8>);

impl Descriptor {
    /// A descriptor from its bytes; `None` when there are not [`DESCRIPTOR_LEN`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == DESCRIPTOR_LEN).then(|| Self(bytes.to_vec()))
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The cells of the moments that begin within this share of the sound, but at least of the first quarter of them.
    pub(crate) fn until(&self, share: f64) -> &[u8] {
        let begins = |moment: &usize| place_of(*moment) < share;
        let moments = (0..MOMENTS).take_while(begins).count().max(MOMENTS / 4);
        &self.0[..moments * BANDS]
    }

    /// Mean absolute difference of the cells in dB: 0 for equal sounds, 1 or less is hard to hear.
    pub fn distance_db(&self, other: &Self) -> f64 {
        distance_db(&self.0, &other.0)
    }
}

/// Mean absolute difference of two byte pictures of one size in dB.
pub(crate) fn distance_db(a: &[u8], b: &[u8]) -> f64 {
    let sum: u32 = a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    f64::from(sum) / (STEPS_PER_DB * a.len().max(1) as f64)
}

/// Makes descriptors of sounds at one sample rate.
pub struct Describer {
    painter: Painter,
}

impl Describer {
    /// For sounds of `rate_hz` samples per second.
    pub fn new(rate_hz: u32) -> Self {
        Self { painter: Painter::new(rate_hz) }
    }

    /// The descriptor of a mono sound; samples that are not finite count as silence.
    pub fn describe(&mut self, samples: &[f32]) -> Descriptor {
        let byte = |level_db: f64| ((level_db - FLOOR_DB) * STEPS_PER_DB).round().clamp(0.0, 255.0) as u8;
        let mut bytes = Vec::with_capacity(DESCRIPTOR_LEN);
        self.painter.levels_db(samples, |level_db| bytes.push(byte(level_db)));
        Descriptor(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(hz: f32, gain: f32) -> Vec<f32> {
        (0..22_050).map(|i| gain * (std::f32::consts::TAU * hz * i as f32 / 44_100.0).sin()).collect()
    }

    #[test]
    fn equal_sounds_are_at_zero_and_others_are_not() {
        let mut describer = Describer::new(44_100);
        let low = describer.describe(&sine(220.0, 0.5));
        assert_eq!(low.distance_db(&describer.describe(&sine(220.0, 0.5))), 0.0);
        let quieter = low.distance_db(&describer.describe(&sine(220.0, 0.25)));
        let higher = low.distance_db(&describer.describe(&sine(1_760.0, 0.5)));
        assert!(quieter > 0.1 && higher > quieter, "{quieter} {higher}");
    }

    #[test]
    fn a_full_scale_sine_reads_about_zero_db() {
        let loudest = Describer::new(44_100).describe(&sine(1_000.0, 1.0)).bytes().iter().copied().max();
        let db = f64::from(loudest.unwrap()) / STEPS_PER_DB + FLOOR_DB;
        assert!(db.abs() <= 1.5, "{db}");
    }

    #[test]
    fn silence_broken_and_short_sounds_have_descriptors() {
        let mut describer = Describer::new(16_000);
        assert!(describer.describe(&[]).bytes().iter().all(|b| *b == 0));
        assert!(describer.describe(&[f32::NAN; 4_000]).bytes().iter().all(|b| *b == 0));
        assert_eq!(describer.describe(&[0.1; 10]).bytes().len(), DESCRIPTOR_LEN);
    }
}
