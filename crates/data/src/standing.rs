//! How far a data set is, by what lies in its folder: anybody may look, while others are at work on it.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::error::DataError;
use crate::manifest::{MANIFEST_FILE, PLAN_FILE};
use crate::shard::{Progress, Sidecar};

/// How far a data set is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Standing {
    /// Items that are there, those of unfinished shards as far as they are safe on the disk.
    pub items_done: u64,
    /// Items in all.
    pub items: u64,
    /// Shards that are finished.
    pub shards_done: u64,
    /// Shards in all.
    pub shards: u64,
    /// Whether the manifest is written.
    pub is_whole: bool,
}

/// How far the data set in a folder is; `None` where none was begun.
///
/// # Errors
/// [`DataError::Io`], [`DataError::Damaged`] for a plan that can't be read.
pub fn standing(folder: &Path) -> Result<Option<Standing>, DataError> {
    let path = folder.join(PLAN_FILE);
    if !path.exists() {
        return Ok(None);
    }
    let bytes = fs::read(&path).map_err(|source| DataError::io("read", &path, 0, source))?;
    let plan: Value =
        serde_json::from_slice(&bytes).map_err(|error| DataError::damaged(&path, error.to_string()))?;
    let number = |value: &Value, what: &str| {
        value.as_u64().ok_or_else(|| DataError::damaged(&path, format!("it has no {what}")))
    };
    let items = number(&plan["items"], "`items`")?;
    let shard_items = number(&plan["recipe"]["shard-items"], "`shard-items`")?.max(1);
    let is_whole = folder.join(MANIFEST_FILE).is_file();
    let mut standing =
        Standing { items, shards: items.div_ceil(shard_items), is_whole, ..Standing::default() };
    let entries = fs::read_dir(folder).map_err(|source| DataError::io("read", folder, 0, source))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with("shard-") {
            continue;
        }
        // What is just being finished, or moved away, is counted the next time.
        if name.ends_with(".json") && entry.path().with_extension("safetensors").exists() {
            let done = Sidecar::read(&entry.path()).map_or(0, |sidecar| sidecar.items);
            standing.items_done += done;
            standing.shards_done += u64::from(done > 0);
        } else if name.ends_with(".journal") {
            let text = fs::read(entry.path()).unwrap_or_default();
            let progress: Progress = serde_json::from_slice(&text).unwrap_or_default();
            standing.items_done += progress.totals.items();
        }
    }
    Ok(Some(standing))
}
