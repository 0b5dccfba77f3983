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

impl Standing {
    /// How far a data set is of which there are this plan and files of these names, as a store tells them: it holds whole
    /// shards alone. `place` is where the plan lies.
    ///
    /// # Errors
    /// [`DataError::Damaged`] for a plan that can't be read.
    pub fn of_files<'a>(
        plan: &[u8],
        place: &Path,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, DataError> {
        let (mut standing, shard_items) = Self::begun(plan, place)?;
        for name in names {
            let shard = name.strip_prefix("shard-").and_then(|name| name.strip_suffix(".json"));
            let first_item = shard.and_then(|shard| shard.parse::<u64>().ok()?.checked_mul(shard_items));
            let left = first_item.map_or(0, |first_item| standing.items.saturating_sub(first_item));
            standing.items_done += left.min(shard_items);
            standing.shards_done += u64::from(left > 0);
            standing.is_whole |= name == MANIFEST_FILE;
        }
        Ok(standing)
    }

    /// Nothing done yet of a plan, and the items of its shards.
    fn begun(plan: &[u8], place: &Path) -> Result<(Self, u64), DataError> {
        let plan: Value =
            serde_json::from_slice(plan).map_err(|error| DataError::damaged(place, error.to_string()))?;
        let number = |value: &Value, what: &str| {
            value.as_u64().ok_or_else(|| DataError::damaged(place, format!("it has no {what}")))
        };
        let items = number(&plan["items"], "`items`")?;
        let shard_items = number(&plan["recipe"]["shard-items"], "`shard-items`")?.max(1);
        Ok((Self { items, shards: items.div_ceil(shard_items), ..Self::default() }, shard_items))
    }
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
    let (begun, _) = Standing::begun(&bytes, &path)?;
    let mut standing = Standing { is_whole: folder.join(MANIFEST_FILE).is_file(), ..begun };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_store_tell_how_far_it_is() {
        let plan = br#"{"items": 250, "recipe": {"shard-items": 100}}"#;
        let of = |names: &[&str]| Standing::of_files(plan, Path::new("plan.json"), names.iter().copied());
        let standing = |items_done, shards_done, is_whole| Standing {
            items_done,
            items: 250,
            shards_done,
            shards: 3,
            is_whole,
        };
        // A shard without its sidecar is on its way; files of others count for nothing.
        let names =
            ["plan.json", "shard-00000.json", "shard-00001.safetensors", "shard-00007.json", "a.json"];
        assert_eq!(of(&names).unwrap(), standing(100, 1, false));
        let names = ["shard-00000.json", "shard-00001.json", "shard-00002.json", MANIFEST_FILE];
        assert_eq!(of(&names).unwrap(), standing(250, 3, true));
        assert_eq!(of(&["shard-18446744073709551615.json", "shard--1.json"]).unwrap(), standing(0, 0, false));
        for damaged in ["", "{}", r#"{"items": -1, "recipe": {"shard-items": 1}}"#] {
            Standing::of_files(damaged.as_bytes(), Path::new("plan.json"), []).unwrap_err();
        }
    }
}
