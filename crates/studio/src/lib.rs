//! *What can one ask of the house?* The façade behind every door: names become things ([`catalog`]), settings
//! become a config ([`config`]), a run becomes a folder ([`runs`]), and each question one may ask is a module
//! of [`ask`].
//!
//! Nothing is printed here. What happens on the way is told to a [`Listener`](events::Listener); what comes out
//! is a value.

pub mod ask;
mod cache;
pub mod catalog;
pub mod config;
mod error;
pub mod events;
pub mod runs;
mod suggest;

pub use error::{Cause, StudioError};
pub use tonewright_host::serve_plugin;
pub use tonewright_synth::in_one_line;

pub use tonewright_audio::write::Depth;
pub use tonewright_bench::report;
pub use tonewright_synth::{Gesture, RenderSetup};
