//! The DX7's sound changes only with its `sound_version`: hashes of what forty made-up voices sound like.
//! `TONEWRIGHT_BLESS=1` writes the file anew, which asks for a new version.

use std::collections::BTreeMap;
use std::hash::Hasher as _;

use serde::{Deserialize, Serialize};
use tonewright_synth::Gesture;
use tonewright_synth::engines::dx7::engine::{Engine, Mode};
use tonewright_synth::engines::dx7::spec::spec;

use super::dx7_engine_voices::made_up_voices;
use super::workspace_root;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Goldens {
    sound_version: u32,
    /// Mode, rate and note, then one hash for each voice.
    hashes: BTreeMap<String, Vec<String>>,
}

/// A 64-bit FNV-1a hash: fixed for ever.
struct Fnv(u64);

impl std::hash::Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

fn hashes(mode: Mode, rate_hz: u32, note: u8) -> Vec<String> {
    let engine = Engine::new(mode, rate_hz);
    let gesture = Gesture { note, velocity: 96, gate_secs: 0.3 };
    let hash = |voice| {
        let mut samples = vec![0.0_f32; rate_hz as usize / 2];
        engine.render_into(&[(voice, gesture)], &mut [&mut samples]);
        let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
        samples.iter().for_each(|sample| hasher.write(&sample.to_bits().to_le_bytes()));
        format!("{:016x}", hasher.finish())
    };
    made_up_voices().iter().map(hash).collect()
}

#[test]
fn sounds_are_what_they_were() {
    let path = workspace_root().join("tests/goldens/dx7.json");
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
    if std::env::var_os("TONEWRIGHT_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
    }
    let wanted: Goldens = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(wanted.sound_version, found.sound_version, "bless the sounds of the new version");
    assert!(wanted == found, "the DX7 sounds different: raise its sound_version and bless, or find out why");
}
