//! A sound thinned out to a fraction of its rate, for a look at its low frequencies with a long window.

use pulp::{Arch, Simd, WithSimd};

/// The rate kept is at least so many times the highest frequency of interest.
const RATE_PER_BAND: f64 = 4.0;
/// Taps of the low-pass per sample left out: what folds lies 60 dB below and more.
const TAPS_PER_STEP: usize = 8;
/// The number of taps is a multiple of this: whole registers.
const LANES: usize = 16;
/// Kaiser's β of the low-pass.
const BETA: f64 = 5.65;

/// Keeps every `step`-th sample of a sound without what lies above the frequency of interest.
pub(super) struct Thinner {
    step: usize,
    taps: Vec<f32>,
}

impl Thinner {
    /// For frequencies up to `up_to_hz` of sounds at `rate_hz`.
    pub(super) fn new(rate_hz: u32, up_to_hz: f64) -> Self {
        let rate = f64::from(rate_hz);
        let step = ((rate / (RATE_PER_BAND * up_to_hz)) as usize).max(1);
        // Halfway between what is wanted and what would fold onto it.
        let cutoff_hz = 0.5 * rate / step as f64;
        let count = if step == 1 { 1 } else { (TAPS_PER_STEP * step).next_multiple_of(LANES) };
        let middle = (count / 2) as f64;
        let tap = |index: usize| {
            let from_middle = index as f64 - middle;
            let at = (from_middle / middle.max(1.0)).clamp(-1.0, 1.0);
            let window = bessel_i0(BETA * (1.0 - at * at).sqrt()) / bessel_i0(BETA);
            window * sinc(2.0 * cutoff_hz / rate * from_middle)
        };
        let taps: Vec<f64> = (0..count).map(tap).collect();
        let sum: f64 = taps.iter().sum();
        Self { step, taps: taps.iter().map(|tap| (tap / sum) as f32).collect() }
    }

    /// The rate of what is kept, in Hz, of sounds at `rate_hz`.
    pub(super) fn rate_hz(&self, rate_hz: u32) -> f64 {
        f64::from(rate_hz) / self.step as f64
    }

    /// How many samples are kept of `len`: all that the sound reaches through the low-pass.
    pub(super) fn len(&self, len: usize) -> usize {
        if len == 0 { 0 } else { (len + self.taps.len() / 2).div_ceil(self.step) }
    }

    /// Writes the thinned sound; sample `i` stands for sample `i · step`, and beyond its ends the sound is silent.
    pub(super) fn process_into(&self, signal: &[f32], out: &mut Vec<f32>) {
        out.clear();
        Arch::new().dispatch(Thin { thinner: self, signal, out });
    }
}

struct Thin<'a> {
    thinner: &'a Thinner,
    signal: &'a [f32],
    out: &'a mut Vec<f32>,
}

impl WithSimd for Thin<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (taps, before) = (&self.thinner.taps[..], self.thinner.taps.len() / 2);
        for index in 0..self.thinner.len(self.signal.len()) {
            let at = index * self.thinner.step;
            let whole = at.checked_sub(before).and_then(|from| self.signal.get(from..from + taps.len()));
            self.out.push(match whole {
                Some(samples) => dot(simd, taps, samples),
                None => {
                    // The first `missing` taps lie before the sound's first sample.
                    let missing = before.saturating_sub(at);
                    let inside = self.signal.get((at + missing).saturating_sub(before)..).unwrap_or(&[]);
                    taps[missing..].iter().zip(inside).map(|(tap, x)| tap * x).sum()
                }
            });
        }
    }
}

/// The sum of products of equally many taps and samples.
#[inline(always)]
fn dot<S: Simd>(simd: S, taps: &[f32], samples: &[f32]) -> f32 {
    let ((taps, last_taps), (samples, last_samples)) = (S::as_simd_f32s(taps), S::as_simd_f32s(samples));
    let ((taps, odd_taps), (samples, odd_samples)) = (taps.as_chunks::<2>(), samples.as_chunks::<2>());
    // Two sums, so that no addition waits for the one before.
    let mut sums = [simd.splat_f32s(0.0); 2];
    for (tap, x) in taps.iter().zip(samples) {
        sums[0] = simd.mul_add_e_f32s(tap[0], x[0], sums[0]);
        sums[1] = simd.mul_add_e_f32s(tap[1], x[1], sums[1]);
    }
    for (tap, x) in odd_taps.iter().zip(odd_samples) {
        sums[0] = simd.mul_add_e_f32s(*tap, *x, sums[0]);
    }
    let mut rest = 0.0;
    for (tap, x) in last_taps.iter().zip(last_samples) {
        rest += tap * x;
    }
    simd.reduce_sum_f32s(simd.add_f32s(sums[0], sums[1])) + rest
}

/// sin(πx) / πx.
fn sinc(x: f64) -> f64 {
    let x = std::f64::consts::PI * x;
    if x.abs() < 1e-9 { 1.0 } else { x.sin() / x }
}

/// The modified Bessel function of the first kind and order 0, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let mut term = 1.0;
    let terms = (1..60).map(|k| {
        term *= (x / (2.0 * f64::from(k))).powi(2);
        term
    });
    1.0 + terms.sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RMS of a thinned sine over its input's, in dB, away from the ends.
    fn gain_db(rate_hz: u32, hz: f64) -> f64 {
        let thinner = Thinner::new(rate_hz, 700.0);
        let sine = |i: u32| (std::f64::consts::TAU * hz * f64::from(i) / f64::from(rate_hz)).sin() as f32;
        let (signal, mut out): (Vec<f32>, _) = ((0..rate_hz).map(sine).collect(), Vec::new());
        thinner.process_into(&signal, &mut out);
        assert_eq!(out.len(), thinner.len(signal.len()));
        let inner = &out[20..out.len() - 20];
        let power = inner.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / inner.len() as f64;
        10.0 * (2.0 * power).log10()
    }

    #[test]
    fn low_frequencies_stay_and_what_would_fold_onto_them_goes() {
        for rate_hz in [16_000, 44_100, 48_000, 96_000] {
            let kept_hz = Thinner::new(rate_hz, 700.0).rate_hz(rate_hz);
            for hz in [31.0, 100.0, 300.0, 500.0, 690.0] {
                assert!(
                    gain_db(rate_hz, hz).abs() < 0.1,
                    "{hz} Hz at {rate_hz}: {} dB",
                    gain_db(rate_hz, hz)
                );
            }
            for hz in [kept_hz - 700.0, kept_hz - 300.0, kept_hz - 31.0, 2.0 * kept_hz + 100.0] {
                assert!(gain_db(rate_hz, hz) < -58.0, "{hz} Hz at {rate_hz}: {} dB", gain_db(rate_hz, hz));
            }
        }
    }

    #[test]
    fn every_sample_is_the_filtered_sound_at_its_time() {
        let thinner = Thinner::new(44_100, 700.0);
        let signal: Vec<f32> = (0..1000_u32).map(|i| ((i * 7919) % 201) as f32 / 100.0 - 1.0).collect();
        for len in [0, 1, 15, 79, 80, 81, 500, 1000] {
            let (signal, mut out) = (&signal[..len], Vec::new());
            thinner.process_into(signal, &mut out);
            for (index, got) in out.iter().enumerate() {
                let first = (index * thinner.step) as isize - (thinner.taps.len() / 2) as isize;
                let at = |k: usize| usize::try_from(first + k as isize).ok().and_then(|i| signal.get(i));
                let taps = thinner.taps.iter().enumerate();
                let wanted: f32 = taps.filter_map(|(k, tap)| at(k).map(|x| tap * x)).sum();
                assert!((got - wanted).abs() < 1e-5, "sample {index} of {len}: {got}, not {wanted}");
            }
        }
    }

    #[test]
    fn a_low_rate_is_left_alone() {
        let (thinner, signal) = (Thinner::new(1_000, 700.0), vec![0.3, -0.5, 0.7]);
        let mut out = Vec::new();
        thinner.process_into(&signal, &mut out);
        assert_eq!(out, signal);
    }
}
