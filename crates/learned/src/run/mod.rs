//! What every run has, whatever it teaches: checkpoints, and a line of numbers now and then.

mod checkpoint;
mod metrics;
mod order;

pub use checkpoint::{Checkpoint, LAST};
pub use metrics::{METRICS, Metrics};
pub use order::Order;
