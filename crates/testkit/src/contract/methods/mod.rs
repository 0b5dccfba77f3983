//! What every search method promises, checked on the toy synth.

mod promises;
mod tasks;

pub use promises::*;
pub use tasks::{prior_task, toy_task};
