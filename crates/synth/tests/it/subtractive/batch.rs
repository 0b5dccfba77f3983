//! A note sounds the same alone and in any company, whatever its length, and rendering doesn't allocate.

use tonewright_synth::engines::subtractive::{Engine, Patch};
use tonewright_synth::{Gesture, Preset};

use super::{RATE_HZ, made_up_presets};

fn patches() -> Vec<Patch> {
    made_up_presets().iter().map(|preset: &Preset| Patch::from_preset(preset).unwrap()).collect()
}

#[test]
fn a_batch_has_the_samples_of_single_renders() {
    let patches = patches();
    let mut engine = Engine::new(RATE_HZ);
    let gesture =
        |index: usize| Gesture { note: 30 + index as u8, velocity: 100, gate_secs: 0.004 * index as f64 };
    let notes: Vec<(&Patch, Gesture)> =
        (0..45).map(|index| (&patches[index % patches.len()], gesture(index))).collect();
    // Lengths on both sides of a block, and none at all.
    let mut sounds: Vec<Vec<f32>> = (0..notes.len()).map(|index| vec![1.0; 6_000 - 83 * index]).collect();
    sounds[3].clear();
    let mut channels: Vec<&mut [f32]> = sounds.iter_mut().map(Vec::as_mut_slice).collect();
    engine.render_into(&notes, &mut channels);
    for (index, (note, sound)) in notes.iter().zip(&sounds).enumerate() {
        let mut alone = vec![0.0; sound.len()];
        engine.render_into(&[*note], &mut [&mut alone]);
        let differs = alone.iter().zip(sound).position(|(a, b)| a.to_bits() != b.to_bits());
        assert_eq!(differs, None, "note {index} differs in company");
    }
}

#[test]
fn rendering_a_longer_sound_allocates_no_more() {
    let patches = patches();
    let mut engine = Engine::new(RATE_HZ);
    let notes: Vec<(&Patch, Gesture)> =
        patches.iter().take(20).map(|patch| (patch, Gesture::default())).collect();
    let mut allocations = |len_samples: usize| {
        let mut sounds = vec![vec![0.0; len_samples]; notes.len()];
        let mut channels: Vec<&mut [f32]> = sounds.iter_mut().map(Vec::as_mut_slice).collect();
        allocation_counter::measure(|| engine.render_into(&notes, &mut channels)).count_total
    };
    assert_eq!(allocations(64), allocations(12_000), "nothing is allocated from block to block");
}

#[test]
fn a_sound_that_is_over_is_silence() {
    let mut engine = Engine::new(RATE_HZ);
    let patch =
        Patch::from_preset(&super::preset(&[("amp-env.sustain", 0.0), ("amp-env.decay", 0.1)])).unwrap();
    let mut sound = vec![1.0; 2 * RATE_HZ as usize];
    engine.render_into(&[(&patch, Gesture::default())], &mut [&mut sound]);
    let last = sound.iter().rposition(|sample| *sample != 0.0).unwrap() as f64 / f64::from(RATE_HZ);
    assert!((0.2..1.0).contains(&last), "{last} s");
    let before = &sound[(last * f64::from(RATE_HZ)) as usize - 2_000..];
    assert!(before.iter().all(|sample| sample.abs() < 1e-4), "nothing is cut off");
}
