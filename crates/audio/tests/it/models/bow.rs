//! A bowed string at G3: two waveguides on both sides of a bow whose friction falls with slip (McIntyre,
//! Schumacher and Woodhouse, JASA 74(5), 1983; Smith's bow table), heard through a body of a few resonances.

use tonewright_audio::Audio;

use super::parts::{Delay, Loss, Resonance};
use super::{RATE_HZ, finished};

const HZ: f64 = 195.998;
const SECS: f64 = 2.4;
const STROKE_SECS: f64 = 1.8;
/// Where the bow is, as a share of the string from the bridge.
const PLACE: f64 = 0.09;
/// Modes of the body: frequency, time to fall by 60 dB, level.
const BODY: [(f64, f64, f64); 5] = [
    (278.0, 0.06, 0.10),
    (452.0, 0.05, 0.16),
    (543.0, 0.05, 0.14),
    (1180.0, 0.03, 0.10),
    (2500.0, 0.02, 0.16),
];

/// The example sound.
pub(crate) fn make() -> Audio {
    let rate = f64::from(RATE_HZ);
    let mut bridge_loss = Loss::new(0.95, 0.4);
    let w = std::f64::consts::TAU * HZ / rate;
    // Each side is read before it is written, which is one sample of its way.
    let total = rate / HZ - bridge_loss.delay(w) - 2.0;
    let (to_bridge, to_nut) = (PLACE * total, (1.0 - PLACE) * total);
    let (mut bridge, mut nut) = (Delay::new(to_bridge as usize + 4), Delay::new(to_nut as usize + 4));
    let mut body = BODY.map(|(hz, t60, level)| Resonance::ringing(hz, t60, level));
    let sample = |index: usize| {
        let t = index as f64 / rate;
        let vibrato =
            1.0 + 0.002 * ((t - 0.5) / 0.5).clamp(0.0, 1.0) * libm::sin(std::f64::consts::TAU * 5.4 * t);
        let from_bridge = -bridge_loss.step(bridge.read(to_bridge));
        let from_nut = -nut.read(to_nut * vibrato);
        let slip = bow_speed(t) - (from_bridge + from_nut);
        let pushed = slip * friction(slip) * pressure(t);
        nut.write(from_bridge + pushed);
        bridge.write(from_nut + pushed);
        let wave = from_bridge;
        0.6 * wave + body.iter_mut().map(|mode| mode.step(wave)).sum::<f64>()
    };
    finished((0..(SECS * rate) as usize).map(sample).collect())
}

/// How much of the bow's speed the string takes: all while it sticks, less the more it slips.
fn friction(slip: f64) -> f64 {
    libm::pow((1.5 * slip).abs() + 0.75, -4.0).min(1.0)
}

/// The bow's speed: 100 ms to full, and slower towards the end of the stroke.
fn bow_speed(t: f64) -> f64 {
    0.08 * (t / 0.1).min(1.0) * (1.0 - (t - STROKE_SECS) / 0.12).clamp(0.0, 1.0)
}

/// The bow is lifted at the end of the stroke, and the string rings on.
fn pressure(t: f64) -> f64 {
    (1.0 - (t - STROKE_SECS) / 0.1).clamp(0.0, 1.0)
}
