//! What is added round a jump or a kink of a wave so that its spectrum ends below the folding frequency.
//!
//! A band-limited step is the integral of a windowed sinc (E. Brandt, "Hard sync without aliasing", ICMC 2001;
//! V. Välimäki and A. Huovilainen, "Antialiasing oscillators in subtractive synthesis", IEEE Signal Processing
//! Magazine 24(2), 2007). The residual is that minus the naive step; a kink takes the integral of it (F. Esqueda,
//! V. Välimäki and S. Bilbao, "Rounding corners with BLAMP", DAFx 2016). Ours are of linear phase, 32 samples long at
//! twice the output's rate, and cut off where the output's last octave ends.

use std::sync::LazyLock;

use super::kaiser::kaiser;

/// Samples of a residual, half of them before the event.
pub(super) const TAPS: usize = 32;
/// Samples by which a wave is delayed so that a residual can begin before its event.
pub(super) const DELAY: usize = TAPS / 2;
/// Positions of an event between two samples; a residual in between is read off a straight line.
const PHASES: usize = 256;
/// Parts of a phase in which the sinc is summed.
const PARTS: usize = 4;
/// Where the windowed sinc has fallen by 6 dB, of the oversampled folding frequency: 24.3 kHz at 44.1 kHz.
const CUTOFF: f64 = 0.55;
/// The window's shape: 90 dB of attenuation.
const BETA: f64 = 9.0;

/// The residuals of a unit step and of a unit change of slope (a sample).
pub(super) struct Residuals {
    steps: Vec<[f32; TAPS]>,
    kinks: Vec<[f32; TAPS]>,
}

impl Residuals {
    /// The tables, made once for the program.
    pub(super) fn get() -> &'static Self {
        static RESIDUALS: LazyLock<Residuals> = LazyLock::new(Residuals::new);
        &RESIDUALS
    }

    fn new() -> Self {
        let per_tap = PHASES * PARTS;
        let half = (DELAY * per_tap) as i64;
        let sinc = |at: i64| {
            let x = at as f64 / per_tap as f64;
            let angle = std::f64::consts::PI * CUTOFF * x;
            let sinc = if at == 0 { 1.0 } else { libm::sin(angle) / angle };
            sinc * kaiser(x / DELAY as f64, BETA)
        };
        // Trapezoids of a function so smooth that their error lies far below single precision.
        let integral = |values: &[f64]| -> Vec<f64> {
            let mut sums = vec![0.0];
            let mut sum = 0.0;
            for pair in values.windows(2) {
                sum += 0.5 * (pair[0] + pair[1]);
                sums.push(sum);
            }
            sums
        };
        let sincs: Vec<f64> = (-half..=half).map(sinc).collect();
        let mut steps = integral(&sincs);
        let whole = steps[steps.len() - 1];
        steps.iter_mut().for_each(|step| *step /= whole);
        let ramps: Vec<f64> = integral(&steps).iter().map(|ramp| ramp / per_tap as f64).collect();
        let table = |values: &[f64], naive: fn(f64) -> f64| -> Vec<[f32; TAPS]> {
            let tap = |phase: usize, tap: usize| {
                let x = tap as f64 - DELAY as f64 + phase as f64 / PHASES as f64;
                // The event lies between the taps before and after it, whatever rounding says.
                let naive = if tap < DELAY { 0.0 } else { naive(x) };
                (values[(tap * PHASES + phase) * PARTS] - naive) as f32
            };
            (0..=PHASES).map(|phase| std::array::from_fn(|index| tap(phase, index))).collect()
        };
        Self { steps: table(&steps, |_| 1.0), kinks: table(&ramps, |x| x) }
    }

    /// The residual of a step of height `step` and a change of slope of `kink` a sample, which happened `since`
    /// samples (0..=1) before the sample that follows [`DELAY`] taps.
    #[inline(always)]
    pub(super) fn residual(&self, since: f32, step: f32, kink: f32) -> [f32; TAPS] {
        let place = since * PHASES as f32;
        let index = (place as usize).min(PHASES - 1);
        let share = place - index as f32;
        let mut sum = [0.0; TAPS];
        if step != 0.0 {
            add_between(&self.steps[index], &self.steps[index + 1], share, step, &mut sum);
        }
        if kink != 0.0 {
            add_between(&self.kinks[index], &self.kinks[index + 1], share, kink, &mut sum);
        }
        sum
    }
}

#[inline(always)]
fn add_between(low: &[f32; TAPS], high: &[f32; TAPS], share: f32, size: f32, sum: &mut [f32; TAPS]) {
    for tap in 0..TAPS {
        sum[tap] += size * (low[tap] + share * (high[tap] - low[tap]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residuals_begin_and_end_at_nothing_and_are_odd_and_even() {
        let table = Residuals::get();
        for since in [0.0, 0.3, 0.75, 1.0] {
            let (step, kink) = (table.residual(since, 1.0, 0.0), table.residual(since, 0.0, 1.0));
            for residual in [step, kink] {
                assert!(residual[0].abs() < 2e-4 && residual[TAPS - 1].abs() < 2e-4, "{residual:?}");
            }
            // Seen from the event backwards, a step is its own negative and a kink is itself.
            let (back_step, back_kink) =
                (table.residual(1.0 - since, 1.0, 0.0), table.residual(1.0 - since, 0.0, 1.0));
            for tap in 0..TAPS {
                assert!((step[tap] + back_step[TAPS - 1 - tap]).abs() < 1e-5, "{since} {tap}");
                assert!((kink[tap] - back_kink[TAPS - 1 - tap]).abs() < 1e-5, "{since} {tap}");
            }
        }
    }

    #[test]
    fn in_the_middle_a_step_is_half_done() {
        let table = Residuals::get();
        assert!((table.residual(0.0, 1.0, 0.0)[DELAY] + 0.5).abs() < 1e-5);
        assert!((table.residual(1.0, 1.0, 0.0)[DELAY - 1] - 0.5).abs() < 1e-5);
        assert!(table.residual(0.5, 0.0, 1.0).iter().all(|value| *value > -0.1));
    }
}
