//! A struck wooden bar at C5, as of a marimba: modes of an undercut bar, tuned 1 : 3.93 : 9.24 : 16.3 (Fletcher and
//! Rossing, The Physics of Musical Instruments, 2nd ed., section 19.3), hit by a mallet that is a half wave of felt.

use tonewright_audio::Audio;

use super::parts::{Noise, Resonance};
use super::{RATE_HZ, finished};

const HZ: f64 = 523.251;
const SECS: f64 = 1.6;
/// Ratio to the first mode, time to fall by 60 dB, level.
const MODES: [(f64, f64, f64); 4] =
    [(1.0, 1.3, 1.0), (3.93, 0.42, 0.5), (9.24, 0.14, 0.32), (16.3, 0.06, 0.2)];
const CONTACT_SECS: f64 = 0.000_7;

/// The example sound.
pub(crate) fn make() -> Audio {
    let mut modes = MODES.map(|(ratio, t60, level)| Resonance::ringing(ratio * HZ, t60, level));
    // The tube under the bar: it takes up the first mode a little later than the bar.
    let mut tube = Resonance::ringing(HZ, 0.25, 0.004);
    let mut noise = Noise(7);
    let contact = CONTACT_SECS * f64::from(RATE_HZ);
    let sample = |index: usize| {
        let phase = index as f64 / contact;
        let felt = if phase < 1.0 { libm::pow(libm::sin(std::f64::consts::PI * phase), 2.0) } else { 0.0 };
        let strike = felt * (1.0 + 0.3 * noise.step());
        let bar: f64 = modes.iter_mut().map(|m| m.step(strike)).sum();
        bar + tube.step(bar)
    };
    let mut samples: Vec<f64> = (0..(SECS * f64::from(RATE_HZ)) as usize).map(sample).collect();
    let len = samples.len();
    for (index, sample) in samples.iter_mut().enumerate().skip(len - 2205) {
        *sample *= (len - index - 1) as f64 / 2205.0;
    }
    finished(samples)
}
