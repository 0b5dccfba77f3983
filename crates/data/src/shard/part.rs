//! A shard on its way: rows are written where they belong, and which of them are there is noted from time to time, so
//! that whoever comes after a crash goes on from there.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::place::{read_exact_at, write_all_at};
use super::{Failure, Layout, Sidecar, Totals, write_atomically};
use crate::error::DataError;

/// What of an unfinished shard is on the disk.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Progress {
    /// Rows, in order, none twice.
    pub(crate) done: Vec<Range<u64>>,
    /// What came of their draws.
    pub(crate) totals: Totals,
    /// On what the synth failed.
    pub(crate) failures: Vec<Failure>,
}

/// Most failed presets that are kept of one shard.
const FAILURES_MOST: usize = 64;

impl Progress {
    /// Notes rows that are written.
    pub(crate) fn add(&mut self, rows: Range<u64>, totals: &Totals, failures: Vec<Failure>) {
        self.totals.add(totals);
        self.failures.extend(failures);
        self.failures.sort_by_key(|failure| (failure.item, failure.draw));
        self.failures.truncate(FAILURES_MOST);
        let at = self.done.partition_point(|range| range.start < rows.start);
        self.done.insert(at, rows);
        self.done.dedup_by(|next, range| {
            let touches = range.end == next.start;
            if touches {
                range.end = next.end;
            }
            touches
        });
    }

    /// What is left of so many rows.
    pub(crate) fn left(&self, rows: u64) -> Vec<Range<u64>> {
        let starts = std::iter::once(0).chain(self.done.iter().map(|range| range.end));
        let ends = self.done.iter().map(|range| range.start).chain([rows]);
        starts.zip(ends).map(|(start, end)| start..end).filter(|range| range.start < range.end).collect()
    }

    fn is_sound(&self, rows: u64) -> bool {
        let is_apart = |pair: &[Range<u64>]| pair[0].end < pair[1].start;
        self.done.windows(2).all(is_apart)
            && self.done.iter().all(|range| range.start < range.end && range.end <= rows)
    }
}

/// A shard on its way.
pub(crate) struct Part {
    file: File,
    stem: PathBuf,
    first_item: u64,
    rows: u64,
    row_bytes: Vec<usize>,
    offsets: Vec<u64>,
    end: u64,
}

/// A file name beginning with that of the shard.
fn with(stem: &Path, ending: &str) -> PathBuf {
    let mut name = stem.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    stem.with_file_name(name)
}

impl Part {
    /// Whether the shard is finished.
    pub(crate) fn is_finished(stem: &Path) -> bool {
        with(stem, ".safetensors").is_file() && with(stem, ".json").is_file()
    }

    /// Begins the shard, or goes on with it.
    pub(crate) fn open(
        stem: &Path,
        layout: &Layout,
        first_item: u64,
        rows: u64,
        print: &str,
    ) -> Result<(Self, Progress), DataError> {
        Self::open_with(File::try_lock, stem, layout, first_item, rows, print)
    }

    /// The same, with another lock.
    fn open_with(
        lock: fn(&File) -> Result<(), TryLockError>,
        stem: &Path,
        layout: &Layout,
        first_item: u64,
        rows: u64,
        print: &str,
    ) -> Result<(Self, Progress), DataError> {
        let header =
            layout.header(rows as usize, &[("print", print), ("first_item", &first_item.to_string())]);
        let (offsets, end) = layout.offsets(header.len(), rows as usize);
        let row_bytes = layout.columns().iter().map(super::Column::row_bytes).collect();
        let path = with(stem, ".part");
        let fault = |source| DataError::io("write", &path, end, source);
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let file = opened.map_err(fault)?;
        match lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(DataError::Taken { path }),
            // Some file systems of networks have no locks; two workers on one shard write the same bytes.
            Err(TryLockError::Error(_)) => {}
        }
        let progress = earlier(&file, stem, &header, end, rows).unwrap_or_default();
        if progress == Progress::default() {
            let _nothing = fs::remove_file(with(stem, ".journal"));
            // What is there is written over and never cut: where there are no locks, another worker may count on it.
            reserve(&file, end).and_then(|()| file.set_len(end)).map_err(|source| {
                // What was reserved is given back: a full disk should not stay full.
                drop(file.set_len(0));
                fault(source)
            })?;
            write_all_at(&file, &header, 0).map_err(fault)?;
        }
        Ok((Self { file, stem: stem.to_owned(), first_item, rows, row_bytes, offsets, end }, progress))
    }

    /// Writes rows, column by column as the layout has them.
    pub(crate) fn write(&self, first_row: u64, columns: &[Vec<u8>]) -> Result<(), DataError> {
        for ((bytes, offset), row_bytes) in columns.iter().zip(&self.offsets).zip(&self.row_bytes) {
            let at = offset + first_row * *row_bytes as u64;
            let written = write_all_at(&self.file, bytes, at);
            written.map_err(|source| DataError::io("write", &self.path(), self.end, source))?;
        }
        Ok(())
    }

    /// Sees to it that everything noted so far survives whatever happens.
    pub(crate) fn keep(&self, progress: &Progress) -> Result<(), DataError> {
        self.file.sync_data().map_err(|source| DataError::io("write", &self.path(), self.end, source))?;
        let text = serde_json::to_vec(progress).expect("progress is plain data");
        write_atomically(&with(&self.stem, ".journal"), &text)
    }

    /// Whether every row is there.
    pub(crate) fn is_whole(&self, progress: &Progress) -> bool {
        progress.left(self.rows).is_empty()
    }

    /// Gives the whole shard its name, with its sidecar beside it.
    pub(crate) fn finish(&self, progress: Progress) -> Result<Sidecar, DataError> {
        let named = self.name(progress);
        let is_elsewhere = |error: &DataError| {
            let is_gone =
                matches!(error, DataError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound);
            is_gone && Self::is_finished(&self.stem)
        };
        let finished = match named {
            // Without locks another worker may have been at it, and was first. Its bytes are ours.
            Err(error) if is_elsewhere(&error) => Sidecar::read(&with(&self.stem, ".json")),
            other => other,
        };
        if finished.is_ok() {
            drop(fs::remove_file(with(&self.stem, ".journal")));
        }
        finished
    }

    fn name(&self, progress: Progress) -> Result<Sidecar, DataError> {
        let path = self.path();
        let fault = |doing, source| DataError::io(doing, &path, self.end, source);
        self.file.sync_all().map_err(|source| fault("write", source))?;
        let hash = hash_of(&path).map_err(|source| fault("read", source))?;
        let Progress { totals, failures, .. } = progress;
        let whole = with(&self.stem, ".safetensors");
        let sidecar = Sidecar {
            file: whole.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            first_item: self.first_item,
            items: self.rows,
            bytes: self.end,
            blake3: hash,
            totals,
            failures,
        };
        write_atomically(&with(&self.stem, ".json"), &sidecar.text())?;
        fs::rename(&path, &whole).map_err(|source| fault("write", source))?;
        Ok(sidecar)
    }

    fn path(&self) -> PathBuf {
        with(&self.stem, ".part")
    }
}

/// What is there of the shard from before, if it is the same shard.
fn earlier(file: &File, stem: &Path, header: &[u8], end: u64, rows: u64) -> Option<Progress> {
    let mut found = vec![0; header.len()];
    read_exact_at(file, &mut found, 0).ok()?;
    let journal = fs::read(with(stem, ".journal")).ok()?;
    let progress: Progress = serde_json::from_slice(&journal).ok()?;
    let is_same = found == header && file.metadata().ok()?.len() == end && progress.is_sound(rows);
    is_same.then_some(progress)
}

/// The BLAKE3 of a whole file, in hexadecimal digits. It is read through a buffer: a mapped file would count as memory of
/// ours, however large it is.
pub(crate) fn hash_of(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Takes all the room at once, so that a disk that is too small says so before any work is done.
fn reserve(file: &File, bytes: u64) -> io::Result<()> {
    match fs4::FileExt::allocate(file, bytes) {
        // Some file systems can't reserve; then the file is as long as it will be, and its room comes with its rows.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => file.set_len(bytes),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    #[test]
    fn what_is_done_and_what_is_left_make_the_whole() {
        let mut progress = Progress::default();
        assert_eq!(progress.left(10).len(), 1);
        for rows in [4..6, 0..2, 8..10, 2..4] {
            progress.add(rows, &Totals::default(), Vec::new());
        }
        assert_eq!(progress.done, [0..6, 8..10]);
        assert_eq!(progress.left(12), [6..8, 10..12]);
        assert_eq!(progress.left(10), progress.left(12)[..1]);
        assert!(progress.is_sound(10) && !progress.is_sound(9));
    }

    #[test]
    fn two_workers_without_a_lock_come_to_the_same_shard() {
        let folder = tempfile::tempdir().unwrap();
        let stem = folder.path().join("shard-00000");
        let layout = Layout::new(vec![Column::new("status", safetensors::Dtype::U8, &[])]);
        let begin = || {
            let no_lock = |_: &File| Err(TryLockError::Error(io::ErrorKind::Unsupported.into()));
            Part::open_with(no_lock, &stem, &layout, 0, 4, "print").unwrap().0
        };
        let whole = || {
            let mut progress = Progress::default();
            progress.add(0..4, &Totals::default(), Vec::new());
            progress
        };
        let first = begin();
        first.write(0, &[vec![1, 2]]).unwrap();
        // The second begins anew, as nothing is noted yet; what the first has written stays.
        let second = begin();
        first.write(2, &[vec![3, 4]]).unwrap();
        let sidecar = first.finish(whole()).unwrap();
        second.keep(&Progress::default()).unwrap();
        second.write(0, &[vec![1, 2, 3, 4]]).unwrap();
        assert_eq!(second.finish(whole()).unwrap(), sidecar);
        let bytes = fs::read(with(&stem, ".safetensors")).unwrap();
        assert_eq!(bytes[bytes.len() - 4..], [1, 2, 3, 4]);
        assert_eq!(blake3::hash(&bytes).to_hex().to_string(), sidecar.blake3);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
