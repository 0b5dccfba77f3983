//! What is to be run: a command for each share of some work, and commands that join what came of them.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Work that is shared between tasks.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Work {
    /// What it is called, in queues too.
    pub name: String,
    /// How many tasks, numbered from 0.
    pub tasks: u32,
    /// The program of all commands, as it is called on the machines.
    pub program: String,
    /// What each task gives it. It learns its number from the batch system's variables and how many there are from
    /// [`Work::COUNT`]; it skips what is there already, leaves with 0 when its share is, and with [`Work::STOPPED`] when
    /// SIGTERM stopped it before.
    pub worker: Vec<String>,
    /// What is run with it when all tasks are done, one after the other, under the same contract.
    pub join: Vec<Vec<String>>,
    /// Where the commands run.
    pub folder: PathBuf,
}

impl Work {
    /// The variable that says how many tasks there are.
    pub const COUNT: &'static str = "TONEWRIGHT_SHARES";
    /// With what a command leaves that was stopped before its end; the next attempt goes on.
    pub const STOPPED: u8 = 130;
    /// With what a command leaves that would fail again: its criterion was missed, or it could not.
    pub const HOPELESS: [u8; 2] = [1, 2];
}
