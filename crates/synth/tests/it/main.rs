//! Integration tests of the synth room.
#![allow(
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test; clippy sees only the test functions"
)]

mod contract;
mod corpus;
mod dexed_reader;
mod docs;
mod dx7_engine_batch;
mod dx7_engine_goldens;
mod dx7_engine_range;
mod dx7_engine_voices;
mod goldens;
mod json;
mod library;
mod subtractive;
mod syx;
mod toy_goldens;
mod toy_sounds;

use std::path::PathBuf;

/// Where real data lies, if it is at hand.
fn data_dir() -> PathBuf {
    std::env::var_os("TONEWRIGHT_DATA").map_or_else(|| workspace_root().join("../shared/data"), PathBuf::from)
}

fn workspace_root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
