//! *Which preset makes this sound?* Task, budget, oracle, trace, and the search methods.
//!
//! A method is handed an [`Oracle`]: the only way to hear what it tries. The oracle renders, scores,
//! counts against the budget and records; nothing else flows back.

mod budget;
mod error;
pub mod methods;
mod oracle;
mod outcome;
mod task;

pub use budget::{Budget, StopReason};
pub use error::MatchError;
pub use methods::{METHODS, Matcher, MethodEntry};
pub use oracle::Oracle;
pub use outcome::{Candidate, Outcome, TracePoint};
pub use task::Task;
