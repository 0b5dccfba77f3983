//! The questions one may ask, one module each: `tonewright COMMAND` and every other door ends here.

pub mod bench;
pub mod compare;
pub mod corpus;
pub mod dataset;
pub mod doctor;
pub mod eval;
pub mod factory;
pub mod find;
#[cfg(feature = "learned")]
mod guesser;
#[cfg(not(feature = "learned"))]
#[path = "no_guesser.rs"]
mod guesser;
mod heard;
pub mod launch;
pub mod learn;
mod learned;
pub mod match_sound;
pub mod models;
pub mod presets;
pub mod render;
pub mod runs;
pub mod synths;
mod target;
pub mod train;
pub mod tune;
