//! The course of a search, one JSON line per event, appended as it happens: `metrics.jsonl`.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use serde::Serialize;
use tonewright_matching::TracePoint;

/// An open `metrics.jsonl`. A line is written when the best score falls, and at least once a second.
pub struct TraceFile {
    file: File,
    last: Option<TracePoint>,
    step: u64,
    fault: Option<io::Error>,
}

/// One line.
#[derive(Serialize)]
struct Line {
    step: u64,
    wall_secs: f64,
    renders: u64,
    best_score: f64,
}

impl TraceFile {
    /// Creates the file, which must not exist.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn create(path: &Path) -> io::Result<Self> {
        Ok(Self { file: File::create_new(path)?, last: None, step: 0, fault: None })
    }

    /// Takes note of a moment. A full disk does not stop the search: the first refusal is kept for [`TraceFile::close`].
    pub fn note(&mut self, point: &TracePoint) {
        let news = self.last.is_none_or(|last| point.best < last.best || point.secs >= last.secs + 1.0);
        // Before the first sound is scored there is no best score, and JSON has no infinity to say so.
        if !news || !point.best.is_finite() || self.fault.is_some() {
            return;
        }
        let line =
            Line { step: self.step, wall_secs: point.secs, renders: point.renders, best_score: point.best };
        let mut text = serde_json::to_string(&line).expect("a line is plain data");
        text.push('\n');
        // One write per line, so that a reader never sees half of one.
        self.fault = self.file.write_all(text.as_bytes()).err();
        self.step += 1;
        self.last = Some(*point);
    }

    /// Ends the file and says whether all was written.
    ///
    /// # Errors
    /// The first refusal of the system.
    pub fn close(self) -> io::Result<()> {
        self.fault.map_or(Ok(()), Err)
    }
}
