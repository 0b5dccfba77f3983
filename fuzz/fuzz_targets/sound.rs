//! Any bytes as a sound file: an answer or a sentence, in bounded time and memory; what is read is finite.
#![no_main]

use std::sync::Once;

use libfuzzer_sys::fuzz_target;
use tonewright_audio::read::{RATES_HZ, open_bytes};

static QUIET: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    // The reader catches a decoder that panics; the fuzzer's hook would end the process before it can.
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let Ok(file) = open_bytes(bytes.to_vec(), "fuzz") else { return };
    // What may be wrong with our own answer is told by ending the process, as nothing catches that.
    let is_sound = RATES_HZ.contains(&file.audio.rate_hz()) && !file.audio.is_empty() && file.audio.is_finite();
    if !is_sound {
        std::process::abort();
    }
});
