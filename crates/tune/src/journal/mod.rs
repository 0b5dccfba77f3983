//! The journal: a file to which lines are appended, in the format of Optuna's `JournalStorage`.
//!
//! A line counts when it is whole. What a killed process left of one is passed over, and cut by whoever writes next.

mod distribution;
mod line;
mod lock;
mod replay;
mod write;

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use lock::Lock;
pub(crate) use replay::{OWNER, Record, Replay};
pub(crate) use write::Writer;

use crate::Error;

/// An open journal, and what was read of it.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    /// Bytes and lines that were read.
    offset: u64,
    lines: u64,
    replay: Replay,
}

impl Journal {
    /// Opens a journal, which is made where it is missing.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        Self::opened(path, OpenOptions::new().read(true).write(true).create(true).truncate(false))
    }

    /// Opens a journal that is there, to read it.
    pub(crate) fn view(path: &Path) -> Result<Self, Error> {
        Self::opened(path, OpenOptions::new().read(true))
    }

    fn opened(path: &Path, options: &OpenOptions) -> Result<Self, Error> {
        let file = options.open(path).map_err(|source| failed("opening", path, source))?;
        Ok(Self { path: path.to_owned(), file, offset: 0, lines: 0, replay: Replay::default() })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What was read.
    pub(crate) fn replay(&self) -> &Replay {
        &self.replay
    }

    /// Reads what was added since.
    pub(crate) fn sync(&mut self) -> Result<(), Error> {
        let reading = |source| failed("reading", &self.path, source);
        let length = self.file.metadata().map_err(reading)?.len();
        if length < self.offset {
            return Err(Error::Shrank { path: self.path.clone() });
        }
        let mut added = Vec::new();
        self.file.seek(SeekFrom::Start(self.offset)).map_err(reading)?;
        self.file.read_to_end(&mut added).map_err(reading)?;
        for line in added.split_inclusive(|byte| *byte == b'\n') {
            let Some(whole) = line.strip_suffix(b"\n") else { break };
            let taken = line::parse(whole).and_then(|op| self.replay.apply(op));
            taken.map_err(|why| Error::Line { path: self.path.clone(), line: self.lines + 1, why })?;
            self.offset += line.len() as u64;
            self.lines += 1;
        }
        Ok(())
    }

    /// Adds the lines that follow from what the journal has; nobody else writes meanwhile.
    pub(crate) fn write(
        &mut self,
        lines: impl FnOnce(&Replay) -> Result<Vec<String>, Error>,
    ) -> Result<(), Error> {
        let handle = self.file.try_clone().map_err(|source| failed("opening", &self.path, source))?;
        let _lock =
            Lock::acquire(&handle, &self.path).map_err(|source| failed("locking", &self.path, source))?;
        self.sync()?;
        let lines = lines(&self.replay)?;
        if lines.is_empty() {
            return Ok(());
        }
        let mut bytes = lines.join("\n").into_bytes();
        bytes.push(b'\n');
        if let Err(source) = self.append(&bytes) {
            // Nothing of it shall stay; if that fails too, the rest of a line is passed over as any.
            drop(self.file.set_len(self.offset));
            return Err(failed("writing", &self.path, source));
        }
        self.sync()
    }

    /// Cuts what is left of a line, and adds these.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.file.metadata()?.len() > self.offset {
            self.file.set_len(self.offset)?;
        }
        self.file.seek(SeekFrom::Start(self.offset))?;
        self.file.write_all(bytes)?;
        self.file.sync_data()
    }
}

fn failed(what: &'static str, path: &Path, source: io::Error) -> Error {
    Error::File { what, path: path.to_owned(), source }
}
