//! The level of a sound over time: root mean square per frame.

use crate::features::FeatureError;
use crate::matrix::Matrix;

/// The frames of an RMS envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RmsConfig {
    /// Length of a frame in samples.
    pub frame: usize,
    /// Samples from frame to frame.
    pub hop: usize,
    /// Whether frame `i` is centred on sample `i · hop` of a sound padded with silence, or starts there.
    pub centred: bool,
}

impl Default for RmsConfig {
    /// `librosa.feature.rms`'s defaults.
    fn default() -> Self {
        Self { frame: 2048, hop: 512, centred: true }
    }
}

impl RmsConfig {
    /// Number of frames of a sound of `samples`.
    ///
    /// # Errors
    /// [`FeatureError::Empty`] without a sample, [`FeatureError::TooShort`] without a whole frame,
    /// [`FeatureError::Config`] for a frame or hop of 0.
    pub fn frames(&self, samples: usize) -> Result<usize, FeatureError> {
        if self.frame == 0 || self.hop == 0 {
            return Err(FeatureError::config("frame and hop", "must be at least 1"));
        }
        if samples == 0 {
            return Err(FeatureError::Empty);
        }
        let pad = if self.centred { 2 * (self.frame / 2) } else { 0 };
        match (samples + pad).checked_sub(self.frame) {
            Some(room) => Ok(1 + room / self.hop),
            None => Err(FeatureError::TooShort { samples, needed: self.frame, purpose: "one whole frame" }),
        }
    }

    /// Writes the RMS of each frame: a matrix of one column, linear amplitude.
    ///
    /// # Errors
    /// As [`RmsConfig::frames`].
    pub fn process_into(&self, signal: &[f32], out: &mut Matrix) -> Result<(), FeatureError> {
        out.reshape(self.frames(signal.len())?, 1);
        let lead = if self.centred { self.frame / 2 } else { 0 };
        let within = |position: usize| position.saturating_sub(lead).min(signal.len());
        // Compiled for the widest registers of the machine, as all that is called from in here.
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                for (index, slot) in out.values_mut().iter_mut().enumerate() {
                    let start = index * self.hop;
                    let energy = energy(&signal[within(start)..within(start + self.frame)]);
                    *slot = (energy / self.frame as f64).sqrt() as f32;
                }
            },
        );
        Ok(())
    }
}

/// `librosa.feature.rms` of a sound: the RMS of each frame, linear amplitude.
///
/// # Errors
/// As [`RmsConfig::frames`].
pub fn rms(signal: &[f32], config: &RmsConfig) -> Result<Vec<f32>, FeatureError> {
    let mut out = Matrix::new();
    config.process_into(signal, &mut out)?;
    Ok(out.values().to_vec())
}

/// The sum of squares: 16 partial sums in f32 (the compiler keeps them in registers) per 1024 samples, joined
/// in f64, so that rounding stays below 1e-6 of the sum at any length.
#[inline(always)]
fn energy(samples: &[f32]) -> f64 {
    samples.chunks(1024).map(block_energy).sum()
}

#[inline(always)]
fn block_energy(block: &[f32]) -> f64 {
    let (whole, rest) = block.as_chunks::<16>();
    let mut sums = [0.0_f32; 16];
    for chunk in whole {
        sums.iter_mut().zip(chunk).for_each(|(sum, x)| *sum += x * x);
    }
    let rest: f64 = rest.iter().map(|x| f64::from(x * x)).sum();
    sums.iter().map(|x| f64::from(*x)).sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_has_its_own_level_inside_and_less_at_the_edges() {
        let config = RmsConfig { frame: 64, hop: 32, centred: true };
        let envelope = rms(&[0.5; 256], &config).unwrap();
        assert_eq!(envelope.len(), 9);
        assert!((envelope[4] - 0.5).abs() < 1e-6);
        assert!((envelope[0] - 0.5 * 0.5_f32.sqrt()).abs() < 1e-6);
        let inside = rms(&[0.5; 256], &RmsConfig { centred: false, ..config }).unwrap();
        assert_eq!(inside.len(), 7);
        assert!(inside.iter().all(|x| (x - 0.5).abs() < 1e-6));
    }

    #[test]
    fn odd_frames_longer_than_the_sound() {
        let envelope = rms(&[1.0; 3], &RmsConfig { frame: 2205, hop: 1102, centred: true }).unwrap();
        assert_eq!(envelope.len(), 1);
        assert!((envelope[0] - (3.0_f32 / 2205.0).sqrt()).abs() < 1e-6);
    }

    #[test]
    fn impossible_frames_are_refused() {
        assert_eq!(rms(&[], &RmsConfig::default()), Err(FeatureError::Empty));
        let whole = RmsConfig { centred: false, ..RmsConfig::default() };
        assert!(matches!(rms(&[0.0; 10], &whole), Err(FeatureError::TooShort { needed: 2048, .. })));
        let still = RmsConfig { hop: 0, ..RmsConfig::default() };
        assert!(matches!(rms(&[0.0; 10], &still), Err(FeatureError::Config { .. })));
    }
}
