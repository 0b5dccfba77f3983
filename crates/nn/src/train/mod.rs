//! How a network is taught: the steps of an optimizer, and how long they are.

mod adamw;
mod schedule;
mod side_by_side;

pub use adamw::{AdamW, AdamWConfig, Moments, Slopes};
pub use schedule::Schedule;
pub use side_by_side::loss_and_slopes;
