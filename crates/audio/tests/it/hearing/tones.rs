//! Synthetic tones with known notes, and noises without: spectra from one partial to many, a missing
//! fundamental, stretched strings, bars, vibrato, added noise.

use std::f64::consts::TAU;

use tonewright_audio::Audio;
use tonewright_audio::pitch::hz_from_note;

use super::Labelled;

/// The rate of all tones.
pub(crate) const RATE_HZ: u32 = 44_100;

/// A repeatable source of numbers in −1..1 (SplitMix64), independent of the house's seeds.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// The next number.
    pub(crate) fn step(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

/// A spectrum: its name, and (ratio, level, decay per second) of each partial of a tone at some frequency.
type Spectrum = (&'static str, fn(f64) -> Vec<(f64, f64, f64)>);

/// The spectra that are tried at every note.
pub(crate) const SPECTRA: &[Spectrum] = &[
    ("sine", |_| vec![(1.0, 1.0, 0.0)]),
    ("saw", |_| (1..=40).map(|k| (f64::from(k), 1.0 / f64::from(k), 0.0)).collect()),
    ("square", |_| (0..20).map(|k| (f64::from(2 * k + 1), 1.0 / f64::from(2 * k + 1), 0.0)).collect()),
    ("no fundamental", |_| (2..=20).map(|k| (f64::from(k), 1.0 / f64::from(k), 0.0)).collect()),
    ("only 3 to 6", |_| (3..=6).map(|k| (f64::from(k), 1.0, 0.0)).collect()),
    ("strong second", |_| vec![(1.0, 0.3, 0.0), (2.0, 1.0, 0.0), (3.0, 0.3, 0.0), (4.0, 0.3, 0.0)]),
    ("stretched string", |hz| {
        let b = 2e-5 * (hz / 100.0).powf(1.3);
        let stretch = |k: f64| k * (1.0 + b * k * k).sqrt() / (1.0 + b).sqrt();
        (1..=25).map(f64::from).map(|k| (stretch(k), 1.0 / k, 0.5 + 0.3 * k)).collect()
    }),
    ("marimba bar", |_| vec![(1.0, 1.0, 4.0), (3.93, 0.5, 12.0), (9.54, 0.3, 30.0)]),
    ("free bar", |_| vec![(1.0, 1.0, 2.0), (2.756, 0.4, 6.0), (5.404, 0.2, 14.0), (8.933, 0.1, 30.0)]),
];

/// One second of a tone.
pub(crate) fn tone(note: u8, spectrum: &Spectrum, noise_db: f64, seed: u64) -> Audio {
    let hz = hz_from_note(f64::from(note));
    let partials: Vec<_> =
        (spectrum.1)(hz).into_iter().filter(|p| p.0 * hz < 0.45 * f64::from(RATE_HZ)).collect();
    let mut numbers = Numbers(seed);
    let phases: Vec<f64> = partials.iter().map(|_| numbers.step()).collect();
    let power: f64 = partials.iter().map(|p| 0.5 * p.1 * p.1).sum();
    // Uniform numbers in −1..1 have a power of a third.
    let noise = (3.0 * power).sqrt() * 10_f64.powf(noise_db / 20.0);
    let sample = |i: usize| {
        let t = i as f64 / f64::from(RATE_HZ);
        let sum: f64 = partials
            .iter()
            .zip(&phases)
            .map(|(&(ratio, level, decay), phase)| {
                level * (-decay * t).exp() * (TAU * (ratio * hz * t + phase)).sin()
            })
            .sum();
        let edge = (t / 0.01).min((1.0 - t) / 0.05).clamp(0.0, 1.0);
        (0.2 * edge * (sum + noise * numbers.step())) as f32
    };
    Audio::mono((0..RATE_HZ as usize).map(sample).collect(), RATE_HZ)
}

/// Tones at every `step`th note of 24..=108, clean and with noise 20 dB below.
pub(crate) fn tones(step: usize) -> Vec<Labelled> {
    let mut all = Vec::new();
    for note in (24..=108_u8).step_by(step) {
        for spectrum in SPECTRA {
            for noise_db in [-90.0, -20.0] {
                all.push(Labelled {
                    name: format!("{} at {note}, noise {noise_db} dB", spectrum.0),
                    audio: tone(note, spectrum, noise_db, u64::from(note)),
                    note: Some(note),
                    gate_secs: None,
                });
            }
        }
    }
    all
}

/// Noises of many colours, clicks and bursts: nothing here has a note.
pub(crate) fn noises(count: u64) -> Vec<Labelled> {
    let mut all = Vec::new();
    for seed in 0..count {
        for (name, colour, decay) in [
            ("white", 0.0, 0.0),
            ("brown", 0.995, 0.0),
            ("dull", 0.9, 0.0),
            ("burst", 0.0, 20.0),
            ("thud", 0.98, 25.0),
        ] {
            let mut numbers = Numbers(seed * 100);
            let mut memory = 0.0;
            let sample = |i: usize| {
                let t = i as f64 / f64::from(RATE_HZ);
                memory = colour * memory + (1.0 - colour) * numbers.step();
                (memory * (-decay * t).exp()) as f32
            };
            let audio = Audio::mono((0..RATE_HZ as usize).map(sample).collect(), RATE_HZ);
            all.push(Labelled { name: format!("{name} noise {seed}"), audio, note: None, gate_secs: None });
        }
    }
    all
}
