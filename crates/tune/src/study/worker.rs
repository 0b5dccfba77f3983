//! Who works on a study, and whether they still live.

use std::collections::hash_map::RandomState;
use std::fs::{File, OpenOptions, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use crate::Error;

/// What names of workers begin with.
const PREFIX: &str = "tonewright-";
/// Digits after it.
const DIGITS: usize = 32;

/// One that works: a file of its name, locked for as long as it lives.
#[derive(Debug)]
pub(super) struct Worker {
    name: String,
    path: PathBuf,
    /// Holds the lock.
    _file: File,
}

impl Worker {
    /// Begins one at this journal, whose lock the caller has.
    pub(super) fn start(journal: &Path) -> Result<Self, Error> {
        // Names differ; nothing that is drawn depends on them.
        let chance = || RandomState::new().build_hasher().finish();
        let name = format!("{PREFIX}{:016x}{:016x}", chance(), chance());
        let path = folder(journal).join(&name);
        let failed = |source| Error::File { what: "making", path: path.clone(), source };
        let make = || {
            std::fs::create_dir_all(folder(journal))?;
            OpenOptions::new().write(true).create_new(true).open(&path)
        };
        // The last of the others may take the folder away in between.
        let made = make().or_else(|_gone| make()).or_else(|_gone| make());
        let file = made.map_err(failed)?;
        match file.try_lock() {
            // Where there are no locks, nobody is taken for dead.
            Ok(()) | Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(why)) if why.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        Ok(Self { name, path, _file: file })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether the worker of this name is no more. Of others than ours nothing is known.
    pub(super) fn is_dead(journal: &Path, name: &str) -> bool {
        let digits = name.strip_prefix(PREFIX).unwrap_or_default();
        if digits.len() != DIGITS || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return false;
        }
        let path = folder(journal).join(name);
        let file = match OpenOptions::new().write(true).open(&path) {
            Ok(file) => file,
            Err(why) => return why.kind() == io::ErrorKind::NotFound,
        };
        let dead = file.try_lock().is_ok();
        if dead {
            // What it left; if it stays, it is found dead again.
            drop(std::fs::remove_file(&path));
        }
        dead
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.path));
        // The folder goes with its last worker; it stays where there are others.
        if let Some(folder) = self.path.parent() {
            drop(std::fs::remove_dir(folder));
        }
    }
}

/// Where the workers of a journal have their files.
fn folder(journal: &Path) -> PathBuf {
    let mut folder = journal.as_os_str().to_owned();
    folder.push(".workers");
    PathBuf::from(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_dead_when_it_is_gone_and_strangers_never_are() {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("j.log");
        let (one, other) = (Worker::start(&journal).unwrap(), Worker::start(&journal).unwrap());
        assert!(!Worker::is_dead(&journal, one.name()) && !Worker::is_dead(&journal, other.name()));
        let name = one.name().to_owned();
        drop(one);
        assert!(Worker::is_dead(&journal, &name));
        for stranger in ["", "w", "tonewright-", "tonewright-../../../etc/passwd0000000000", "d059a236-9efa"]
        {
            assert!(!Worker::is_dead(&journal, stranger), "{stranger}");
        }
    }
}
