//! Programs whose clients are Python packages: a script of ours takes the numbers on its standard input.

use std::fs::File;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use serde_json::json;

use super::{Tracker, TrackerEntry};
use crate::catalog::python;
use crate::error::Cause;

const SCRIPT: &str = include_str!("../../../../../../bridges/track.py");

/// Weights & Biases.
pub(super) const WANDB: TrackerEntry = TrackerEntry {
    name: "wandb",
    summary: "Weights & Biases, by its Python package (`WANDB_PROJECT`, `WANDB_MODE=offline` as everywhere)",
    open: |run| Piped::open("wandb", run),
};

/// MLflow.
pub(super) const MLFLOW: TrackerEntry = TrackerEntry {
    name: "mlflow",
    summary: "MLflow, by its Python package (`MLFLOW_TRACKING_URI`, `MLFLOW_EXPERIMENT_NAME` as everywhere)",
    open: |run| Piped::open("mlflow", run),
};

/// The script, listening.
struct Piped {
    child: Child,
    /// `None` once it is closed.
    input: Option<ChildStdin>,
    /// What it and its client say, in a file: a pipe that nobody empties would stop them.
    said: File,
}

impl Piped {
    fn open(client: &str, run: &Path) -> Result<Box<dyn Tracker>, Cause> {
        let python = python();
        let mut command = Command::new(&python);
        command.arg("-c").arg(SCRIPT).arg(client).arg(std::path::absolute(run)?);
        let said = tempfile::tempfile()?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(said.try_clone()?);
        let spawned = command.spawn();
        let mut child =
            spawned.map_err(|error| format!("`{}` can't be started: {error}", python.display()))?;
        let input = child.stdin.take();
        let mut piped = Self { child, input, said };
        // One byte says that it has its package and is ready.
        let mut ready = [0];
        let is_ready = piped.child.stdout.as_mut().is_some_and(|out| out.read_exact(&mut ready).is_ok());
        if is_ready { Ok(Box::new(piped)) } else { Err(piped.fault()) }
    }

    /// Why it ended: its last word.
    fn fault(&mut self) -> Cause {
        self.input = None;
        let _ = self.child.wait();
        let mut said = String::new();
        // Whatever can be read is told.
        let _ = self.said.rewind().and_then(|()| (&self.said).take(1 << 20).read_to_string(&mut said));
        let last = said.lines().rev().find(|line| !line.trim().is_empty());
        last.unwrap_or("it ended without a word").to_owned().into()
    }
}

impl Tracker for Piped {
    fn log(&mut self, at: u64, values: &[(&str, f64)]) -> Result<(), Cause> {
        let values: serde_json::Map<String, serde_json::Value> =
            values.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let line = format!("{}\n", json!({ "at": at, "values": values }));
        let written = self.input.as_mut().is_some_and(|input| input.write_all(line.as_bytes()).is_ok());
        if written { Ok(()) } else { Err(self.fault()) }
    }

    fn close(&mut self) -> Result<(), Cause> {
        self.input = None;
        if self.child.wait()?.success() { Ok(()) } else { Err(self.fault()) }
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        if self.input.take().is_some() {
            let _ = self.child.wait();
        }
    }
}
