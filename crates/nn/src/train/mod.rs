//! How a network is taught: the steps of an optimizer, and how long they are.

mod adamw;
mod schedule;

pub use adamw::{AdamW, AdamWConfig, Moments, Slopes};
pub use schedule::Schedule;
