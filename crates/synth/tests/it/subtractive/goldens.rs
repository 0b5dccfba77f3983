//! The synth's sound changes only with its `sound_version`: hashes of what made-up presets sound like.
//! `TONEWRIGHT_BLESS=1` writes the file anew, which asks for a new version.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tonewright_synth::Gesture;
use tonewright_synth::engines::subtractive::spec::spec;
use tonewright_synth::engines::subtractive::{Engine, Patch};

use super::made_up_presets;
use crate::workspace_root;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Goldens {
    sound_version: u32,
    /// Rate and note, then one hash for each preset.
    hashes: BTreeMap<String, Vec<String>>,
}

/// 64-bit FNV-1a hashes of the samples' bits.
fn hashes(rate_hz: u32, note: u8) -> Vec<String> {
    let mut engine = Engine::new(rate_hz);
    let gesture = Gesture { note, velocity: 96, gate_secs: 0.2 };
    let patches: Vec<Patch> =
        made_up_presets().iter().map(|preset| Patch::from_preset(preset).unwrap()).collect();
    let notes: Vec<(&Patch, Gesture)> = patches.iter().map(|patch| (patch, gesture)).collect();
    let mut sounds = vec![vec![0.0_f32; rate_hz as usize / 3]; notes.len()];
    let mut channels: Vec<&mut [f32]> = sounds.iter_mut().map(Vec::as_mut_slice).collect();
    engine.render_into(&notes, &mut channels);
    let hash = |sound: &Vec<f32>| {
        let bytes = sound.iter().flat_map(|sample| sample.to_bits().to_le_bytes());
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        format!("{hash:016x}")
    };
    sounds.iter().map(hash).collect()
}

#[test]
fn sounds_are_what_they_were() {
    let path = workspace_root().join("tests/goldens/subtractive.json");
    let mut found = BTreeMap::new();
    for (rate_hz, note) in [(44_100, 57), (48_000, 57), (44_100, 0), (44_100, 127)] {
        found.insert(format!("{rate_hz}-note-{note}"), hashes(rate_hz, note));
    }
    let found = Goldens { sound_version: spec().sound_version, hashes: found };
    if std::env::var_os("TONEWRIGHT_BLESS").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
    }
    let wanted: Goldens = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(wanted.sound_version, found.sound_version, "bless the sounds of the new version");
    assert!(
        wanted == found,
        "the synth sounds different: raise its sound_version and bless, or find out why"
    );
}
