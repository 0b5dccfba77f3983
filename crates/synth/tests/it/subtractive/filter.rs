//! What each type of filter passes, where its resonance lies, and what moves the cutoff.

use tonewright_synth::Gesture;
use tonewright_synth::engines::subtractive::spec::FILTERS;

use super::spectrum::Spectrum;
use super::{db, held, render};

/// Low enough that the filter is straight, and with harmonics every 55 Hz.
const SOURCE: [(&str, f64); 2] = [("osc1.level", 20.0), ("osc1.phase", 90.0)];
const NOTE: u8 = 33;

fn spectrum(kind: usize, cutoff_hz: f64, rate_hz: u32) -> Spectrum {
    let mut moved = SOURCE.to_vec();
    moved.extend([("filter.type", kind as f64), ("filter.cutoff", cutoff_hz)]);
    Spectrum::of(&render(&moved, held(NOTE), rate_hz, 1.6), rate_hz)
}

/// Gains of a type at multiples of its cutoff of 880 Hz, in decibels.
fn gains_db<const N: usize>(kind: usize, multiples: [f64; N], rate_hz: u32) -> [f64; N] {
    // A high-pass far below is as good as nothing.
    let (with, without) = (spectrum(kind, 880.0, rate_hz), spectrum(7, 20.0, rate_hz));
    multiples.map(|multiple| {
        let hz = 880.0 * multiple;
        db(with.amplitude(hz) / without.amplitude(hz)) + analogue_db(7, hz / 20.0)
    })
}

/// The gain of an analogue filter of that type at a multiple of its cutoff, in decibels.
fn analogue_db(kind: usize, multiple: f64) -> f64 {
    let square = multiple * multiple;
    let pole = 1.0 / (1.0 + square).sqrt();
    db(match kind {
        0..=3 => pole.powi(4 - kind as i32),
        4..=7 => (multiple * pole).powi(8 - kind as i32),
        8 => (2.0 * multiple * pole * pole).powi(2),
        9 => 2.0 * multiple * pole * pole,
        10 => (1.0 - square).abs() * pole * pole,
        // Half the input and half an all-pass that turns by twice the angle of each pole.
        _ => (4.0 * multiple.atan()).cos().abs(),
    })
}

#[test]
fn types_are_what_they_are_called_at_every_rate() {
    let multiples = [0.25, 0.5, 0.6875, 1.0, 1.5, 2.0, 3.0, 4.0];
    for rate_hz in [16_000, 44_100, 96_000] {
        for (kind, name) in FILTERS.iter().enumerate() {
            for (multiple, found) in multiples.into_iter().zip(gains_db(kind, multiples, rate_hz)) {
                let hz = 880.0 * multiple;
                let wanted = analogue_db(kind, multiple);
                // At low rates the highest frequencies are nearer to one another than they are in an analogue filter.
                let bent = if rate_hz == 16_000 { 0.03 * multiple * multiple } else { 0.02 * multiple };
                let near = (found - wanted).abs() < 0.15 + bent || (wanted < -50.0 && found < -50.0);
                assert!(near, "{name} at {hz} Hz, {rate_hz} Hz: {found} dB for {wanted}");
            }
        }
    }
}

#[test]
fn slopes_are_those_of_the_names() {
    for (kind, slope) in [(0, 24.0), (1, 18.0), (2, 12.0), (3, 6.0)] {
        let [near, far] = gains_db(kind, [4.0, 8.0], 96_000);
        assert!((near - far - slope).abs() < 0.06 * slope, "{}: {}", FILTERS[kind], near - far);
    }
    for (kind, slope) in [(4, 24.0), (5, 18.0), (6, 12.0), (7, 6.0), (8, 12.0), (9, 6.0)] {
        let [far, near] = gains_db(kind, [0.125, 0.25], 96_000);
        assert!((near - far - slope).abs() < 0.07 * slope, "{}: {}", FILTERS[kind], near - far);
    }
}

/// The pitch at which the filter alone oscillates.
fn whistle_hz(moved: &[(&str, f64)], gesture: Gesture, rate_hz: u32) -> f64 {
    let mut all = vec![("osc1.level", 0.0), ("filter.resonance", 100.0), ("filter.cutoff", 440.0)];
    all.extend(moved);
    let sound = render(&all, gesture, rate_hz, 1.7);
    let spectrum = Spectrum::of(&sound, rate_hz);
    let hz = spectrum.peak_hz(20.0, 0.4 * f64::from(rate_hz));
    assert!(spectrum.amplitude(hz) > 0.01, "it oscillates: {}", spectrum.amplitude(hz));
    hz
}

#[test]
fn full_resonance_whistles_at_the_cutoff_at_every_rate() {
    for rate_hz in [16_000, 44_100, 96_000] {
        for cutoff_hz in [110.0, 440.0, 1_760.0, 5_000.0] {
            let hz = whistle_hz(&[("filter.cutoff", cutoff_hz)], held(60), rate_hz);
            assert!((hz / cutoff_hz - 1.0).abs() < 0.01, "{cutoff_hz} Hz at {rate_hz} Hz: {hz}");
        }
    }
    let quiet = render(&[("osc1.level", 0.0), ("filter.resonance", 90.0)], held(60), 44_100, 0.5);
    assert!(quiet[22_000].abs() < 1e-4, "below 93 % it doesn't");
}

#[test]
fn key_contour_and_velocity_move_the_cutoff() {
    let near = |hz: f64, wanted: f64| assert!((hz / wanted - 1.0).abs() < 0.01, "{hz} for {wanted}");
    let soft = Gesture { velocity: 64, ..held(60) };
    let softness: f64 = 1.0 - 64.0 / 127.0;
    near(whistle_hz(&[("filter.key-follow", 100.0)], held(72), 44_100), 880.0);
    near(whistle_hz(&[("filter.key-follow", 50.0)], held(84), 44_100), 880.0);
    near(whistle_hz(&[("filter.contour", 2.0)], held(60), 44_100), 1_760.0);
    near(whistle_hz(&[("filter.contour", -1.0)], held(60), 44_100), 220.0);
    near(whistle_hz(&[("velocity.filter", 100.0)], soft, 44_100), 440.0 * (-4.0 * softness).exp2());
    let contour = [("filter.contour", 2.0), ("velocity.contour", 100.0)];
    near(whistle_hz(&contour, soft, 44_100), 440.0 * (2.0 * (1.0 - softness)).exp2());
}

#[test]
fn drive_adds_overtones_to_a_sine() {
    let third = |drive_db: f64| {
        let sound = render(&[("osc1.wave", 3.0), ("filter.drive", drive_db)], held(57), 44_100, 1.0);
        let spectrum = Spectrum::of(&sound, 44_100);
        db(spectrum.amplitude(660.0) / spectrum.amplitude(220.0))
    };
    assert!(
        third(0.0) < -40.0 && third(12.0) > -35.0 && third(24.0) > -17.0,
        "{} {}",
        third(0.0),
        third(24.0)
    );
}
