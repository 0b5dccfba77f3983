//! A blown pipe at D4: a cylindrical bore closed by a reed, as a clarinet (Smith, "Efficient simulation of
//! the reed-bore and bow-string mechanisms", ICMC 1986; Cook's and Scavone's reed table): a waveguide whose
//! reflection at the mouth depends on the pressure difference, so that it starts, speaks and stops by itself.

use tonewright_audio::Audio;

use super::parts::{Delay, Loss, Noise};
use super::{RATE_HZ, finished};

const HZ: f64 = 293.665;
const SECS: f64 = 2.0;
/// When the breath stops.
const BREATH_SECS: f64 = 1.45;

/// How the bell answers, and how the reed does.
const BELL_GAIN: f64 = 0.95;
const BELL_POLE: f64 = 0.7;
const REED_OFFSET: f64 = 0.7;
const REED_SLOPE: f64 = -0.3;

/// The example sound.
pub(crate) fn make() -> Audio {
    let rate = f64::from(RATE_HZ);
    let mut bell = Loss::new(BELL_GAIN, BELL_POLE);
    let w = std::f64::consts::TAU * HZ / rate;
    // Closed at one end: the wave runs the bore twice to come back with its sign, so half a period a trip.
    let trip = 0.5 * rate / HZ - bell.delay(w) - 1.0;
    let mut bore = Delay::new(trip as usize + 4);
    let mut noise = Noise(11);
    let mut air = Loss::new(1.0, 0.7);
    let sample = |index: usize| {
        let t = index as f64 / rate;
        let breath = breath(t) * (1.0 + 0.06 * air.step(noise.step()));
        // What comes back from the open end, upside down.
        let back = -bell.step(bore.read(trip));
        let difference = back - breath;
        let reflection = (REED_OFFSET + REED_SLOPE * difference).clamp(-1.0, 1.0);
        let wave = breath + difference * reflection;
        bore.write(wave);
        wave
    };
    finished((0..(SECS * rate) as usize).map(sample).collect())
}

/// The pressure in the mouth: 60 ms to speak, a slight swell with vibrato, and an end.
fn breath(t: f64) -> f64 {
    let attack = (t / 0.06).min(1.0);
    let release = (1.0 - (t - BREATH_SECS) / 0.07).clamp(0.0, 1.0);
    let depth = ((t - 0.4) / 0.5).clamp(0.0, 1.0);
    let vibrato = 1.0 + 0.02 * depth * libm::sin(std::f64::consts::TAU * 5.0 * t);
    0.76 * attack * release * vibrato
}
