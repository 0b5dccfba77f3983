//! A run whose numbers are handed on while it learns.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::ask::runs::Tracking;
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// How often they are handed on.
const EVERY: Duration = Duration::from_secs(2);

/// The programs that take them, if there are any.
pub(super) struct Tracked {
    tracking: Option<Tracking>,
    looked: Instant,
}

impl Tracked {
    /// Opens them for a folder, which is made.
    pub(super) fn open(folder: &Path, names: &[String]) -> Result<Self, StudioError> {
        let looked = Instant::now();
        if names.is_empty() {
            return Ok(Self { tracking: None, looked });
        }
        let io = |source| StudioError::Io { doing: "make the folder", path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(io)?;
        Ok(Self { tracking: Some(Tracking::open(folder, names)?), looked })
    }

    /// Hands on what is new, now and then.
    pub(super) fn look(&mut self, listener: &mut dyn Listener) {
        let Some(tracking) = self.tracking.as_mut().filter(|_| self.looked.elapsed() >= EVERY) else {
            return;
        };
        self.looked = Instant::now();
        tell(tracking.look().map_err(StudioError::from), listener);
    }

    /// Hands on the rest.
    pub(super) fn close(self, listener: &mut dyn Listener) {
        if let Some(tracking) = self.tracking {
            tell(tracking.close().map_err(StudioError::from), listener);
        }
    }
}

/// A program that fails is told and no reason to stop: the run's own file has all numbers.
fn tell(told: Result<Vec<StudioError>, StudioError>, listener: &mut dyn Listener) {
    for error in told.unwrap_or_else(|error| vec![error]) {
        listener.hear(&Event::Remark(crate::in_one_line(&error)));
    }
}
