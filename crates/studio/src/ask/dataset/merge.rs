//! Data sets become one.

use std::path::PathBuf;

use tonewright_data::merge::{Merged, merge as join};

use super::cannot;
use crate::error::StudioError;
use crate::events::{Event, Listener};
use crate::runs::version_line;

/// What to merge.
#[derive(Clone, Debug)]
pub struct MergeRequest {
    /// The data sets' folders, in the order of the result.
    pub folders: Vec<PathBuf>,
    /// The folder of the result.
    pub out: PathBuf,
}

/// Merges shares of one recipe, or data sets whose rows hold the same.
///
/// # Errors
/// When they don't fit together, or can't be read or written.
pub fn merge(request: &MergeRequest, listener: &mut dyn Listener) -> Result<Merged, StudioError> {
    let mut watch = |done: u64, total: u64| {
        let (what, done, total) = ("shards".to_owned(), done as usize, total as usize);
        listener.hear(&Event::Step { what, done, total, left_secs: None });
    };
    let made_by = format!("tonewright {}", version_line());
    join(&request.folders, &request.out, &made_by, &mut watch).map_err(cannot("merged"))
}
