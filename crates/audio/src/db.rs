//! Decibels as librosa and torchaudio count them: a floor on power, a reference, and a limited range below
//! the maximum.

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
    /// Turns powers into decibels in place.
    pub fn apply(&self, powers: &mut [f32]) {
        let amin = self.amin.max(f32::MIN_POSITIVE);
        let reference = match self.reference {
            Reference::One => 1.0,
            Reference::Value(value) => value.abs(),
            Reference::Max => powers.iter().copied().fold(0.0, f32::max),
        };
        let offset = 10.0 * reference.max(amin).log10();
        let mut peak = f32::NEG_INFINITY;
        for value in &mut *powers {
            *value = 10.0 * value.max(amin).log10() - offset;
            peak = peak.max(*value);
        }
        if let Some(top_db) = self.top_db {
            let floor = peak - top_db;
            powers.iter_mut().for_each(|value| *value = value.max(floor));
        }
    }
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
        values
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
