//! Reading a corpus, line by line: whatever stands in the file, no more memory is taken than a few times its size.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

use tonewright_synth::Preset;

use super::super::{Corpus, CorpusError, Entry, Place};
use super::{Counts, FORMAT, Head, Line, VERSION, check};

/// Longest first line: a hundred thousand files with long paths.
const MOST_HEAD_BYTES: u64 = 64 << 20;
/// Longest line of a preset: two hundred thousand parameters.
const MOST_LINE_BYTES: u64 = 4 << 20;

impl Corpus {
    /// Reads a corpus and checks all of it.
    ///
    /// # Errors
    /// [`CorpusError::Io`] when the file can't be read, [`CorpusError::Line`] with the line that makes no sense.
    pub fn read(path: &Path) -> Result<Self, CorpusError> {
        let io_error = |source| CorpusError::Io { doing: "read", path: path.to_owned(), source };
        let file = File::open(path).map_err(io_error)?;
        Self::read_lines(path, BufReader::new(file))
    }

    /// Reads the lines of a corpus; `path` is what errors call it.
    ///
    /// # Errors
    /// As [`Corpus::read`].
    pub fn read_lines(path: &Path, from: impl BufRead) -> Result<Self, CorpusError> {
        let mut lines = Lines { path, from, number: 0, bytes: Vec::new() };
        let (mut corpus, counts) = head_of(&mut lines)?;
        while let Some(bytes) = lines.next(MOST_LINE_BYTES)? {
            let entry = entry_of(&corpus, bytes);
            let entry = entry.map_err(|reason| lines.fault(reason))?;
            if corpus.entries.len() == counts.presets {
                return Err(lines.fault(format!("the first line says that there are {}", counts.presets)));
            }
            corpus.entries.push(entry);
        }
        check::whole(&corpus, &counts).map_err(|reason| lines.fault(reason))?;
        Ok(corpus)
    }
}

/// The lines of a file, none too long.
struct Lines<'a, R> {
    path: &'a Path,
    from: R,
    /// The line that was read last, from 1.
    number: usize,
    bytes: Vec<u8>,
}

impl<R: BufRead> Lines<'_, R> {
    /// The next line without its end; `None` after the last.
    fn next(&mut self, most: u64) -> Result<Option<&[u8]>, CorpusError> {
        self.bytes.clear();
        let read = self.from.by_ref().take(most + 1).read_until(b'\n', &mut self.bytes);
        let read =
            read.map_err(|source| CorpusError::Io { doing: "read", path: self.path.to_owned(), source })?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.bytes.last() == Some(&b'\n') {
            self.bytes.pop();
        } else if read as u64 > most {
            return Err(self.fault(format!("it is longer than {} MiB", most >> 20)));
        } else {
            return Err(self.fault("the file ends within it".to_owned()));
        }
        Ok(Some(&self.bytes))
    }

    fn fault(&self, reason: String) -> CorpusError {
        CorpusError::Line { path: self.path.to_owned(), line: self.number.max(1), reason }
    }
}

/// What the first line says, and a corpus without presets.
fn head_of<R: BufRead>(lines: &mut Lines<'_, R>) -> Result<(Corpus, Counts), CorpusError> {
    let Some(bytes) = lines.next(MOST_HEAD_BYTES)? else {
        return Err(lines.fault("the file is empty".to_owned()));
    };
    let read = read_head(bytes);
    read.map_err(|reason| lines.fault(reason))
}

fn read_head(bytes: &[u8]) -> Result<(Corpus, Counts), String> {
    check::format(bytes)?;
    let head: Head<'_> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let corpus = Corpus {
        synth: head.synth.into_owned(),
        sound_version: head.sound_version,
        parameters: head.parameters.into_owned(),
        beyond_files: head.beyond_files.into_owned(),
        kinship: head.near.into_owned(),
        dealt: head.split.into_owned(),
        sources: head.sources.into_owned(),
        entries: Vec::new(),
    };
    check::head(&corpus)?;
    Ok((corpus, head.counts))
}

fn entry_of(corpus: &Corpus, bytes: &[u8]) -> Result<Entry, String> {
    let line: Line<'_> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let (found, wanted) = (line.values.len(), corpus.parameters.len());
    if found != wanted {
        return Err(format!("it has {found} values, and there are {wanted} parameters"));
    }
    let split = corpus.dealt.splits.iter().position(|name| *name == line.split);
    let split = split.ok_or_else(|| format!("there is no split `{}`", line.split))?;
    let place = Place { source: line.source, index: line.index };
    for place in std::iter::once(&place).chain(&line.also.first) {
        check::place(corpus, *place)?;
    }
    check::duplicates(&line.also)?;
    let preset = Preset { name: line.name.into_owned(), values: line.values.into_owned() };
    Ok(Entry { preset, place, duplicates: line.also, group: line.group, split })
}

/// Names what a file is that is none of ours.
pub(super) fn other_format(format: &str, version: u32) -> Option<String> {
    if format != FORMAT {
        return Some(format!("its format is `{format}`, not `{FORMAT}`"));
    }
    (version != VERSION)
        .then(|| format!("it is version {version} of the format, and this program reads version {VERSION}"))
}
