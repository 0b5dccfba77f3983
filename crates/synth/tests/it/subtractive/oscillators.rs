//! Waves, tuning, sync, FM and ring modulation, by their spectra.

use super::spectrum::Spectrum;
use super::{RATE_HZ, db, held, render, rms};

/// A spectrum of the preset at A2, 110 Hz, low enough in level that the filter is straight.
fn spectrum(moved: &[(&str, f64)]) -> Spectrum {
    let mut all = vec![("osc1.level", 20.0)];
    all.extend(moved);
    Spectrum::of(&render(&all, held(45), RATE_HZ, 1.6), RATE_HZ)
}

/// Oscillator 2 alone.
fn second(moved: &[(&str, f64)]) -> Spectrum {
    let mut all = vec![("osc1.level", 0.0), ("osc2.level", 20.0)];
    all.extend(moved);
    spectrum(&all)
}

#[test]
fn waves_have_their_partials() {
    let partials = |of: &Spectrum| [1, 2, 3, 4, 5, 8].map(|n| of.amplitude(110.0 * f64::from(n)));
    let ratio = |of: &Spectrum, wanted: [f64; 6]| {
        let found = partials(of);
        for (index, wanted) in wanted.into_iter().enumerate() {
            let found = found[index] / found[0];
            assert!((found - wanted).abs() < 0.003 + 0.01 * wanted, "{index}: {found} for {wanted}");
        }
    };
    for id in ["osc1", "osc2"] {
        let of = |wave: f64, width: f64| {
            let (wave_id, width_id) = (format!("{id}.wave"), format!("{id}.pulse-width"));
            let moved = [(wave_id.as_str(), wave), (width_id.as_str(), width)];
            if id == "osc1" { spectrum(&moved) } else { second(&moved) }
        };
        ratio(&of(0.0, 50.0), [1.0, 0.5, 1.0 / 3.0, 0.25, 0.2, 0.125]);
        ratio(&of(1.0, 50.0), [1.0, 0.0, 1.0 / 3.0, 0.0, 0.2, 0.0]);
        // A pulse of a quarter has no fourth and no eighth partial.
        let quarter =
            |n: f64| (std::f64::consts::PI * n / 4.0).sin() / n / (std::f64::consts::PI / 4.0).sin();
        ratio(&of(1.0, 25.0), [1.0, quarter(2.0), quarter(3.0), 0.0, -quarter(5.0), 0.0]);
        ratio(&of(2.0, 50.0), [1.0, 0.0, 1.0 / 9.0, 0.0, 1.0 / 25.0, 0.0]);
        ratio(&of(3.0, 50.0), [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }
    let sub = spectrum(&[("osc1.wave", 3.0), ("sub.level", 20.0)]);
    // A square's first partial is 4/π of a sine's.
    assert!((sub.amplitude(55.0) / sub.amplitude(110.0) - 1.273).abs() < 0.02, "{}", sub.amplitude(55.0));
}

#[test]
fn noise_is_flat_and_as_loud_in_every_hertz_at_every_rate() {
    for id in ["osc1.wave", "osc2.wave", "noise.level"] {
        let moved = [
            ("osc1.level", if id == "osc1.wave" { 50.0 } else { 0.0 }),
            ("osc2.level", if id == "osc2.wave" { 50.0 } else { 0.0 }),
            (id, if id == "noise.level" { 50.0 } else { 4.0 }),
            ("filter.type", 7.0),
            ("filter.cutoff", 20.0),
        ];
        let band = |rate_hz: u32, low: f64| {
            let spectrum = Spectrum::of(&render(&moved, held(45), rate_hz, 1.6), rate_hz);
            db(spectrum.amplitude_within(low, low + 1_500.0))
        };
        let first = band(44_100, 500.0);
        assert!(first > -40.0, "{first}");
        for (rate_hz, low) in
            [(44_100, 4_000.0), (44_100, 12_000.0), (96_000, 500.0), (16_000, 500.0), (16_000, 4_000.0)]
        {
            let found = band(rate_hz, low);
            assert!(
                (found - first).abs() < 1.0,
                "{id}: {found} at {rate_hz} Hz from {low} Hz, {first} first"
            );
        }
    }
}

#[test]
fn the_rate_changes_neither_level_nor_timbre() {
    // A filter that does nothing; and an open low-pass, whose highest octave depends on the rate.
    for (moved, tolerance) in [(&[("filter.type", 7.0), ("filter.cutoff", 20.0)][..], 0.05), (&[], 0.7)] {
        let of = |rate_hz: u32| Spectrum::of(&render(moved, held(45), rate_hz, 1.7), rate_hz);
        let first = of(44_100);
        for rate_hz in [16_000, 22_050, 48_000, 96_000] {
            let other = of(rate_hz);
            for partial in 1..=48 {
                let hz = 110.0 * f64::from(partial);
                let off = db(other.amplitude(hz) / first.amplitude(hz));
                assert!(off.abs() < tolerance, "{rate_hz} Hz, partial {partial}: {off} dB");
            }
        }
    }
}

#[test]
fn tuning_knobs_tune() {
    let cents = |of: &Spectrum, low: f64, high: f64| 1_200.0 * (of.peak_hz(low, high) / 110.0).log2();
    let first =
        |moved: &[(&str, f64)]| cents(&spectrum(&[moved, &[("osc1.wave", 3.0)]].concat()), 20.0, 500.0);
    let other = |moved: &[(&str, f64)]| cents(&second(&[moved, &[("osc2.wave", 3.0)]].concat()), 20.0, 500.0);
    for (found, wanted) in [
        (first(&[]), 0.0),
        (first(&[("osc1.tune", 7.0)]), 700.0),
        (first(&[("osc1.fine", -37.0)]), -37.0),
        (first(&[("transpose", 1.0)]), 1_200.0),
        (first(&[("master-tune", 50.0)]), 50.0),
        (first(&[("detune", 40.0)]), -20.0),
        (other(&[("osc2.tune", -12.0)]), -1_200.0),
        (other(&[("osc2.fine", 99.0)]), 99.0),
        (other(&[("transpose", -1.0)]), -1_200.0),
        (other(&[("detune", 40.0)]), 20.0),
    ] {
        assert!((found - wanted).abs() < 0.5, "{found} cents for {wanted}");
    }
}

#[test]
fn phases_are_those_at_the_key_press() {
    let start = |phase: f64| render(&[("osc1.wave", 3.0), ("osc1.phase", phase)], held(45), RATE_HZ, 0.1);
    let (zero, half) = (start(0.0), start(180.0));
    let sum: Vec<f32> = zero.iter().zip(&half).map(|(a, b)| a + b).collect();
    assert!(rms(&sum) < 1e-4 * rms(&zero), "{} {}", rms(&sum), rms(&zero));
    // With the envelope up, a sine crosses zero at whole periods after the key press.
    let high = render(&[("osc1.wave", 3.0)], held(93), RATE_HZ, 0.1);
    let period = f64::from(RATE_HZ) / 1_760.0;
    let crossing = (1_000..high.len()).find(|at| high[at - 1] < 0.0 && high[*at] >= 0.0).unwrap() as f64;
    let off = (crossing / period).rem_euclid(1.0) * period;
    assert!(
        (1.0..2.6).contains(&off),
        "{off} samples late: an open filter's delay is 1.4, and this is the next one"
    );
}

#[test]
fn sync_keeps_the_pitch_of_oscillator_one_and_sweeps_the_timbre() {
    let of = |tune: f64, sync: f64| second(&[("osc2.tune", tune), ("osc2.fine", 30.0), ("osc2.sync", sync)]);
    let (free, synced) = (of(7.0, 0.0), of(7.0, 1.0));
    let off = |of: &Spectrum| db(of.amplitude_off_grid(110.0, 20.0, 5_000.0) / of.strongest(5_000.0));
    assert!(off(&synced) < -80.0 && off(&free) > -10.0, "{} {}", off(&synced), off(&free));
    let second_partial = |tune: f64| db(of(tune, 1.0).amplitude(220.0) / of(tune, 1.0).amplitude(110.0));
    assert!((second_partial(4.0) - second_partial(16.0)).abs() > 3.0);
}

#[test]
fn fm_makes_bessels_side_bands() {
    let at = second(&[("osc2.wave", 3.0), ("osc2.tune", 12.0), ("osc2.fm", 1.0)]);
    // J1(1) / J0(1), above the carrier at 220 Hz, and J2 / J0.
    let ratio = |hz: f64| at.amplitude(hz) / at.amplitude(220.0);
    assert!((ratio(330.0) - 0.5751).abs() < 0.006, "{}", ratio(330.0));
    assert!((ratio(440.0) - 0.1502).abs() < 0.004, "{}", ratio(440.0));
}

#[test]
fn ring_modulation_makes_sums_and_differences() {
    let at = spectrum(&[
        ("osc1.level", 0.0),
        ("osc1.wave", 3.0),
        ("osc2.wave", 3.0),
        ("osc2.tune", 7.0),
        ("ring", 20.0),
    ]);
    let fifth = 110.0 * 2_f64.powf(7.0 / 12.0);
    let (sum, difference) = (at.amplitude(110.0 + fifth), at.amplitude(fifth - 110.0));
    assert!((db(sum / difference)).abs() < 0.6 && at.amplitude(110.0) < 0.01 * sum, "{sum} {difference}");
}
