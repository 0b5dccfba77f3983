//! *What is this synth?* Parameters, presets, gestures, rendering and the native engines.
//!
//! A sound is a pure function of (synth, sound version, preset, gesture, setup): the same input gives
//! the same samples whatever the batch, thread or day.

mod causes;
pub mod engines;
pub mod layout;
mod played;
pub mod preset;
pub mod prior;
pub mod render;
pub mod seed;
mod spare;
pub mod spec;
pub mod wiring;

pub use causes::in_one_line;
pub use engines::toys::ToyFamily;
pub use engines::{SYNTHS, SynthEntry};
pub use layout::{PresetLayout, Slot};
pub use played::{PLAYED_KNOBS, played};
pub use preset::{FileError, Preset, PresetFormat, ReadPresets};
pub use prior::Prior;
pub use render::{Gesture, Job, RenderError, RenderSetup, Renderer, Synth};
pub use spare::SpareSounds;
pub use spec::{Curve, Display, Group, Kind, Norm, ParamSpec, Plain, Repeats, SynthSpec};
pub use wiring::{Routing, Wiring, WiringError};
