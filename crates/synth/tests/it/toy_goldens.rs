//! A toy's sound changes only with its `sound_version`: hashes of its initial preset and four of its prior's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, SYNTHS, SynthEntry, seed};

use super::goldens;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Golden {
    sound_version: u32,
    hashes: Vec<String>,
}

fn golden(entry: &SynthEntry) -> Golden {
    let synth = (entry.build)();
    let drawn = (0..4).map(|index| synth.prior().draw(&mut seed::stream(7, "toy-goldens", index)));
    let presets: Vec<Preset> = std::iter::once(Preset::init(synth.spec())).chain(drawn).collect();
    let gesture = Gesture { note: 57, velocity: 96, gate_secs: 0.2 };
    let mut hashes = Vec::new();
    for rate_hz in [44_100, 48_000] {
        let mut renderer = synth.open(RenderSetup::of_secs(rate_hz, 0.4)).unwrap();
        let mut hash = |preset| goldens::hash(renderer.render(&Job { preset, gesture }).unwrap().channel(0));
        hashes.extend(presets.iter().map(&mut hash));
    }
    Golden { sound_version: synth.spec().sound_version, hashes }
}

#[test]
fn sounds_are_what_they_were() {
    let toys = SYNTHS.iter().filter(|entry| entry.toy.is_some());
    let found: BTreeMap<String, Golden> = toys.map(|entry| (entry.name.to_owned(), golden(entry))).collect();
    let wanted = goldens::kept("toys.json", &found);
    for (name, wanted) in &wanted {
        let found = &found[name];
        assert_eq!(
            wanted.sound_version, found.sound_version,
            "bless the sounds of the new version of {name}"
        );
        assert!(
            wanted == found,
            "{name} sounds different: raise its sound_version and bless, or find out why"
        );
    }
    assert_eq!(wanted.len(), found.len(), "bless the new toys");
}
