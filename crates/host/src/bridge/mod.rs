//! Synths behind the bridge protocol: any program that reads questions on its standard input and answers on its
//! standard output (`docs/guides/bridge-protocol.md`).

mod adapters;
mod description;
mod factory;
mod file_kinds;
mod renderer;
mod state_file;
mod synth;
mod texts;
mod twin;

pub use adapters::{ADAPTERS, Adapter};
pub use synth::Bridge;
