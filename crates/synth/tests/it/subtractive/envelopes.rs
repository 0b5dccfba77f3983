//! Envelope times, measured on the sound, at several rates; velocity; and what each stage of the filter's envelope does.

use tonewright_synth::Gesture;

use super::{db, hz_of, render, rms};

/// Levels in decibels of a sine through an amplifier envelope, in windows of 5 ms.
fn levels_db(moved: &[(&str, f64)], gesture: Gesture, rate_hz: u32, secs: f64) -> Vec<f64> {
    let mut all = vec![("osc1.wave", 3.0)];
    all.extend(moved);
    let sound = render(&all, gesture, rate_hz, secs);
    sound.chunks(rate_hz as usize / 200).map(|part| db(rms(part))).collect()
}

#[test]
fn the_amplifier_takes_its_times_at_every_rate() {
    // A high note, of which every window holds many periods.
    let gesture = Gesture { note: 93, velocity: 127, gate_secs: 1.0 };
    for rate_hz in [16_000, 44_100, 96_000] {
        let moved = [
            ("amp-env.attack", 0.2),
            ("amp-env.decay", 0.5),
            ("amp-env.sustain", 25.0),
            ("amp-env.release", 0.3),
        ];
        let level = levels_db(&moved, gesture, rate_hz, 1.5);
        let at = |secs: f64| level[(secs * 200.0) as usize];
        let peak = at(0.2);
        assert!((at(0.1) - peak + 5.8).abs() < 0.4, "half way up is -6 dB: {}", at(0.1) - peak);
        // A third of the decay is 20 dB of the way from 1 to 0.25.
        let third = db(0.25 + 0.75 * 0.1);
        assert!((at(0.2 + 0.5 / 3.0) - peak - third).abs() < 0.4, "{}", at(0.2 + 0.5 / 3.0) - peak);
        assert!((at(0.99) - peak - db(0.25)).abs() < 0.3, "{}", at(0.99) - peak);
        // 60 dB in the release time, so 20 in a third of it.
        assert!((at(1.1) - at(0.99) + 20.0).abs() < 0.7, "at {rate_hz} Hz: {}", at(1.1) - at(0.99));
    }
}

#[test]
fn a_soft_key_is_softer_where_velocity_says_so() {
    let level = |amount: f64, velocity: u8| {
        let gesture = Gesture { note: 93, velocity, gate_secs: 1e9 };
        levels_db(&[("velocity.volume", amount)], gesture, 44_100, 0.2)[30]
    };
    assert_eq!(level(0.0, 40), level(0.0, 127));
    let fall = level(100.0, 127) - level(100.0, 40);
    assert!((fall - 2.0 * db(127.0 / 40.0)).abs() < 0.1, "{fall}");
    let half = level(50.0, 127) - level(50.0, 40);
    assert!((half + db(0.5 + 0.5 * (40.0_f64 / 127.0).powi(2))).abs() < 0.1, "{half}");
}

#[test]
fn each_stage_of_the_filter_envelope_is_heard_in_the_brightness() {
    let moved = [
        ("filter.cutoff", 200.0),
        ("filter.contour", 5.0),
        ("filter-env.attack", 0.1),
        ("filter-env.decay", 0.3),
        ("filter-env.sustain", 40.0),
        ("filter-env.release", 0.3),
        ("amp-env.release", 10.0),
    ];
    let gesture = Gesture { note: 45, velocity: 127, gate_secs: 0.6 };
    let sound = render(&moved, gesture, 44_100, 1.2);
    // Brightness: how much of the level is in the differences.
    let brightness = |secs: f64| {
        let part = &sound[(secs * 44_100.0) as usize..][..2_000];
        let steps: Vec<f32> = part.windows(2).map(|pair| pair[1] - pair[0]).collect();
        db(rms(&steps) / rms(part))
    };
    let (start, peak, sustain, end) = (brightness(0.0), brightness(0.1), brightness(0.5), brightness(1.1));
    assert!(
        peak > start + 3.0 && peak > sustain + 3.0 && sustain > end + 3.0,
        "{start} {peak} {sustain} {end}"
    );
    assert!(hz_of(45) > 100.0);
}
