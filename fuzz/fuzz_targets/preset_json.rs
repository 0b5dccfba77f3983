//! Any bytes as a JSON preset: never a panic, and what is read is written and read back unchanged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tonewright_synth::engines::dx7::JSON;

fuzz_target!(|bytes: &[u8]| {
    let Ok(first) = (JSON.read)(bytes) else { return };
    let written = (JSON.write)(&first.presets).expect("what was read can be written");
    let second = (JSON.read)(&written).expect("what was written can be read");
    assert_eq!(second.presets, first.presets);
});
