//! Four numbers for the shape of a spectrum, as librosa defines them: centroid, bandwidth, roll-off, flatness.

use pulp::{Arch, Simd, WithSimd};

use crate::columns::SpectrumColumns;
use crate::features::FeatureError;
use crate::lanes::{MOST_LANES, ln};
use crate::stft::StftConfig;

/// The shape of one frame's spectrum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SpectralShape {
    /// Mean frequency, weighted by magnitude; 0 in silence.
    pub centroid_hz: f32,
    /// Standard deviation about the centroid, weighted by magnitude; 0 in silence.
    pub bandwidth_hz: f32,
    /// The frequency below which 85 % of the magnitude lies.
    pub rolloff_hz: f32,
    /// Geometric over arithmetic mean of the powers, none taken below 1e-10: 1 for a flat spectrum.
    pub flatness: f32,
}

/// Share of the magnitude below the roll-off frequency: librosa's default.
const ROLLOFF: f32 = 0.85;
/// The least power in the flatness: librosa's default.
const LEAST_POWER: f32 = 1e-10;
/// Bins whose sums are taken together before they are added to those of the others, which keeps the rounding of a
/// thousand additions that of some tens.
const TOGETHER: usize = 32;

impl SpectralShape {
    /// The shapes of a sound's frames with librosa's settings: FFT 2048, hop 512, centred.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn librosa_of(signal: &[f32], rate_hz: u32) -> Result<Vec<Self>, FeatureError> {
        let mut shapes = Vec::new();
        SpectralShapes::new(rate_hz)?.process_into(signal, &mut shapes)?;
        Ok(shapes)
    }
}

/// Planned shapes of frames with librosa's settings, with their scratch space.
pub(super) struct SpectralShapes {
    config: StftConfig,
    columns: SpectrumColumns,
    magnitudes: Vec<f32>,
    bin_hz: f32,
}

impl SpectralShapes {
    pub(super) fn new(rate_hz: u32) -> Result<Self, FeatureError> {
        let config = StftConfig::librosa(2048, 512);
        let columns = SpectrumColumns::new(config)?;
        let magnitudes = vec![0.0; config.bins() * columns.lanes()];
        let bin_hz = (f64::from(rate_hz) / config.fft_len as f64) as f32;
        Ok(Self { config, columns, magnitudes, bin_hz })
    }

    /// Number of frames of a sound of `samples`.
    pub(super) fn frames(&self, samples: usize) -> Result<usize, FeatureError> {
        self.config.frames(samples)
    }

    /// Replaces `shapes` by those of a sound's frames.
    pub(super) fn process_into(
        &mut self,
        signal: &[f32],
        shapes: &mut Vec<SpectralShape>,
    ) -> Result<(), FeatureError> {
        let (frames, lanes, bin_hz) = (self.frames(signal.len())?, self.columns.lanes(), self.bin_hz);
        shapes.clear();
        for first in (0..frames).step_by(lanes) {
            let powers = self.columns.powers(signal, first);
            let group = Arch::new().dispatch(Shapes { powers, magnitudes: &mut self.magnitudes, bin_hz });
            shapes.extend_from_slice(&group[..lanes]);
        }
        shapes.truncate(frames);
        Ok(())
    }
}

/// The shapes of frames that lie side by side.
struct Shapes<'a> {
    powers: &'a [f32],
    /// Scratch space for the roots of the powers.
    magnitudes: &'a mut [f32],
    bin_hz: f32,
}

impl WithSimd for Shapes<'_> {
    type Output = [SpectralShape; MOST_LANES];

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        let (powers, _) = S::as_simd_f32s(self.powers);
        let (magnitudes, _) = S::as_mut_simd_f32s(self.magnitudes);
        let (total, moment) = sums(simd, powers, magnitudes);
        // Silence divides nothing by the smallest number: zero, as it should be.
        let divisor = simd.max_f32s(total, simd.splat_f32s(f32::MIN_POSITIVE));
        let centroid = simd.div_f32s(moment, divisor);
        let variance = simd.div_f32s(spread(simd, magnitudes, centroid), divisor);
        let limit = simd.mul_f32s(total, simd.splat_f32s(ROLLOFF));
        let flatness = flatness(simd, powers);
        let hz = simd.splat_f32s(self.bin_hz);
        let numbers = [
            simd.mul_f32s(centroid, hz),
            simd.mul_f32s(simd.sqrt_f32s(variance), hz),
            simd.mul_f32s(bins_below(simd, magnitudes, limit), hz),
            flatness[0],
            flatness[1],
        ];
        let mut lanes = [[0.0_f32; MOST_LANES]; 5];
        for (row, number) in lanes.iter_mut().zip(numbers) {
            simd.partial_store_f32s(&mut row[..S::F32_LANES], number);
        }
        let mut shapes = [SpectralShape::default(); MOST_LANES];
        for (lane, shape) in shapes.iter_mut().enumerate() {
            *shape = SpectralShape {
                centroid_hz: lanes[0][lane],
                bandwidth_hz: lanes[1][lane],
                rolloff_hz: lanes[2][lane],
                flatness: (f64::from(lanes[3][lane]).exp() / f64::from(lanes[4][lane].max(LEAST_POWER)))
                    as f32,
            };
        }
        shapes
    }
}

/// Writes the magnitudes; their sums over all bins, plain and times the bin's number.
#[inline(always)]
fn sums<S: Simd>(simd: S, powers: &[S::f32s], magnitudes: &mut [S::f32s]) -> (S::f32s, S::f32s) {
    let zero = simd.splat_f32s(0.0);
    let (mut total, mut moment) = (zero, zero);
    let blocks = powers.chunks(TOGETHER).zip(magnitudes.chunks_mut(TOGETHER));
    for (block, (powers, magnitudes)) in blocks.enumerate() {
        let (mut sum, mut own_moment) = (zero, zero);
        for (bin, (power, magnitude)) in powers.iter().zip(magnitudes).enumerate() {
            *magnitude = simd.sqrt_f32s(*power);
            sum = simd.add_f32s(sum, *magnitude);
            own_moment = simd.mul_add_e_f32s(*magnitude, simd.splat_f32s(bin as f32), own_moment);
        }
        let start = simd.splat_f32s((block * TOGETHER) as f32);
        moment = simd.add_f32s(moment, simd.mul_add_e_f32s(sum, start, own_moment));
        total = simd.add_f32s(total, sum);
    }
    (total, moment)
}

/// The sum of squared distances from `centre` in bins, weighted by magnitude.
#[inline(always)]
fn spread<S: Simd>(simd: S, magnitudes: &[S::f32s], centre: S::f32s) -> S::f32s {
    let mut total = simd.splat_f32s(0.0);
    for (block, magnitudes) in magnitudes.chunks(TOGETHER).enumerate() {
        let mut sum = simd.splat_f32s(0.0);
        for (bin, magnitude) in magnitudes.iter().enumerate() {
            let distance = simd.sub_f32s(simd.splat_f32s((block * TOGETHER + bin) as f32), centre);
            sum = simd.mul_add_e_f32s(simd.mul_f32s(distance, distance), *magnitude, sum);
        }
        total = simd.add_f32s(total, sum);
    }
    total
}

/// The number of bins up to which the running sum of magnitudes stays below `limit`.
#[inline(always)]
fn bins_below<S: Simd>(simd: S, magnitudes: &[S::f32s], limit: S::f32s) -> S::f32s {
    let (zero, one) = (simd.splat_f32s(0.0), simd.splat_f32s(1.0));
    let (mut before, mut count) = (zero, zero);
    for magnitudes in magnitudes.chunks(TOGETHER) {
        let mut sum = zero;
        for magnitude in magnitudes {
            sum = simd.add_f32s(sum, *magnitude);
            let below = simd.less_than_f32s(simd.add_f32s(before, sum), limit);
            count = simd.add_f32s(count, simd.select_f32s(below, one, zero));
        }
        before = simd.add_f32s(before, sum);
    }
    count
}

/// The mean logarithm of the floored powers, and their mean.
#[inline(always)]
fn flatness<S: Simd>(simd: S, powers: &[S::f32s]) -> [S::f32s; 2] {
    let (zero, least) = (simd.splat_f32s(0.0), simd.splat_f32s(LEAST_POWER));
    let (mut logarithms, mut total) = (zero, zero);
    for powers in powers.chunks(TOGETHER) {
        let (mut own_logarithms, mut sum) = (zero, zero);
        let (pairs, rest) = powers.as_chunks::<2>();
        for [a, b] in pairs {
            let (a, b) = (simd.max_f32s(*a, least), simd.max_f32s(*b, least));
            sum = simd.add_f32s(sum, simd.add_f32s(a, b));
            // One logarithm for two: their product stays within the range of floats.
            own_logarithms = simd.add_f32s(own_logarithms, ln(simd, simd.mul_f32s(a, b)));
        }
        for power in rest {
            let power = simd.max_f32s(*power, least);
            sum = simd.add_f32s(sum, power);
            own_logarithms = simd.add_f32s(own_logarithms, ln(simd, power));
        }
        logarithms = simd.add_f32s(logarithms, own_logarithms);
        total = simd.add_f32s(total, sum);
    }
    let share = simd.splat_f32s(1.0 / powers.len() as f32);
    [simd.mul_f32s(logarithms, share), simd.mul_f32s(total, share)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::lane_count;

    /// The shape of one spectrum of magnitudes, given in all lanes but the first.
    fn shape(magnitudes: &[f32], bin_hz: f32) -> SpectralShape {
        let lanes = lane_count();
        let power =
            |i: usize| if i.is_multiple_of(lanes) && lanes > 1 { 7.0 } else { magnitudes[i / lanes].powi(2) };
        let powers: Vec<f32> = (0..magnitudes.len() * lanes).map(power).collect();
        let mut scratch = vec![0.0; powers.len()];
        Arch::new().dispatch(Shapes { powers: &powers, magnitudes: &mut scratch, bin_hz })[lanes - 1]
    }

    #[test]
    fn a_line_a_plain_and_nothing() {
        let mut line = [0.0; 11];
        line[4] = 2.0;
        let of_line = shape(&line, 100.0);
        assert_eq!((of_line.centroid_hz, of_line.bandwidth_hz, of_line.rolloff_hz), (400.0, 0.0, 400.0));
        assert!(of_line.flatness < 1e-3);
        let plain = shape(&[0.3; 11], 100.0);
        assert!((plain.centroid_hz - 500.0).abs() < 1e-3 && (plain.flatness - 1.0).abs() < 1e-6);
        assert!((plain.rolloff_hz - 900.0).abs() < 1e-3);
        let nothing = shape(&[0.0; 11], 100.0);
        assert_eq!((nothing.centroid_hz, nothing.rolloff_hz), (0.0, 0.0));
        assert!((nothing.flatness - 1.0).abs() < 1e-6);
    }

    /// A thousand bins against the definitions in f64.
    #[test]
    fn as_defined() {
        let magnitudes: Vec<f32> =
            (0..1025).map(|k| ((k * k * 7 + 3 * k) % 101) as f32 * 0.01 + 1e-6).collect();
        let bins = || magnitudes.iter().enumerate().map(|(bin, x)| (bin as f64 * 21.5, f64::from(*x)));
        let total: f64 = bins().map(|(_, x)| x).sum();
        let centroid = bins().map(|(hz, x)| hz * x).sum::<f64>() / total;
        let bandwidth = (bins().map(|(hz, x)| (hz - centroid).powi(2) * x).sum::<f64>() / total).sqrt();
        let powers = || bins().map(|(_, x)| (x * x).max(1e-10));
        let geometric = (powers().map(f64::ln).sum::<f64>() / 1025.0).exp();
        let flatness = geometric * 1025.0 / powers().sum::<f64>();
        let found = shape(&magnitudes, 21.5);
        let pairs =
            [(found.centroid_hz, centroid), (found.bandwidth_hz, bandwidth), (found.flatness, flatness)];
        for (found, expected) in pairs {
            assert!((f64::from(found) / expected - 1.0).abs() < 2e-6, "{found}, not {expected}");
        }
    }
}
