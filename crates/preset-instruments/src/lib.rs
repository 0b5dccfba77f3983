//! Plug-ins that tests of the host talk to and that come with presets: a CLAP with preset discovery and files of its own,
//! and two VST3 with programs, one listed by its units, one behind a bare program-change parameter.
//!
//! `cargo xtask plug-ins` builds them and puts them where hosts look: `target/plug-ins/`.

mod clap;
mod lie;
mod panel;
mod programs;
#[path = "../../instruments/src/voice.rs"]
mod voice;
mod vst3;
