//! Any bytes as a preset file of another program: presets or a sentence, never a panic; numbers are finite and names few.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tonewright_host::foreign::{FOREIGN, ForeignValue, read_foreign};

fuzz_target!(|bytes: &[u8]| {
    let Ok(presets) = read_foreign(bytes, None) else { return };
    assert!(!presets.is_empty());
    for preset in &presets {
        assert!(FOREIGN.iter().any(|format| format.name == preset.format));
        assert!(!preset.parameters.is_empty() || !preset.unread.is_empty());
        assert!(preset.parameters.len() <= bytes.len());
        for param in &preset.parameters {
            assert!(!matches!(param.value, ForeignValue::Number(number) if !number.is_finite()));
        }
    }
});
