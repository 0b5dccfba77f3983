//! What the prior draws is heard, and what is meant to be pitched plays the key.

use tonewright_audio::pitch;
use tonewright_synth::engines::subtractive::Subtractive;
use tonewright_synth::engines::subtractive::prior::{FAMILIES, Families, Family};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth as _, seed};

use super::{RATE_HZ, db, rms};

/// Draws of a family, and their sounds: middle C for a second, and half a second after it.
fn sounds(family: &Family, count: u64) -> Vec<(Preset, Vec<f32>)> {
    let draw = |index| Families.draw_of(family, &mut seed::stream(11, family.name, index));
    let presets: Vec<Preset> = (0..count).map(draw).collect();
    let gesture = Gesture { gate_secs: 1.0, ..Gesture::default() };
    let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture }).collect();
    let mut renderer = Subtractive.open(RenderSetup::of_secs(RATE_HZ, 1.5)).unwrap();
    let sounds = renderer.render_batch(&jobs).into_iter().map(|sound| sound.unwrap().channel(0).to_vec());
    presets.iter().cloned().zip(sounds).collect()
}

/// Whether somebody hears it: a tenth of a second somewhere above −45 dB.
fn is_audible(sound: &[f32]) -> bool {
    sound.chunks(RATE_HZ as usize / 10).any(|part| db(rms(part)) > -45.0)
}

#[test]
fn draws_are_heard_and_play_the_key() {
    let mut audible = (0.0, 0.0);
    let mut in_tune = (0.0, 0.0);
    for family in &FAMILIES {
        let all = sounds(family, 64);
        let heard = all.iter().filter(|(_, sound)| is_audible(sound)).count();
        let peaks: Vec<f32> =
            all.iter().map(|(_, sound)| sound.iter().fold(0.0, |peak: f32, x| peak.max(x.abs()))).collect();
        let plays = |sound: &[f32]| {
            pitch::note(&sound[..RATE_HZ as usize], RATE_HZ).is_some_and(|found| {
                let off = (pitch::note_from_hz(found.hz) - 60.0).rem_euclid(12.0);
                off.min(12.0 - off) < 0.5
            })
        };
        let tuned = all.iter().filter(|(_, sound)| plays(sound)).count();
        let loudest = peaks.iter().fold(0.0_f32, |a, b| a.max(*b));
        println!(
            "{:7} heard {heard}/64, on the key or an octave of it {tuned}/64, loudest peak {loudest:.2}",
            family.name
        );
        audible = (audible.0 + family.weight * heard as f64 / 64.0, audible.1 + family.weight);
        if family.is_pitched {
            in_tune = (in_tune.0 + family.weight * tuned as f64 / 64.0, in_tune.1 + family.weight);
        }
    }
    let (audible, in_tune) = (audible.0 / audible.1, in_tune.0 / in_tune.1);
    println!("audible {audible:.3}, pitched ones in tune {in_tune:.3}");
    assert!(audible >= 0.95 && in_tune >= 0.8, "{audible} {in_tune}");
}
