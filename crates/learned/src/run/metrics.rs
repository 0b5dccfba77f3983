//! A run's numbers, a line of JSON each.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;
use tonewright_data::write_whole;

use crate::LearnError;

/// The file's name in a run's folder.
pub const METRICS: &str = "metrics.jsonl";

/// Writes them.
pub struct Metrics {
    path: PathBuf,
    file: File,
}

impl Metrics {
    /// Goes on after a step: what an earlier run wrote of later ones is dropped, as they come again.
    ///
    /// # Errors
    /// [`LearnError::Io`].
    pub fn after(folder: &Path, step: u64) -> Result<Self, LearnError> {
        let path = folder.join(METRICS);
        let earlier = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(LearnError::io("read", &path)(error)),
        };
        // A line that was cut when the process was killed is none.
        let of_then = |line: &&str| {
            serde_json::from_str(line)
                .is_ok_and(|line: Value| line["step"].as_u64().is_some_and(|s| s <= step))
        };
        let kept: String = earlier.lines().filter(of_then).flat_map(|line| [line, "\n"]).collect();
        write_whole(&path, |out| out.write_all(kept.as_bytes())).map_err(LearnError::io("written", &path))?;
        let file = File::options().append(true).open(&path).map_err(LearnError::io("written", &path))?;
        Ok(Self { path, file })
    }

    /// Adds a line, which has a `step`.
    ///
    /// # Errors
    /// [`LearnError::Io`].
    pub fn add(&mut self, line: &impl Serialize) -> Result<(), LearnError> {
        let mut text = serde_json::to_vec(line).map_err(std::io::Error::other);
        if let Ok(text) = &mut text {
            text.push(b'\n');
        }
        let written = text.and_then(|text| self.file.write_all(&text));
        written.map_err(LearnError::io("written", &self.path))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lines_of_steps_that_come_again_and_cut_lines_are_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let mut metrics = Metrics::after(folder.path(), 0).unwrap();
        for step in 1..=5 {
            metrics.add(&json!({ "step": step, "loss": 0.5 })).unwrap();
        }
        let path = folder.path().join(METRICS);
        std::fs::write(&path, std::fs::read_to_string(&path).unwrap() + "{\"step\":2,\"lo").unwrap();
        Metrics::after(folder.path(), 3).unwrap().add(&json!({ "step": 4 })).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let steps: Vec<u64> = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["step"].as_u64().unwrap())
            .collect();
        assert_eq!(steps, [1, 2, 3, 4]);
    }
}
