//! A plucked steel string at A2: the extended Karplus-Strong loop (Jaffe and Smith, Computer Music Journal
//! 7(2), 1983) with the pluck's place as a comb, a little stiffness, and two polarisations that beat.

use tonewright_audio::Audio;

use super::parts::{AllPass, Delay, Loss, Noise};
use super::{RATE_HZ, finished};

const HZ: f64 = 110.0;
const SECS: f64 = 2.5;
/// Where it is plucked, as a share of the string.
const PLACE: f64 = 0.18;

/// One polarisation of the string.
struct Loop {
    delay: Delay,
    period: f64,
    loss: Loss,
    stiffness: [AllPass; 2],
}

impl Loop {
    fn new(hz: f64, gain: f64, pole: f64) -> Self {
        let (loss, stiffness) = (Loss::new(gain, pole), [AllPass::new(-0.35), AllPass::new(-0.35)]);
        let w = std::f64::consts::TAU * hz / f64::from(RATE_HZ);
        let filters = loss.delay(w) + stiffness.iter().map(|s| s.delay(w)).sum::<f64>();
        let period = f64::from(RATE_HZ) / hz - filters;
        Self { delay: Delay::new(period as usize + 2), period, loss, stiffness }
    }

    fn step(&mut self, input: f64) -> f64 {
        // The line is read before it is written: one sample of the period is the loop's own.
        let mut wave = self.loss.step(self.delay.read(self.period - 1.0));
        for part in &mut self.stiffness {
            wave = part.step(wave);
        }
        self.delay.write(wave + input);
        wave + input
    }
}

/// The example sound.
pub(crate) fn make() -> Audio {
    let period = f64::from(RATE_HZ) / HZ;
    let mut noise = Noise(2024);
    let mut soft = Loss::new(1.0, 0.55);
    let mut comb = Delay::new(period as usize);
    let mut polarisations = [Loop::new(HZ, 0.9975, 0.16), Loop::new(HZ * 1.000_6, 0.9955, 0.24)];
    let mut body = Loss::new(1.0, 0.3);
    let sample = |index: usize| {
        // One period of soft noise is the shape of the string when it is let go.
        let shape = if (index as f64) < period { soft.step(noise.step()) } else { soft.step(0.0) };
        comb.write(shape);
        let pluck = shape - comb.read(PLACE * period);
        let wave = polarisations[0].step(0.7 * pluck) + polarisations[1].step(0.4 * pluck);
        body.step(wave)
    };
    let samples: Vec<f64> = (0..(SECS * f64::from(RATE_HZ)) as usize).map(sample).collect();
    finished(faded(samples))
}

/// A hand that damps the string in the last 80 ms, so that the file ends in silence.
fn faded(mut samples: Vec<f64>) -> Vec<f64> {
    let len = (0.08 * f64::from(RATE_HZ)) as usize;
    let start = samples.len() - len;
    for (index, sample) in samples[start..].iter_mut().enumerate() {
        let left = 1.0 - (index + 1) as f64 / len as f64;
        *sample *= left * left;
    }
    samples
}
