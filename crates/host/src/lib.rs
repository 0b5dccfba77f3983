//! *How do strangers' synths behave as ours?* Each of them lives in a process of its own: whatever it does there (crash,
//! hang, swallow memory, print, lie) becomes an error that names preset and synth, and the next render finds it alive.
//!
//! So far there is the [`bridge`]: a synth behind a small documented protocol on its standard input and output.

pub mod bridge;
mod child;
mod error;
mod wire;

pub use bridge::{ADAPTERS, Adapter, Bridge};
pub use child::Launch;
pub use error::{HostError, WireError};
