//! The check values of synth-permutations' four measures: two decaying tones, four seconds, stereo.

use std::f64::consts::TAU;

use tonewright_audio::Audio;
use tonewright_measure::{MeasureError, by_name};

fn decaying(rate: f64, onset_secs: f64, partials: &[(f64, f64)]) -> Vec<f32> {
    let at = |n: usize| {
        let t = n as f64 / 44_100.0;
        let tone: f64 = partials.iter().map(|(gain, hz)| gain * (TAU * hz * t).sin()).sum();
        if t >= onset_secs { ((-rate * t).exp() * tone) as f32 } else { 0.0 }
    };
    (0..176_400).map(at).collect()
}

fn sounds() -> (Audio, Audio) {
    let left = decaying(3.0, 0.1, &[(0.5, 440.0)]);
    let right = decaying(3.0, 0.1, &[(0.4, 442.0)]);
    let b = decaying(2.0, 0.15, &[(0.5, 466.16), (0.1, 932.32)]);
    (Audio::from_channels(vec![left, right], 44_100), Audio::from_channels(vec![b.clone(), b], 44_100))
}

fn measure(name: &str, target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    (by_name(name).unwrap().compute)(target, candidate)
}

#[test]
fn two_tones() {
    let (a, b) = sounds();
    for (name, expected) in
        [("mss", 3.48296), ("wmfcc", 5.97517), ("sot", 0.019_117_2), ("rms-cosine", 0.743_484)]
    {
        let found = measure(name, &a, &b).unwrap();
        assert!((found - expected).abs() < 2e-5 * expected, "{name}: {found}, not {expected}");
    }
}

#[test]
fn a_change_of_level() {
    let (a, _) = sounds();
    let scale = |c: &[f32]| c.iter().map(|x| x * 0.1).collect();
    let quiet = Audio::from_channels(vec![scale(a.channel(0)), scale(a.channel(1))], 44_100);
    assert!(measure("mss", &a, &quiet).unwrap() < 1e-5);
    assert!((measure("wmfcc", &a, &quiet).unwrap() - 11.29175).abs() < 1e-4);
    assert!((measure("rms-cosine", &a, &quiet).unwrap() - 1.0).abs() < 1e-9);
}

#[test]
fn silence_against_a_tone() {
    let (_, b) = sounds();
    let silent = Audio::from_channels(vec![vec![0.0; 176_400]; 2], 44_100);
    for (name, expected) in [("mss", 74.8348), ("wmfcc", 36.974), ("sot", 0.940_324)] {
        let found = measure(name, &silent, &b).unwrap();
        assert!((found - expected).abs() < 2e-5 * expected, "{name}: {found}, not {expected}");
    }
    let none = measure("rms-cosine", &silent, &b);
    assert!(matches!(none, Err(MeasureError::Undefined { measure: "rms-cosine", .. })), "{none:?}");
}
