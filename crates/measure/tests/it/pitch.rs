//! The pitch errors on tones whose pitch is known.

use tonewright_audio::Audio;
use tonewright_measure::{MeasureError, by_name};

fn tone(hz: f64) -> Audio {
    let at = |i: usize| {
        let phase = std::f64::consts::TAU * hz * i as f64 / 22_050.0;
        (0.3 * phase.sin() + 0.2 * (2.0 * phase).sin() + 0.1 * (3.0 * phase).sin()) as f32
    };
    Audio::mono((0..22_050).map(at).collect(), 22_050)
}

/// Half a cent: what the tracker's interpolation leaves.
const TOLERANCE_CENTS: f64 = 0.5;

#[test]
fn known_intervals_are_found() {
    let cents = by_name("f0-cents").unwrap().compute;
    let hz = by_name("f0-hz").unwrap().compute;
    for (a, b) in [(220.0, 220.0), (220.0, 222.0), (220.0, 233.08), (110.0, 220.0), (440.0, 82.41)] {
        let truth = 1200.0 * f64::log2(b / a).abs();
        let found = cents(&tone(a), &tone(b)).unwrap();
        assert!((found - truth).abs() < TOLERANCE_CENTS, "{a} and {b} Hz: {found} cents, not {truth}");
        let found = hz(&tone(a), &tone(b)).unwrap();
        assert!((found - (b - a).abs()).abs() < 1e-3 * (a + b), "{a} and {b} Hz: {found} Hz apart");
    }
}

#[test]
fn noise_has_no_pitch_error() {
    let mut state = 7_u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    };
    let noise = Audio::mono((0..22_050).map(|_| next()).collect(), 22_050);
    let result = (by_name("f0-cents").unwrap().compute)(&tone(220.0), &noise);
    assert!(matches!(result, Err(MeasureError::Undefined { .. })), "{result:?}");
}
