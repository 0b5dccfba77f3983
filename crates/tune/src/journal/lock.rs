//! One writer at a time: the system's lock on the journal, which ends with its process, and the file beside it by which
//! Optuna's processes exclude each other, so that both may work on one study.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

/// What stands in the file beside, where it is ours.
const OURS: &str = "tonewright";
/// A file beside that is older than this is of a process that is no more (Optuna's grace period).
const GRACE: Duration = Duration::from_secs(30);
/// Between looks.
const PAUSE: Duration = Duration::from_millis(5);

/// As long as it lives, nobody else writes.
pub(super) struct Lock<'a> {
    journal: &'a File,
    beside: PathBuf,
}

impl<'a> Lock<'a> {
    /// Waits until nobody else writes.
    pub(super) fn acquire(journal: &'a File, path: &Path) -> io::Result<Self> {
        // Some shared file systems have no locks; there, the file beside must do.
        let held = match journal.lock() {
            Ok(()) => true,
            Err(why) if why.kind() == io::ErrorKind::Unsupported => false,
            Err(why) => return Err(why),
        };
        let mut beside = path.as_os_str().to_owned();
        beside.push(".lock");
        let beside = PathBuf::from(beside);
        loop {
            match OpenOptions::new().write(true).create_new(true).open(&beside) {
                Ok(mut file) => {
                    file.write_all(OURS.as_bytes())?;
                    return Ok(Self { journal, beside });
                }
                Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {}
                Err(why) => return Err(why),
            }
            if is_left_over(&beside, held) {
                // Whoever removes it first is as good.
                drop(std::fs::remove_file(&beside));
            } else {
                sleep(PAUSE);
            }
        }
    }
}

/// Whether the file beside is of a process that is no more. One of ours is, as the system's lock is ours now.
fn is_left_over(beside: &Path, held: bool) -> bool {
    // Optuna's may be a link to the journal: of that, nothing is read.
    let Ok(about) = std::fs::symlink_metadata(beside) else { return false };
    if held && about.is_file() && about.len() == OURS.len() as u64 {
        return std::fs::read_to_string(beside).is_ok_and(|text| text == OURS);
    }
    let age = about.modified().ok().and_then(|then| SystemTime::now().duration_since(then).ok());
    age.is_some_and(|age| age > GRACE)
}

impl Drop for Lock<'_> {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.beside));
        drop(self.journal.unlock());
    }
}
