//! Run folders: what was asked, with what, how it went, and what came out, readable without us.
//!
//! `run.toml`, `env.json` and `status.json` are on disk before any work starts; a run that dies still says
//! what it was. Nothing that exists is ever overwritten.

mod env;
mod folder;
mod name;
mod status;
mod trace;

pub use env::{Environment, version_line};
pub(crate) use folder::write_whole;
pub use folder::{Place, RunFolder};
pub use name::{config_hash, folder_name};
pub use status::{State, Status};
pub use trace::TraceFile;
