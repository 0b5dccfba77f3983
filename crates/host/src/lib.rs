//! *How do strangers' synths behave as ours?* Each of them lives in a process of its own: whatever it does there (crash,
//! hang, swallow memory, print, lie) becomes an error that names preset and synth, and the next render finds it alive.
//!
//! On this side there is the [`bridge`]: a synth behind a small documented protocol on its standard input and output. On
//! the other side stand scripts around engines ([`ADAPTERS`]), any program, or a worker of ours that hosts a plug-in
//! ([`FORMATS`]).
//!
//! What other programs write as preset files is read by [`foreign`].
//!
//! Above all, a [`definition`] says which of a synth's parameters are used, and how; of a synth that nobody has
//! described, [`probe`](mod@probe) finds it out by listening, and [`learn`] writes it down.

pub mod bridge;
mod child;
pub mod definition;
mod error;
pub mod foreign;
pub mod learn;
mod memory;
mod plugin;
pub mod probe;
mod purity;
mod scan;
mod told;
mod wire;
mod worker;
mod workers;

pub use bridge::{ADAPTERS, Adapter, Bridge};
pub use child::Launch;
pub use error::{HostError, WireError};
pub use plugin::{Address, FORMATS, PluginError, PluginFormat};
pub use purity::{Leak, Purity};
pub use scan::{Scanned, Verdict, scan};
pub use told::{Quirk, Reset};
pub use worker::serve as serve_plugin;
pub use workers::Workers;
