//! The level of a sound over time: root mean square per frame.

use pulp::{Arch, Simd, WithSimd};

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

    /// The part of the sound between two positions of the padded one.
    #[inline(always)]
    fn within<'a>(&self, signal: &'a [f32], start: usize, end: usize) -> &'a [f32] {
        let lead = if self.centred { self.frame / 2 } else { 0 };
        let start = start.saturating_sub(lead).min(signal.len());
        &signal[start..end.saturating_sub(lead).clamp(start, signal.len())]
    }

    /// Writes the RMS of each frame: a matrix of one column, linear amplitude.
    ///
    /// # Errors
    /// As [`RmsConfig::frames`].
    pub fn process_into(&self, signal: &[f32], out: &mut Matrix) -> Result<(), FeatureError> {
        out.reshape(self.frames(signal.len())?, 1);
        Arch::new().dispatch(Energies { config: self, signal, out: out.values_mut() });
        for slot in out.values_mut() {
            *slot = (*slot / self.frame as f32).sqrt();
        }
        Ok(())
    }
}

/// The energy of each frame of a sound, compiled for the widest registers of the machine.
struct Energies<'a> {
    config: &'a RmsConfig,
    signal: &'a [f32],
    out: &'a mut [f32],
}

impl WithSimd for Energies<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let RmsConfig { frame, hop, .. } = *self.config;
        if frame / hop > MOST_SHARED {
            for (index, slot) in self.out.iter_mut().enumerate() {
                *slot =
                    energy(simd, self.config.within(self.signal, index * hop, index * hop + frame)) as f32;
            }
            return;
        }
        // Each sample is squared once: a frame is a number of whole hops and a part of one, and the energy of a hop
        // is added to every frame that holds it.
        let (whole, part) = (frame / hop, frame % hop);
        self.out.fill(0.0);
        for index in 0..self.out.len() + whole {
            let start = index * hop;
            let mut sum = energy(simd, self.config.within(self.signal, start, start + part)) as f32;
            if let Some(frame) = index.checked_sub(whole) {
                self.out[frame] += sum;
            }
            if whole > 0 {
                sum += energy(simd, self.config.within(self.signal, start + part, start + hop)) as f32;
            }
            let holders = (index + 1).saturating_sub(whole)..(index + 1).min(self.out.len());
            for slot in self.out.get_mut(holders).unwrap_or(&mut []) {
                *slot += sum;
            }
        }
    }
}

/// Hops of a frame up to which energies are shared: with more, rounding of their sum would show.
const MOST_SHARED: usize = 16;

/// `librosa.feature.rms` of a sound: the RMS of each frame, linear amplitude.
///
/// # Errors
/// As [`RmsConfig::frames`].
pub fn rms(signal: &[f32], config: &RmsConfig) -> Result<Vec<f32>, FeatureError> {
    let mut out = Matrix::new();
    config.process_into(signal, &mut out)?;
    Ok(out.values().to_vec())
}

/// The sum of squares: four registers of partial sums (so that no addition waits for the one before) per 2048 samples,
/// joined in f64, so that rounding stays below 1e-6 of the sum at any length.
#[inline(always)]
fn energy<S: Simd>(simd: S, samples: &[f32]) -> f64 {
    let mut total = 0.0;
    for block in samples.chunks(2048) {
        let (registers, rest) = S::as_simd_f32s(block);
        let (fours, some) = registers.as_chunks::<4>();
        let mut sums = [simd.splat_f32s(0.0); 4];
        for four in fours {
            for (sum, x) in sums.iter_mut().zip(four) {
                *sum = simd.mul_add_e_f32s(*x, *x, *sum);
            }
        }
        for (sum, x) in sums.iter_mut().zip(some) {
            *sum = simd.mul_add_e_f32s(*x, *x, *sum);
        }
        let rest = simd.partial_load_f32s(rest);
        sums[3] = simd.mul_add_e_f32s(rest, rest, sums[3]);
        let pairs = (simd.add_f32s(sums[0], sums[1]), simd.add_f32s(sums[2], sums[3]));
        total += f64::from(simd.reduce_sum_f32s(simd.add_f32s(pairs.0, pairs.1)));
    }
    total
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
    fn shared_hops_are_the_frames_one_by_one() {
        let signal: Vec<f32> = (0..5000).map(|i| ((i * i * 7 + i * 3) % 101) as f32 / 50.0 - 1.0).collect();
        for (frame, hop) in [(2205, 1102), (2048, 512), (100, 100), (64, 100), (37, 5), (441, 28)] {
            for centred in [false, true] {
                let config = RmsConfig { frame, hop, centred };
                let found = rms(&signal, &config).unwrap();
                for (index, found) in found.iter().enumerate() {
                    let samples = config.within(&signal, index * hop, index * hop + frame);
                    let energy: f64 = samples.iter().map(|x| f64::from(*x).powi(2)).sum();
                    let expected = (energy / frame as f64).sqrt() as f32;
                    assert!(
                        (found - expected).abs() < 1e-6,
                        "{config:?}, frame {index}: {found}, {expected}"
                    );
                }
            }
        }
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
