//! *Which preset makes this sound?* Task, budget, oracle, trace, and the search methods.
//!
//! A method is handed an [`Oracle`]: the only way to hear what it tries. The oracle renders, scores,
//! counts against the budget and records; nothing else flows back. [`run()`] is the whole walk in one call.

mod archive;
mod budget;
mod cma;
mod descriptor;
mod error;
pub mod methods;
mod moves;
mod oracle;
mod outcome;
mod retrieve_index;
mod run;
mod space;
mod surrogate;
mod task;

pub use budget::{Budget, StopReason};
pub use descriptor::{DESCRIPTOR_LEN, Describer, Descriptor};
pub use error::MatchError;
pub use methods::{METHODS, Matcher, MethodEntry};
pub use oracle::{CHUNK_MOST, Oracle};
pub use outcome::{Candidate, Checkpoint, Failure, Outcome, TracePoint};
pub use retrieve_index::{Class, IndexError, Look, Near, RetrieveIndex, class_of};
pub use run::{run, run_through};
pub use space::Space;
pub use surrogate::Surrogate;
pub use task::Task;
