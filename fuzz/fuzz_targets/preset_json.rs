//! Any bytes as a JSON preset: never a panic, and what is read is written and read back unchanged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tonewright_synth::PresetFormat as _;
use tonewright_synth::engines::dx7::spec::spec;
use tonewright_synth::preset::json::Json;

fuzz_target!(|bytes: &[u8]| {
    let Ok(first) = Json(spec()).read(bytes) else { return };
    let written = Json(spec()).write(&first.presets).expect("what was read can be written");
    let second = Json(spec()).read(&written).expect("what was written can be read");
    assert_eq!(second.presets, first.presets);
});
