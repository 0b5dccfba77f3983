//! A note sounds the same alone and in any company, whatever its length, and rendering doesn't allocate.

use tonewright_synth::Gesture;
use tonewright_synth::engines::dx7::Voice;
use tonewright_synth::engines::dx7::engine::{Engine, Mode};

use super::dx7_engine_voices::made_up_voices;

#[test]
fn a_batch_has_the_samples_of_single_renders() {
    let voices = made_up_voices();
    for mode in [Mode::MarkOne, Mode::Modern] {
        let engine = Engine::new(mode, 44_100);
        let gesture =
            |index: usize| Gesture { note: 30 + index as u8, velocity: 127, gate_secs: 0.01 * index as f64 };
        let notes: Vec<(&Voice, Gesture)> =
            (0..70).map(|index| (&voices[index % voices.len()], gesture(index))).collect();
        // Lengths on both sides of a block, and none at all.
        let mut sounds: Vec<Vec<f32>> = (0..70).map(|index| vec![1.0; 6_000 - 83 * index]).collect();
        sounds[3].clear();
        let mut channels: Vec<&mut [f32]> = sounds.iter_mut().map(Vec::as_mut_slice).collect();
        engine.render_into(&notes, &mut channels);
        for (index, (note, sound)) in notes.iter().zip(&sounds).enumerate() {
            let mut alone = vec![0.0; sound.len()];
            engine.render_into(&[*note], &mut [&mut alone]);
            assert!(alone == *sound, "{mode:?}: note {index} differs in company");
        }
    }
}

#[test]
fn rendering_a_longer_sound_allocates_no_more() {
    let voices = made_up_voices();
    let engine = Engine::new(Mode::MarkOne, 44_100);
    let notes: Vec<(&Voice, Gesture)> = voices.iter().map(|voice| (voice, Gesture::default())).collect();
    let allocations = |len_samples: usize| {
        let mut sounds = vec![vec![0.0; len_samples]; notes.len()];
        let mut channels: Vec<&mut [f32]> = sounds.iter_mut().map(Vec::as_mut_slice).collect();
        allocation_counter::measure(|| engine.render_into(&notes, &mut channels)).count_total
    };
    assert_eq!(allocations(64), allocations(20_000), "nothing is allocated from block to block");
}
