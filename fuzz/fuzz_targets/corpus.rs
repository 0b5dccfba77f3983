//! Any bytes as a corpus: never a panic, and what is read is written and read back unchanged.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tonewright_data::corpus::Corpus;

fuzz_target!(|bytes: &[u8]| {
    let Ok(first) = Corpus::read_lines(Path::new("fuzz"), bytes) else { return };
    let mut written = Vec::new();
    first.write_lines(&mut written).expect("memory can be written");
    let second = Corpus::read_lines(Path::new("fuzz"), written.as_slice()).expect("what was written can be read");
    assert_eq!(second, first);
});
