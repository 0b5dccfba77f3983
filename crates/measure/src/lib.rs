//! *How far apart are two sounds, or two presets?*
//!
//! The ruler: measures of a pair, each with its paper's exact constants, in one table; and the objective
//! that matching minimises. Statistics over many pairs live upstairs, in `bench`.

mod entry;
pub mod objective;
pub mod sound;

pub use entry::{Better, MeasureEntry, MeasureError};
pub use objective::{Objective, Scorer};
pub use sound::MEASURES;
