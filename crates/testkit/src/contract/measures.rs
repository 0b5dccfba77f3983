//! What every measure of a pair promises: its identity value, symmetry, level, growth with noise, and an answer
//! or a typed refusal for whatever it is given.

use tonewright_audio::Audio;
use tonewright_measure::{Better, MeasureEntry, MeasureError};

const RATE_HZ: u32 = 22_050;

/// Sentences about promises the measure breaks; empty when it keeps them all.
pub fn check(entry: &MeasureEntry) -> Vec<String> {
    let mut broken = Vec::new();
    let mut claim = |holds: bool, sentence: String| {
        if !holds {
            broken.push(format!("{}: {sentence}", entry.name));
        }
    };
    identity(entry, &mut claim);
    symmetry_and_level(entry, &mut claim);
    noise(entry, &mut claim);
    odd_inputs(entry, &mut claim);
    broken
}

type Claim<'a> = dyn FnMut(bool, String) + 'a;

/// A plucked tone with eight decaying partials.
fn pluck(hz: f32, gain: f32) -> Vec<f32> {
    let partial =
        |t: f32, n: f32| (t * hz * n * std::f32::consts::TAU).sin() * (-t * 3.0 * n.sqrt()).exp() / n;
    let at = |i: usize| {
        let t = i as f32 / RATE_HZ as f32;
        gain * (1..=8).map(|n| partial(t, n as f32)).sum::<f32>()
    };
    (0..RATE_HZ as usize / 2).map(at).collect()
}

/// Deterministic white noise.
fn hiss(gain: f32) -> Vec<f32> {
    let mut state = 1_u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    };
    (0..RATE_HZ as usize / 2).map(|_| next() * gain).collect()
}

fn mono(samples: Vec<f32>) -> Audio {
    Audio::mono(samples, RATE_HZ)
}

fn mixed(a: &[f32], b: &[f32]) -> Audio {
    mono(a.iter().zip(b).map(|(x, y)| x + y).collect())
}

fn identity(entry: &MeasureEntry, claim: &mut Claim) {
    let (tone, noise) = (mono(pluck(220.0, 0.4)), mono(hiss(0.3)));
    for (what, sound) in [("a tone", &tone), ("noise", &noise)] {
        match (entry.compute)(sound, sound) {
            Ok(v) => claim((v - entry.identical).abs() < 1e-6, format!("{what} against itself is {v}")),
            Err(MeasureError::Undefined { .. }) if what == "noise" => {}
            Err(error) => claim(false, format!("{what} against itself: {error}")),
        }
    }
}

fn symmetry_and_level(entry: &MeasureEntry, claim: &mut Claim) {
    let (a, b) = (mono(pluck(220.0, 0.4)), mono(pluck(246.9, 0.2)));
    match ((entry.compute)(&a, &b), (entry.compute)(&b, &a)) {
        (Ok(forth), Ok(back)) => {
            let same = (forth - back).abs() <= 1e-6 * forth.abs().max(1e-3);
            claim(same == entry.symmetric, format!("{forth} one way, {back} the other"));
        }
        other => claim(false, format!("two tones have no value: {other:?}")),
    }
    let quieter = mono(pluck(220.0, 0.2));
    match (entry.compute)(&a, &quieter) {
        Ok(v) => {
            let same = (v - entry.identical).abs() < 1e-3;
            claim(same == entry.level_invariant, format!("half the level gives {v}"));
        }
        Err(error) => claim(false, format!("half the level: {error}")),
    }
}

/// More noise is never closer. Measures of pitch alone may stay where they are.
fn noise(entry: &MeasureEntry, claim: &mut Claim) {
    let tone = pluck(220.0, 0.4);
    let pitch_only = entry.name.starts_with("f0-");
    let worse = |a: f64, b: f64| if entry.better == Better::Lower { a > b } else { a < b };
    let mut last = entry.identical;
    for gain in [0.003, 0.03, 0.3] {
        match (entry.compute)(&mono(tone.clone()), &mixed(&tone, &hiss(gain))) {
            Ok(v) if pitch_only => last = v,
            Ok(v) => {
                claim(worse(v, last), format!("noise of {gain} gives {v}, less of it {last}"));
                last = v;
            }
            Err(MeasureError::Undefined { .. }) if pitch_only => {}
            Err(error) => claim(false, format!("a noisy tone: {error}")),
        }
    }
}

/// A number or a typed refusal, never NaN: silence, single samples, huge levels, different lengths and rates.
fn odd_inputs(entry: &MeasureEntry, claim: &mut Claim) {
    let tone = mono(pluck(220.0, 0.4));
    let stereo = Audio::from_channels(vec![pluck(220.0, 0.4), pluck(330.0, 0.4)], RATE_HZ);
    let strange = [
        ("silence", mono(vec![0.0; 22_050])),
        ("one sample", mono(vec![0.5])),
        ("a click", mono([vec![1.0], vec![0.0; 4_000]].concat())),
        ("a constant", mono(vec![0.5; 9_000])),
        ("a thousand times full scale", mono(pluck(220.0, 1_000.0))),
        ("next to nothing", mono(pluck(220.0, 1e-30))),
        ("a shorter sound", mono(pluck(220.0, 0.4)[..6_000].to_vec())),
        ("two channels", stereo),
    ];
    for (what, sound) in &strange {
        for (target, candidate) in [(sound, &tone), (&tone, sound), (sound, sound)] {
            match (entry.compute)(target, candidate) {
                Ok(v) => claim(v.is_finite(), format!("{what} gives {v}")),
                Err(MeasureError::Undefined { measure, .. }) => {
                    claim(measure == entry.name, format!("{what} is refused in the name of {measure}"));
                }
                Err(error) => claim(false, format!("{what}: {error}")),
            }
        }
    }
    let refused = |sound: &Audio| (entry.compute)(&tone, sound).err();
    let other_rate = refused(&Audio::mono(vec![0.1; 44_100], 44_100));
    claim(
        matches!(other_rate, Some(MeasureError::RatesDiffer { .. })),
        format!("another rate: {other_rate:?}"),
    );
    for samples in [vec![], vec![f32::NAN; 9_000], vec![f32::INFINITY; 9_000]] {
        let error = refused(&mono(samples));
        claim(matches!(error, Some(MeasureError::Unusable { .. })), format!("broken samples: {error:?}"));
    }
}
