//! Writing a corpus: beside its place first, then moved, so that there is never half of one.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::super::{Corpus, CorpusError, Entry};
use super::{Counts, FORMAT, Head, Line, VERSION};
use crate::whole::write_whole;

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
        write_whole(path, |out| self.write_lines(out)).map_err(io_error)
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
