//! A data set comes from a store to this machine.

use std::sync::atomic::{AtomicBool, Ordering};

use tonewright_data::manifest::MANIFEST_FILE;
use tonewright_store::Store;

use super::super::{FetchRequest, Fetched};
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// Fetches a data set; files that are there in their full length stay. The manifest comes last, so that a folder that has
/// one is whole. Whether the bytes are right is for `verify` to say.
///
/// # Errors
/// Those of the store and of the disk; when there is nothing to fetch.
pub(in super::super::super) fn fetch(
    request: &FetchRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Fetched, StudioError> {
    let store = Store::open(&request.url)?;
    let mut files: Vec<(String, u64)> = store.list()?.into_iter().collect();
    if files.is_empty() {
        return Err(StudioError::Setting {
            key: "URL".to_owned(),
            reason: format!("`{}` holds no files", request.url),
            hint: None,
        });
    }
    files.sort_by_key(|(name, _)| name == MANIFEST_FILE);
    let complete = files.last().is_some_and(|(name, _)| name == MANIFEST_FILE);
    let no_folder = |source| StudioError::Io { doing: "create", path: request.out.clone(), source };
    std::fs::create_dir_all(&request.out).map_err(no_folder)?;
    let mut fetched = Fetched { files: 0, bytes: 0, interrupted: false, complete };
    let total = files.len();
    for (done, (name, bytes)) in files.into_iter().enumerate() {
        if stop.load(Ordering::Relaxed) {
            fetched.interrupted = true;
            return Ok(fetched);
        }
        listener.hear(&Event::Step { what: "files".to_owned(), done, total, left_secs: None });
        let path = request.out.join(&name);
        if std::fs::metadata(&path).is_ok_and(|there| there.len() == bytes) {
            continue;
        }
        store.download(&name, &path)?;
        fetched.files += 1;
        fetched.bytes += bytes;
    }
    Ok(fetched)
}
