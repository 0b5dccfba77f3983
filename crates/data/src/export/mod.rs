//! Data sets in the formats that people already use: one file each, and a line in the table. A data set is read shard by
//! shard, a stretch of rows at a time, so that its size never reaches the memory; what is written gets its name when it is
//! whole.

mod about;
mod block;
#[cfg(feature = "hdf5")]
mod encoded;
mod folder;
#[cfg(feature = "hdf5")]
mod hdf5;
#[cfg(feature = "parquet")]
mod parquet;
mod place;
mod source;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::Serialize;
use tonewright_audio::write::Depth;
use tonewright_synth::SynthSpec;

use crate::error::DataError;
use crate::manifest::Manifest;
use source::Source;

/// A format that data sets are written in.
pub struct ExportFormat {
    /// What users type.
    pub name: &'static str,
    /// One line on what it is and who reads it.
    pub summary: &'static str,
    /// What is put behind the data set's name where no place is said: `.h5`.
    pub ending: &'static str,
    /// The settings that it takes, by their names.
    pub takes: &'static [&'static str],
    /// What a build lacks that can't write it, and what to do.
    pub missing: Option<&'static str>,
    /// Writes it at a place where nothing is yet.
    pub(crate) write: fn(&mut Source<'_>, &Path, &ExportSettings) -> Result<(), DataError>,
    /// Whether what lies at a place was written in this format, so that it may be replaced.
    pub(crate) is_ours: fn(&Path) -> bool,
}

/// All formats, in the order of the docs.
pub const EXPORTS: &[ExportFormat] = &[
    #[cfg(feature = "hdf5")]
    hdf5::FORMAT,
    #[cfg(not(feature = "hdf5"))]
    lacking(
        "hdf5",
        ".h5",
        "one HDF5 file with the keys of synth-permutations, for h5py",
        "build with `--features hdf5` (needs libhdf5-dev)",
    ),
    #[cfg(feature = "parquet")]
    parquet::FORMAT,
    #[cfg(not(feature = "parquet"))]
    lacking(
        "parquet",
        "-parquet",
        "a folder of Parquet files, one for each shard, for Hugging Face's `datasets`",
        "build with `--features parquet`",
    ),
    folder::FORMAT,
];

/// A format that this build has not.
#[allow(dead_code, reason = "a build may have all formats")]
const fn lacking(
    name: &'static str,
    ending: &'static str,
    summary: &'static str,
    missing: &'static str,
) -> ExportFormat {
    ExportFormat {
        name,
        summary,
        ending,
        takes: &[],
        missing: Some(missing),
        write: |_, _, _| Err(DataError::NotBuilt { format: "this", missing: "build with its feature" }),
        is_ours: |_| false,
    }
}

/// What can be said of a format. What none is said of is the format's own affair.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExportSettings {
    /// How hard numbers are packed, 0 (not at all) to 9: `gzip`.
    pub gzip: Option<u8>,
    /// Whether choices and toggles have a column for each of their values: `one-hot`.
    pub one_hot: bool,
    /// How the samples of sound files are stored: `depth`.
    pub depth: Option<Depth>,
}

impl ExportSettings {
    /// The names of those that are said.
    fn said(&self) -> impl Iterator<Item = &'static str> {
        let said =
            [(self.gzip.is_some(), "gzip"), (self.one_hot, "one-hot"), (self.depth.is_some(), "depth")];
        said.into_iter().filter(|(is_said, _)| *is_said).map(|(_, name)| name)
    }
}

/// What to write and where.
pub struct ExportOrder<'a> {
    /// The data set's folder.
    pub folder: &'a Path,
    /// Its manifest.
    pub manifest: &'a Manifest,
    /// Its synth, where it is known what that is: then values are written in their own units.
    pub spec: Option<&'a SynthSpec>,
    /// The name of the format.
    pub format: &'a str,
    /// Where it goes; none is beside the data set, with its name.
    pub out: Option<PathBuf>,
    /// Whether what an earlier export has left there is replaced.
    pub replaces: bool,
    /// What is said of the format.
    pub settings: ExportSettings,
    /// What the file says wrote it.
    pub made_by: &'a str,
}

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Exported {
    /// The file or folder.
    pub path: PathBuf,
    /// Sounds that were written, a row or file each.
    pub rows: u64,
    /// Items without a sound, which were left out.
    pub left_out: u64,
    /// What a user should know, a sentence each.
    pub remarks: Vec<String>,
}

/// Writes a data set in another format. `watch` is told how many rows of how many are written; when `stop` becomes true
/// it ends with [`DataError::Stopped`], and nothing is left behind.
///
/// # Errors
/// [`DataError::UnknownName`], [`DataError::NotBuilt`], [`DataError::Exists`], [`DataError::Setting`], a data set that is
/// damaged, a disk that is full.
pub fn export(
    order: &ExportOrder,
    stop: &AtomicBool,
    watch: &mut dyn FnMut(u64, u64),
) -> Result<Exported, DataError> {
    let format = format_of(order.format)?;
    if let Some(missing) = format.missing {
        return Err(DataError::NotBuilt { format: format.name, missing });
    }
    if let Some(name) = order.settings.said().find(|name| !format.takes.contains(name)) {
        let reason = format!("is no setting of the format `{}`", format.name);
        return Err(DataError::Setting { key: name, reason });
    }
    let path = order.out.clone().unwrap_or_else(|| place::usual(order.folder, format.ending));
    let place = place::Place::claim(&path, order.replaces, format)?;
    let mut source = Source::open(order, stop, watch)?;
    (format.write)(&mut source, place.beside(), &order.settings)?;
    let (rows, left_out, remarks) = source.conclude();
    place.finish()?;
    Ok(Exported { path, rows, left_out, remarks })
}

fn format_of(name: &str) -> Result<&'static ExportFormat, DataError> {
    EXPORTS.iter().find(|format| format.name == name).ok_or_else(|| DataError::UnknownName {
        what: "format",
        name: name.to_owned(),
        known: EXPORTS.iter().map(|format| format.name.to_owned()).collect(),
    })
}
