//! Which frames need not be transformed, as no band of theirs can rise above what is told from silence.
//!
//! By Parseval's theorem the powers of a frame's bins sum up to no more than its energy times the transform's length, so
//! that a sum of squares bounds every band. Decibels end some way below the loudest band, and sounds of keys that were
//! let go, or of struck strings, lie below that for much of their length.

use pulp::{Arch, Simd, WithSimd};

use super::{Framing, StftConfig};
use crate::features::FeatureError;
use crate::mel::MelFilterbank;

/// Samples whose energy is summed together.
const BLOCK: usize = 256;
/// What bounds are raised by, as sums in single precision are off by some parts in a hundred thousand.
const SLACK: f64 = 1.01;

/// The least power that is told from silence, and what is known of the sound so far.
pub(crate) struct Quiet {
    /// Times a frame's energy: no band's power is larger (its square where bands are sums of magnitudes).
    bound: f32,
    /// Powers below this are not told from silence.
    least: f32,
    /// Nor are those below this share of the loudest.
    range: f32,
    loudest: f32,
    /// Energies of the sound's blocks.
    energies: Vec<f32>,
}

impl Quiet {
    /// For bands that are summed over powers, or over magnitudes if `root`.
    pub(crate) fn new(config: &StftConfig, bank: &MelFilterbank, root: bool) -> Result<Self, FeatureError> {
        let peak = config.checked_window()?.iter().fold(0.0_f32, |peak, w| peak.max(w.abs()));
        let weight = |band: usize| {
            let weights = bank.band(band).1.iter().map(|w| f64::from(*w));
            if root { weights.map(|w| w * w).sum::<f64>() } else { weights.fold(0.0, f64::max) }
        };
        let heaviest = (0..bank.bands()).map(weight).fold(0.0, f64::max);
        let bound = SLACK * heaviest * config.fft_len as f64 * f64::from(peak).powi(2);
        Ok(Self { bound: bound as f32, least: 0.0, range: 0.0, loudest: 0.0, energies: Vec::new() })
    }

    /// Begins a sound of as many channels as are handed to [`Quiet::listen`]: `least` and `range` say what is told
    /// from silence.
    pub(crate) fn begin(&mut self, least: f32, range: f32) {
        (self.least, self.range, self.loudest) = (least, range, 0.0);
    }

    /// Takes the energies of the channel that comes next.
    pub(crate) fn listen(&mut self, signal: &[f32]) {
        self.energies.resize(signal.len().div_ceil(BLOCK), 0.0);
        Arch::new().dispatch(Energies { signal, energies: &mut self.energies });
    }

    /// Whether none of `count` frames from `first` on has anything that is told from silence.
    pub(crate) fn covers(
        &self,
        framing: &Framing,
        signal: &[f32],
        first: usize,
        count: usize,
        root: bool,
    ) -> bool {
        let Some(samples) = framing.reach(signal.len(), first, count) else { return false };
        let blocks = samples.start / BLOCK..samples.end.div_ceil(BLOCK);
        let energy: f32 = self.energies.get(blocks).unwrap_or(&[]).iter().sum();
        let bound = energy * self.bound;
        let bound = if root { bound.sqrt() } else { bound };
        bound < self.least.max(self.loudest * self.range)
    }

    /// Takes note of bands that were summed.
    pub(crate) fn hear(&mut self, bands: &[f32]) {
        self.loudest = self.loudest.max(Arch::new().dispatch(Largest(bands)));
    }

    /// The largest band so far.
    pub(crate) fn loudest(&self) -> f32 {
        self.loudest
    }
}

struct Energies<'a> {
    signal: &'a [f32],
    energies: &'a mut [f32],
}

impl WithSimd for Energies<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for (block, energy) in self.signal.chunks(BLOCK).zip(self.energies) {
            let (registers, rest) = S::as_simd_f32s(block);
            let rest = simd.partial_load_f32s(rest);
            let mut sums = [simd.splat_f32s(0.0), simd.mul_f32s(rest, rest)];
            let (pairs, last) = registers.as_chunks::<2>();
            for pair in pairs {
                for (sum, x) in sums.iter_mut().zip(pair) {
                    *sum = simd.mul_add_e_f32s(*x, *x, *sum);
                }
            }
            for x in last {
                sums[0] = simd.mul_add_e_f32s(*x, *x, sums[0]);
            }
            *energy = simd.reduce_sum_f32s(simd.add_f32s(sums[0], sums[1]));
        }
    }
}

/// The largest of some powers, at least 0.
struct Largest<'a>(&'a [f32]);

impl WithSimd for Largest<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let (registers, rest) = S::as_simd_f32s(self.0);
        let (fours, some) = registers.as_chunks::<4>();
        let mut most = [simd.partial_load_f32s(rest); 4];
        for four in fours {
            for (most, x) in most.iter_mut().zip(four) {
                *most = simd.max_f32s(*most, *x);
            }
        }
        for (most, x) in most.iter_mut().zip(some) {
            *most = simd.max_f32s(*most, *x);
        }
        let pairs = (simd.max_f32s(most[0], most[1]), simd.max_f32s(most[2], most[3]));
        simd.reduce_max_f32s(simd.max_f32s(pairs.0, pairs.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MelConfig, Padding, Quantity, Spectrogram, Stft};

    /// Frames that are passed over have no band that reaches the limit, and in decaying sounds there are some.
    #[test]
    fn what_is_passed_over_is_below_the_limit() {
        let signal: Vec<f32> = (0..30_000_u64)
            .map(|i| (((i * i * 7 + i * 3) % 101) as f32 / 50.0 - 1.0) * (-0.002 * i as f32).exp())
            .collect();
        for (quantity, padding) in
            [(Quantity::Power, Padding::Zeros), (Quantity::Magnitude, Padding::Reflect)]
        {
            let config = StftConfig { quantity, center: Some(padding), ..StftConfig::librosa(1024, 256) };
            let root = quantity == Quantity::Magnitude;
            let bank = MelFilterbank::new(&MelConfig::librosa(40), 1024, 44_100).unwrap();
            let mut bands = Spectrogram::new();
            Stft::new(config).unwrap().mel_into(&signal, &bank, &mut bands).unwrap();
            let mut quiet = Quiet::new(&config, &bank, root).unwrap();
            quiet.begin(1e-30, 1e-8);
            quiet.listen(&signal);
            quiet.hear(bands.values());
            assert_eq!(quiet.loudest(), bands.max());
            let (framing, limit) = (Framing::new(&config), 1e-8 * bands.max());
            let covered =
                (0..bands.frames()).filter(|frame| quiet.covers(&framing, &signal, *frame, 1, root));
            let covered: Vec<usize> = covered.collect();
            assert!(covered.len() > 20 && covered.len() < 100, "{} of {}", covered.len(), bands.frames());
            for frame in covered {
                assert!(bands.frame(frame).iter().all(|power| *power < limit), "frame {frame}");
            }
        }
    }
}
