//! The Yamaha DX7 as Dexed plays it: six operators, 32 algorithms, 155 parameters.

pub mod spec;
pub mod structure;
pub mod sysex;
pub mod voice;

pub use voice::Voice;
