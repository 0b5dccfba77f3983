//! Writing a corpus: beside its place first, then moved, so that there is never half of one.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::super::{Corpus, CorpusError, Entry};
use super::{Counts, FORMAT, Head, Line, VERSION};

impl Corpus {
    /// Writes the corpus to a file, replacing what is there; folders on the way are made.
    ///
    /// # Errors
    /// [`CorpusError::Io`] when the system refuses; then what was there is as it was.
    pub fn write(&self, path: &Path) -> Result<(), CorpusError> {
        let io_error = |source| CorpusError::Io { doing: "write", path: path.to_owned(), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(io_error)?;
        }
        let mut beside: OsString = path.as_os_str().to_owned();
        beside.push(".part");
        let beside = PathBuf::from(beside);
        let written = self.write_new(&beside).and_then(|()| fs::rename(&beside, path));
        if written.is_err() {
            // The half-written file is of no use; if it can't be removed either, the first error says why.
            let _ = fs::remove_file(&beside);
        }
        written.map_err(io_error)
    }

    fn write_new(&self, path: &Path) -> io::Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        self.write_lines(&mut out)?;
        out.into_inner()?.sync_all()
    }

    /// Writes the lines of the file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_lines(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &self.head())?;
        out.write_all(b"\n")?;
        for entry in &self.entries {
            serde_json::to_writer(&mut *out, &self.line(entry))?;
            out.write_all(b"\n")?;
        }
        out.flush()
    }

    fn head(&self) -> Head<'_> {
        Head {
            format: Cow::Borrowed(FORMAT),
            version: VERSION,
            synth: Cow::Borrowed(&self.synth),
            sound_version: self.sound_version,
            counts: self.counts(),
            near: Cow::Borrowed(&self.kinship),
            split: Cow::Borrowed(&self.dealt),
            parameters: Cow::Borrowed(&self.parameters),
            beyond_files: Cow::Borrowed(&self.beyond_files),
            sources: Cow::Borrowed(&self.sources),
        }
    }

    /// What the first line counts.
    pub(super) fn counts(&self) -> Counts {
        Counts {
            presets: self.entries.len(),
            duplicates: self.duplicates(),
            groups: self.group_sizes().len(),
            splits: self.split_sizes(),
        }
    }

    fn line<'a>(&'a self, entry: &'a Entry) -> Line<'a> {
        Line {
            name: Cow::Borrowed(&entry.preset.name),
            source: entry.place.source,
            index: entry.place.index,
            also: entry.duplicates.clone(),
            group: entry.group,
            split: Cow::Borrowed(&self.dealt.splits[entry.split]),
            values: Cow::Borrowed(&entry.preset.values),
        }
    }
}
