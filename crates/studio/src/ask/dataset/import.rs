//! Sounds from elsewhere become a data set.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use tonewright_data::import::{Filters, ImportOrder, Imported, Moment, import as take_in};
use tonewright_data::{SoundSetup, Store};

use super::{cannot, usual_folder};
use crate::ask::models;
use crate::config::threads_or_all;
use crate::error::StudioError;
use crate::events::{Event, Listener};
use crate::runs::version_line;

/// What to import.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    /// The folder of sounds.
    pub folder: PathBuf,
    /// The data set's folder.
    pub out: Option<PathBuf>,
    /// Which sounds are taken.
    pub filters: Filters,
    /// What the sounds become.
    pub sound: SoundSetup,
    /// What is kept.
    pub store: Store,
    /// How many items a shard holds.
    pub shard_items: u64,
    /// Threads; 0 takes every core.
    pub threads: usize,
}

/// Imports what is not there yet; with the folder that it goes to. Once `stop` is true it ends, and what is finished is
/// kept.
///
/// # Errors
/// When the folder holds no such sounds, the other folder another data set, or the disk is full.
pub fn import(
    request: &ImportRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<(PathBuf, Imported), StudioError> {
    let name = name_of(&request.folder);
    let out = request.out.clone().unwrap_or_else(|| usual_folder(&name));
    let order = ImportOrder {
        folder: request.folder.clone(),
        out: out.clone(),
        name,
        filters: request.filters.clone(),
        sound: request.sound,
        store: request.store.clone(),
        kinds: models::kinds(&request.store.features)?,
        shard_items: request.shard_items,
        threads: threads_or_all(request.threads),
        made_by: format!("tonewright {}", version_line()),
    };
    let mut watch = |moment: Moment| {
        let what = if moment.is_listing { "files listed" } else { "files heard" }.to_owned();
        let (done, total) = (moment.done as usize, moment.total as usize);
        listener.hear(&Event::Step { what, done, total, left_secs: None });
    };
    let imported = take_in(&order, stop, &mut watch).map_err(cannot("imported"))?;
    Ok((out, imported))
}

/// What a data set of a folder's sounds is called: as the folder, with letters that any system has.
fn name_of(folder: &Path) -> String {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let name: String = name.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() { "imported".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_set_is_called_as_its_folder() {
        let names = ["/a/nsynth-test", "/a/My Sounds (2)/", "/a/.hidden", "/"].map(Path::new).map(name_of);
        assert_eq!(names, ["nsynth-test", "My-Sounds--2-", "hidden", "imported"]);
    }
}
