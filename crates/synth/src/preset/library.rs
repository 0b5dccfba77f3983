//! Preset files on disk: a file or a folder of them as one list, with what was skipped and why.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::folder::{Skipped, bytes_of, files_of};
use super::{FileError, Preset, PresetFormat, ReadPresets};

/// Presets found on disk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Library {
    /// Every preset, files in order of their paths, presets in file order.
    pub entries: Vec<LibraryEntry>,
    /// What was mended, sentence by sentence with its file.
    pub warnings: Vec<(PathBuf, String)>,
    /// What could not be read, and why.
    pub skipped: Vec<Skipped>,
}

/// One preset of a library.
#[derive(Clone, Debug, PartialEq)]
pub struct LibraryEntry {
    /// The file that holds it.
    pub path: PathBuf,
    /// Its place in the file, from 0.
    pub index: usize,
    /// The preset.
    pub preset: Preset,
}

/// Why there is no library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LibraryError {
    /// The file or folder can't be read.
    #[error("can't read `{}`; check that it exists and that you may read it", path.display())]
    Io {
        /// What was asked for.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file holds no preset.
    #[error("can't use `{}`", path.display())]
    File {
        /// What was asked for.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: Box<FileError>,
    },
}

/// Reads a preset file, or all preset files of a folder and the folders in it, in sorted order. The format
/// goes by the file's extension; a file that is named itself may have any and is tried as every format.
///
/// # Errors
/// When `path` can't be read, or is a file without a preset. Inside a folder such files are skipped and told.
pub fn read_library(path: &Path, formats: &[Box<dyn PresetFormat + '_>]) -> Result<Library, LibraryError> {
    let io_error = |source| LibraryError::Io { path: path.to_owned(), source };
    let mut library = Library::default();
    if fs::metadata(path).map_err(io_error)?.is_dir() {
        let files = files_of(path).map_err(io_error)?;
        library.skipped = files.skipped;
        files.found.iter().for_each(|path| library.read_file(path, formats));
        return Ok(library);
    }
    let bytes = bytes_of(path).map_err(io_error)?;
    let read = read_as_any(path, &bytes, formats);
    let read = read.map_err(|source| LibraryError::File { path: path.to_owned(), source: source.into() })?;
    library.add(path, read);
    Ok(library)
}

impl Library {
    fn add(&mut self, path: &Path, read: ReadPresets) {
        self.warnings.extend(read.warnings.into_iter().map(|warning| (path.to_owned(), warning)));
        let entry = |(index, preset)| LibraryEntry { path: path.to_owned(), index, preset };
        self.entries.extend(read.presets.into_iter().enumerate().map(entry));
    }

    fn skip(&mut self, path: &Path, reason: impl ToString) {
        self.skipped.push(Skipped::new(path, reason));
    }

    fn read_file(&mut self, path: &Path, formats: &[Box<dyn PresetFormat + '_>]) {
        let Some(format) = format_of(path, formats) else {
            let known: Vec<_> =
                formats.iter().flat_map(|format| format.extensions()).map(|e| format!(".{e}")).collect();
            return self
                .skip(path, format!("its name doesn't end as a preset file's ({})", known.join(", ")));
        };
        match bytes_of(path) {
            Err(error) => self.skip(path, error),
            Ok(bytes) => match format.read(&bytes) {
                Err(error) => {
                    self.skipped.push(Skipped { kind: error.kind(), ..Skipped::new(path, &error) });
                }
                Ok(read) => self.add(path, read),
            },
        }
    }
}

/// The format that the file's extension names, whatever its case.
pub fn format_of<'a>(
    path: &Path,
    formats: &'a [Box<dyn PresetFormat + '_>],
) -> Option<&'a (dyn PresetFormat + 'a)> {
    let extension = path.extension()?.to_str()?;
    let mut formats = formats.iter().map(|format| format.as_ref() as &dyn PresetFormat);
    formats.find(|format| format.extensions().iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

/// Reads the bytes as the format that the extension names, or else as the first format that finds a preset.
fn read_as_any(
    path: &Path,
    bytes: &[u8],
    formats: &[Box<dyn PresetFormat + '_>],
) -> Result<ReadPresets, FileError> {
    if let Some(format) = format_of(path, formats) {
        return format.read(bytes);
    }
    let nothing = FileError::NoPreset {
        format: "known",
        len: bytes.len(),
        reason: "this synth has no file format".to_owned(),
    };
    let mut first_error = None;
    for format in formats {
        match format.read(bytes) {
            Ok(read) => return Ok(read),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    Err(first_error.unwrap_or(nothing))
}
