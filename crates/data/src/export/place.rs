//! Where an export goes: it is written beside its place and moved there when it is whole; whatever ends it before leaves
//! the place as it was.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::ExportFormat;
use crate::error::DataError;

/// The place of an export that is on its way.
pub(super) struct Place {
    path: PathBuf,
    beside: PathBuf,
}

/// Where an export goes when nothing else is said: beside the data set, with its name.
pub(super) fn usual(folder: &Path, ending: &str) -> PathBuf {
    match folder.file_name() {
        Some(_) => with(folder, ending),
        None => with(&std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()), ending),
    }
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

impl Place {
    /// Claims a place: nothing is there, or what an earlier export left and may be replaced.
    pub(super) fn claim(path: &Path, replaces: bool, format: &ExportFormat) -> Result<Self, DataError> {
        if path.symlink_metadata().is_ok() {
            let can_force = (format.is_ours)(path);
            if !(replaces && can_force) {
                return Err(DataError::Exists { path: path.to_owned(), can_force });
            }
        }
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            fs::create_dir_all(parent).map_err(|source| DataError::io("create", parent, 0, source))?;
        }
        let beside = with(path, &format!(".{}.part", std::process::id()));
        Ok(Self { path: path.to_owned(), beside })
    }

    /// Where to write.
    pub(super) fn beside(&self) -> &Path {
        &self.beside
    }

    /// Sees that everything is on the disk, and moves it to its place.
    pub(super) fn finish(self) -> Result<(), DataError> {
        let fault = |source| DataError::io("write", &self.path, 0, source);
        if self.beside.is_file() {
            File::open(&self.beside).and_then(|file| file.sync_all()).map_err(fault)?;
        }
        if !self.path.is_dir() {
            return fs::rename(&self.beside, &self.path).map_err(fault);
        }
        // A folder can't be replaced by a move: the old one steps aside, and goes when the new one stands there.
        let old = with(&self.path, &format!(".{}.old", std::process::id()));
        fs::rename(&self.path, &old).map_err(fault)?;
        fs::rename(&self.beside, &self.path).map_err(fault)?;
        fs::remove_dir_all(&old).map_err(|source| DataError::io("remove", &old, 0, source))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Of a finished export nothing lies here; of any other, the first error says why.
        let removed = if self.beside.is_dir() {
            fs::remove_dir_all(&self.beside)
        } else {
            fs::remove_file(&self.beside)
        };
        drop(removed);
    }
}
