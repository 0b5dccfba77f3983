//! Any bytes as a DX7 file: never a panic, and what is read is written and read back unchanged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tonewright_synth::PresetFormat as _;
use tonewright_synth::engines::dx7::sysex::Syx;

fuzz_target!(|bytes: &[u8]| {
    let Ok(first) = Syx.read(bytes) else { return };
    let written = Syx.write(&first.presets).expect("what was read can be written");
    let second = Syx.read(&written).expect("what was written can be read");
    assert!(second.warnings.is_empty(), "{:?}", second.warnings);
    assert_eq!(second.presets[..first.presets.len()], first.presets);
});
