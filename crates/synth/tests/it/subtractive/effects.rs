//! Crusher, high-pass, chorus and reverberation, measured.

use tonewright_synth::Gesture;

use super::spectrum::Spectrum;
use super::{RATE_HZ, db, held, render, rms};

/// A click: a very short note.
const CLICK: Gesture = Gesture { note: 60, velocity: 127, gate_secs: 0.004 };
const CLICK_KNOBS: [(&str, f64); 3] =
    [("osc1.wave", 4.0), ("amp-env.release", 0.005), ("amp-env.attack", 0.001)];

#[test]
fn the_crusher_makes_the_noise_of_its_steps() {
    for bits in [4.0, 6.0, 8.0] {
        // A filter that does nothing.
        let open = [("osc1.wave", 3.0), ("filter.type", 7.0), ("filter.cutoff", 20.0)];
        let sound =
            |bits: f64| render(&[&open[..], &[("crusher.bits", bits)]].concat(), held(46), RATE_HZ, 1.0);
        let (clean, crushed) = (sound(16.0), sound(bits));
        let error: Vec<f32> = clean[2_000..].iter().zip(&crushed[2_000..]).map(|(a, b)| a - b).collect();
        // Steps of 2^(1 - bits) make an error of 1/√12 of that, at an output gain of 0.25, half of it beyond the band.
        let wanted = db(0.25 * 2_f64.powf(1.0 - bits) / 12_f64.sqrt());
        let off = db(rms(&error)) - wanted;
        assert!((-5.0..0.0).contains(&off), "{bits} bits: {off} dB more than {wanted}");
    }
}

#[test]
fn the_high_pass_falls_by_twelve_decibels_an_octave() {
    for rate_hz in [16_000, 44_100, 96_000] {
        let of = |cutoff: f64| {
            let moved = [("high-pass.cutoff", cutoff), ("osc1.level", 20.0)];
            Spectrum::of(&render(&moved, held(33), rate_hz, 1.6), rate_hz)
        };
        let (with, without) = (of(880.0), of(5.0));
        let gain = |hz: f64| db(with.amplitude(hz) / without.amplitude(hz));
        assert!((gain(880.0) + 3.01).abs() < 0.2, "{}", gain(880.0));
        assert!((gain(220.0) - gain(110.0) - 12.0).abs() < 0.4, "{}", gain(220.0) - gain(110.0));
        assert!(gain(3_520.0).abs() < 0.2, "{}", gain(3_520.0));
    }
}

#[test]
fn choruses_add_copies_a_few_milliseconds_late() {
    for (id, earliest, latest) in [("chorus.slow", 1.4, 5.2), ("chorus.fast", 1.9, 4.1)] {
        let sound = |on: f64| render(&[CLICK_KNOBS.as_slice(), &[(id, on)]].concat(), CLICK, RATE_HZ, 0.5);
        let (dry, wet) = (sound(0.0), sound(1.0));
        let end = |sound: &[f32]| sound.iter().rposition(|x| x.abs() > 1e-3).unwrap() as f64 / 44.1;
        let late = end(&wet) - end(&dry);
        assert!((earliest - 0.5..latest).contains(&late), "{id}: {late} ms");
    }
    // Copies that move beat with the sound.
    let level = |on: f64| {
        let moved = [("osc1.wave", 3.0), ("chorus.slow", on)];
        let sound = render(&moved, held(81), RATE_HZ, 2.2);
        let parts: Vec<f64> = sound[4_410..].chunks(4_410).map(rms).collect();
        parts.iter().fold(0.0_f64, |a, b| a.max(*b)) / parts.iter().fold(f64::INFINITY, |a, b| a.min(*b))
    };
    assert!(level(0.0) < 1.05 && level(1.0) > 1.3, "{} {}", level(0.0), level(1.0));
}

/// The reverberation of a click, which begins when the click is over.
fn reverb(moved: &[(&str, f64)], rate_hz: u32, secs: f64) -> Vec<f32> {
    let wet = [("reverb.wet", 100.0), ("reverb.low-cut", 20.0), ("reverb.high-cut", 20_000.0)];
    render(&[CLICK_KNOBS.as_slice(), &wet, moved].concat(), CLICK, rate_hz, secs)
}

#[test]
fn reverberation_falls_by_sixty_decibels_in_its_time() {
    for rate_hz in [16_000, 44_100, 96_000] {
        for decay in [0.3, 1.0, 3.0] {
            let sound = reverb(&[("reverb.decay", decay)], rate_hz, 0.15 + decay);
            // Energy that is still to come (Schroeder's integral), from 5 to 35 dB below its beginning.
            let from = (0.08 * f64::from(rate_hz)) as usize;
            let mut left: Vec<f64> = sound[from..].iter().map(|x| f64::from(*x).powi(2)).collect();
            for index in (0..left.len() - 1).rev() {
                left[index] += left[index + 1];
            }
            let when = |fall: f64| {
                left.iter().position(|energy| 10.0 * (energy / left[0]).log10() < -fall).unwrap() as f64
            };
            let found = 2.0 * (when(35.0) - when(5.0)) / f64::from(rate_hz);
            assert!((found / decay - 1.0).abs() < 0.08, "{found} s for {decay} at {rate_hz} Hz");
        }
    }
}

#[test]
fn pre_delay_and_cuts_do_what_they_say() {
    let begins = |pre_delay: f64| {
        let sound = reverb(&[("reverb.pre-delay", pre_delay)], RATE_HZ, 0.5);
        let from = (0.014 * f64::from(RATE_HZ)) as usize;
        let found = sound[from..].iter().position(|x| x.abs() > 2e-3).unwrap();
        (from + found) as f64 / f64::from(RATE_HZ)
    };
    assert!((begins(0.15) - begins(0.05) - 0.1).abs() < 0.003, "{} {}", begins(0.05), begins(0.15));
    let bands = |moved: &[(&str, f64)]| {
        let sound = reverb(moved, RATE_HZ, 1.7);
        let spectrum = Spectrum::of(&sound[2_000..], RATE_HZ);
        [(100.0, 200.0), (8_000.0, 12_000.0)].map(|(low, high)| db(spectrum.amplitude_within(low, high)))
    };
    let open = bands(&[]);
    let (dull, thin) = (bands(&[("reverb.high-cut", 1_000.0)]), bands(&[("reverb.low-cut", 1_500.0)]));
    assert!(open[1] - dull[1] > 15.0 && (open[0] - dull[0]).abs() < 1.0, "{open:?} {dull:?}");
    assert!(open[0] - thin[0] > 15.0 && (open[1] - thin[1]).abs() < 1.0, "{open:?} {thin:?}");
    assert!(begins(0.0) < 0.06);
}
