//! How a run goes: `status.json`, rewritten as a whole at each change.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It works, or it was killed while working.
    Running,
    /// It ended and everything is written.
    Done,
    /// It ended without a result.
    Failed,
}

/// The content of `status.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// What it is doing.
    pub state: State,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it started, UTC.
    pub started: Timestamp,
    /// When it ended, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// Candidates rendered.
    pub renders: u64,
    /// Seconds since the start.
    pub secs: f64,
}

impl Status {
    /// A run that starts now.
    pub fn running(started: Timestamp) -> Self {
        Self { state: State::Running, reason: None, started, ended: None, renders: 0, secs: 0.0 }
    }
}
