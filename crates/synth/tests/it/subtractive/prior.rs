//! What the prior draws is heard, and what is meant to be pitched plays the key.

use tonewright_audio::pitch;
use tonewright_synth::engines::subtractive::Subtractive;
use tonewright_synth::engines::subtractive::prior::{FAMILIES, Families, Family};
use tonewright_synth::engines::subtractive::spec::spec;
use tonewright_synth::prior::{Prior as _, Uniform};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth as _, seed};

use super::{RATE_HZ, db, rms};

/// Draws of a family.
fn draws(family: &Family) -> Vec<Preset> {
    (0..64).map(|index| Families.draw_of(family, &mut seed::stream(11, family.name, index))).collect()
}

/// The sounds of presets: middle C for a second, and half a second after it.
fn sounds(presets: &[Preset]) -> Vec<Vec<f32>> {
    let gesture = Gesture { gate_secs: 1.0, ..Gesture::default() };
    let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture }).collect();
    let mut renderer = Subtractive.open(RenderSetup::of_secs(RATE_HZ, 1.5)).unwrap();
    let sounds = renderer.render_batch(&jobs).into_iter();
    sounds.map(|sound| sound.unwrap().channel(0).to_vec()).collect()
}

/// Whether somebody hears it: a tenth of a second somewhere above −45 dB.
fn is_audible(sound: &[f32]) -> bool {
    sound.chunks(RATE_HZ as usize / 10).any(|part| db(rms(part)) > -45.0)
}

/// Whether it plays middle C or an octave of it.
fn is_in_tune(sound: &[f32]) -> bool {
    pitch::note(&sound[..RATE_HZ as usize], RATE_HZ).is_some_and(|found| {
        let off = (pitch::note_from_hz(found.hz) - 60.0).rem_euclid(12.0);
        off.min(12.0 - off) < 0.5
    })
}

/// Shares of presets that are heard, and that play the key.
#[expect(clippy::print_stdout, reason = "the figures of the docs come from here")]
fn shares(name: &str, presets: &[Preset]) -> (f64, f64) {
    let sounds = sounds(presets);
    let count = |is: fn(&[f32]) -> bool| sounds.iter().filter(|sound| is(sound)).count();
    let (heard, in_tune, all) = (count(is_audible), count(is_in_tune), sounds.len());
    println!("{name:8} {heard} of {all} heard, {in_tune} on the key or an octave of it");
    (heard as f64 / all as f64, in_tune as f64 / all as f64)
}

#[test]
fn draws_are_heard_and_play_the_key() {
    let (mut heard, mut in_tune, mut weight, mut pitched) = (0.0, 0.0, 0.0, 0.0);
    for family in &FAMILIES {
        let shares = shares(family.name, &draws(family));
        heard += family.weight * shares.0;
        weight += family.weight;
        if family.is_pitched {
            in_tune += family.weight * shares.1;
            pitched += family.weight;
        }
    }
    println!("of all {:.3} heard, of pitched ones {:.3} in tune", heard / weight, in_tune / pitched);
    assert!(heard / weight >= 0.95 && in_tune / pitched >= 0.9);
    let uniform = Uniform::new(spec());
    let chance: Vec<Preset> =
        (0..256).map(|index| uniform.draw(&mut seed::stream(11, "uniform", index))).collect();
    assert!(shares("uniform", &chance).1 < 0.5, "chance is worse");
}
