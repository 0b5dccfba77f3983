//! Decibels as librosa and torchaudio count them: a floor on power, a reference, and a limited range below
//! the maximum.

use std::f32::consts::LN_10;

use crate::lanes::scaled_ln;

/// What 0 dB is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Reference {
    /// A power of 1: levels keep their meaning from sound to sound.
    #[default]
    One,
    /// The largest power of the whole matrix: level is normalised away.
    Max,
    /// This power.
    Value(f32),
}

/// How powers become decibels: `10 log10(max(amin, S)) − 10 log10(max(amin, reference))`, then nothing lower
/// than `top_db` below the maximum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DbConfig {
    /// What 0 dB is.
    pub reference: Reference,
    /// The smallest power that is told from silence; above 0.
    pub amin: f32,
    /// The range kept below the maximum of the whole matrix, if limited.
    pub top_db: Option<f32>,
}

impl Default for DbConfig {
    /// `librosa.power_to_db`'s defaults: reference 1, `amin` 1e-10, 80 dB.
    fn default() -> Self {
        Self { reference: Reference::One, amin: 1e-10, top_db: Some(80.0) }
    }
}

impl DbConfig {
    /// Turns powers into decibels in place; NaN where a power is not finite.
    pub fn apply(&self, powers: &mut [f32]) {
        let amin = self.amin.max(f32::MIN_POSITIVE);
        let reference = match self.reference {
            Reference::One => 1.0,
            Reference::Value(value) => value.abs(),
            Reference::Max => max(powers).max(0.0),
        };
        let offset = 10.0 * reference.max(amin).log10();
        scaled_ln(powers, [10.0 / LN_10, 1.0, 0.0, amin]);
        let floor = match self.top_db {
            Some(top_db) => max(powers) - top_db,
            None => f32::NEG_INFINITY,
        };
        if self.reference != Reference::One || self.top_db.is_some() {
            // Written so that NaN stays NaN.
            powers.iter_mut().for_each(|x| *x = if *x < floor { floor } else { *x } - offset);
        }
    }
}

/// The largest value, NaN left out: 16 at a time.
fn max(values: &[f32]) -> f32 {
    let (whole, rest) = values.as_chunks::<16>();
    let mut largest = [f32::NEG_INFINITY; 16];
    for chunk in whole {
        largest.iter_mut().zip(chunk).for_each(|(slot, x)| *slot = if *x > *slot { *x } else { *slot });
    }
    largest.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max)
}

/// `librosa.power_to_db` of a slice, in place.
pub fn power_to_db(powers: &mut [f32], reference: Reference, amin: f32, top_db: Option<f32>) {
    DbConfig { reference, amin, top_db }.apply(powers);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn db(values: &[f32], config: DbConfig) -> Vec<f32> {
        let mut values = values.to_vec();
        config.apply(&mut values);
        values.iter().map(|x| (x * 1e4).round() / 1e4).collect()
    }

    #[test]
    fn references_and_floors() {
        let plain = DbConfig { top_db: None, ..DbConfig::default() };
        assert_eq!(db(&[1.0, 0.1, 0.0], plain), [0.0, -10.0, -100.0]);
        let max = DbConfig { reference: Reference::Max, ..DbConfig::default() };
        assert_eq!(db(&[100.0, 1.0, 0.0], max), [0.0, -20.0, -80.0]);
        let value = DbConfig { reference: Reference::Value(0.01), ..plain };
        assert_eq!(db(&[1.0, 0.01], value), [20.0, 0.0]);
    }

    #[test]
    fn silence_relative_to_itself_is_zero_db() {
        let max = DbConfig { reference: Reference::Max, ..DbConfig::default() };
        assert_eq!(db(&[0.0; 3], max), [0.0; 3]);
        assert!(db(&[], max).is_empty());
    }
}
