//! Integration tests of the host room.
#![allow(
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test; clippy sees only the test functions"
)]

mod bases;
mod bridge;
mod definition_faults;
mod definition_plugins;
mod definition_views;
mod definitions;
mod dexed;
mod factory;
mod faults;
mod foreign;
mod hexter;
mod instruments;
mod learning;
mod learning_plugins;
mod losses;
mod pedalboard;
mod plugins;
mod presets;
mod texts;
mod vital;

use std::path::PathBuf;

use tonewright_host::{Bridge, HostError, Launch};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth as _, in_one_line};

/// A Python for scripts of the tests; they need nothing beyond its own library.
fn python() -> Option<PathBuf> {
    let named = std::env::var_os("TONEWRIGHT_PYTHON").map(PathBuf::from);
    let venv = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/reference-venv/bin/python"));
    let candidates = named.into_iter().chain([venv, "python3".into()]);
    let works = |python: &PathBuf| {
        std::process::Command::new(python).args(["-c", ""]).status().is_ok_and(|status| status.success())
    };
    candidates.into_iter().find(works)
}

/// How a script is started that may use the module of the bridges.
fn script(text: &str) -> Option<Launch> {
    let Some(python) = python() else {
        eprintln!("SKIPPED a test of bridges: there is no Python");
        return None;
    };
    let bridges = concat!(env!("CARGO_MANIFEST_DIR"), "/../../bridges");
    let program = format!("import sys\nsys.path.insert(0, {bridges:?})\n{text}");
    Some(Launch::of(vec![python.into(), "-u".into(), "-c".into(), program.into()]))
}

fn open(text: &str) -> Option<Result<Bridge, HostError>> {
    script(text).map(Bridge::open)
}

const SETUP: RenderSetup = RenderSetup { rate_hz: 8_000, len_samples: 400 };

/// The sound of the synth's initial preset at a note, or the whole chain of its error.
fn play(bridge: &Bridge, note: u8) -> Result<Vec<f32>, String> {
    let preset = Preset::init(bridge.spec());
    let gesture = Gesture { note, velocity: 100, gate_secs: 0.02 };
    let sound = bridge.open(SETUP).unwrap().render(&Job { preset: &preset, gesture });
    sound.map(|sound| sound.to_mono().into_owned()).map_err(|error| in_one_line(&error))
}

/// The folder of the whole house.
fn workspace_root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
