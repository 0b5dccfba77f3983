//! The DX7's sound changes only with its `sound_version`: hashes of what forty made-up voices sound like.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tonewright_synth::Gesture;
use tonewright_synth::engines::dx7::engine::{Engine, Mode};
use tonewright_synth::engines::dx7::spec::spec;

use super::dx7_engine_voices::made_up_voices;
use super::goldens;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Goldens {
    sound_version: u32,
    /// Mode, rate and note, then one hash for each voice.
    hashes: BTreeMap<String, Vec<String>>,
}

fn hashes(mode: Mode, rate_hz: u32, note: u8) -> Vec<String> {
    let engine = Engine::new(mode, rate_hz);
    let gesture = Gesture { note, velocity: 96, gate_secs: 0.3 };
    let hash = |voice| {
        let mut samples = vec![0.0_f32; rate_hz as usize / 2];
        engine.render_into(&[(voice, gesture)], &mut [&mut samples]);
        goldens::hash(&samples)
    };
    made_up_voices().iter().map(hash).collect()
}

#[test]
fn sounds_are_what_they_were() {
    let mut found = BTreeMap::new();
    for (name, mode) in [("mark-one", Mode::MarkOne), ("modern", Mode::Modern)] {
        for rate_hz in [44_100, 48_000] {
            found.insert(format!("{name}-{rate_hz}"), hashes(mode, rate_hz, 57));
        }
        // Where transposition leaves MIDI's range.
        for note in [0, 127] {
            found.insert(format!("{name}-44100-note-{note}"), hashes(mode, 44_100, note));
        }
    }
    let found = Goldens { sound_version: spec().sound_version, hashes: found };
    let wanted = goldens::kept("dx7.json", &found);
    assert_eq!(wanted.sound_version, found.sound_version, "bless the sounds of the new version");
    assert!(wanted == found, "the DX7 sounds different: raise its sound_version and bless, or find out why");
}
