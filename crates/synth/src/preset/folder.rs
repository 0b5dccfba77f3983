//! Files of a folder and of the folders in it, as preset libraries have them: in sorted order, none too large, and what is
//! no file told.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// Largest file that is read: sixteen thousand banks of 32 voices.
const MAX_FILE_BYTES: u64 = 64 << 20;
/// Deepest folder that is entered, counted from the given one.
const MAX_DEPTH: usize = 32;

/// A file or folder that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Which one.
    pub path: PathBuf,
    /// Why.
    pub reason: String,
    /// The same in words that do for many files at once.
    pub kind: String,
}

impl Skipped {
    /// One whose reason is no other for any file.
    pub fn new(path: &Path, reason: impl ToString) -> Self {
        let reason = reason.to_string();
        Self { path: path.to_owned(), kind: reason.clone(), reason }
    }
}

/// Files below a folder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files {
    /// Each file, in sorted order.
    pub found: Vec<PathBuf>,
    /// What could not be looked into, and why.
    pub skipped: Vec<Skipped>,
}

/// The files of a folder and the folders in it.
///
/// # Errors
/// When the folder itself can't be read.
pub fn files_of(folder: &Path) -> io::Result<Files> {
    let mut files = Files::default();
    fs::read_dir(folder)?;
    files.enter(folder, 0);
    Ok(files)
}

/// The bytes of a file.
///
/// # Errors
/// When it can't be read, or is larger than any preset file (64 MiB).
pub fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let len = fs::metadata(path)?.len();
    if len > MAX_FILE_BYTES {
        let megabytes = len >> 20;
        return Err(io::Error::other(format!("it is {megabytes} MiB, and a preset file is at most 64 MiB")));
    }
    fs::read(path)
}

impl Files {
    fn skip(&mut self, path: &Path, reason: impl ToString) {
        self.skipped.push(Skipped::new(path, reason));
    }

    fn enter(&mut self, folder: &Path, depth: usize) {
        let listed = fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
        let mut paths: Vec<PathBuf> = match listed {
            Ok(entries) => entries.iter().map(fs::DirEntry::path).collect(),
            Err(error) => return self.skip(folder, error),
        };
        paths.sort();
        for path in paths {
            // A link to a folder could lead back up; a link to a file can't.
            let is_link = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
            match fs::metadata(&path) {
                Err(error) => self.skip(&path, error),
                Ok(metadata) if metadata.is_file() => self.found.push(path),
                Ok(metadata) if !metadata.is_dir() => self.skip(&path, "it is neither a file nor a folder"),
                Ok(_) if is_link => self.skip(&path, "it is a link to a folder"),
                Ok(_) if depth >= MAX_DEPTH => self.skip(&path, "it lies too deep"),
                Ok(_) => self.enter(&path, depth + 1),
            }
        }
    }
}
