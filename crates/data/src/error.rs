//! Why a data set can't be made, read or proved, by what the caller can do about it.

use std::io;
use std::path::{Path, PathBuf};

use tonewright_audio::features::FeatureError;
use tonewright_synth::RenderError;
use tonewright_synth::preset::LibraryError;

use crate::corpus::CorpusError;

/// Why there is no data set.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// A recipe that can't be: the text says which key and why.
    #[error("the recipe's `{key}` {reason}")]
    Recipe {
        /// The key as it is written: `gate.rms`.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A name that no table holds.
    #[error("there is no {what} `{name}`; there are {}", known.join(", "))]
    UnknownName {
        /// What kind of thing.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The presets of a recipe can't be read.
    #[error("the recipe's presets can't be read")]
    Presets(#[from] LibraryError),
    /// The corpus of a recipe can't be used.
    #[error("the recipe's corpus can't be used")]
    Corpus(#[from] CorpusError),
    /// A feature can't be computed for sounds of this recipe.
    #[error("the feature `{name}` can't be computed for these sounds")]
    Feature {
        /// Which feature.
        name: String,
        /// Why.
        #[source]
        source: FeatureError,
    },
    /// The synth can't be opened for these sounds.
    #[error("the synth can't render for this recipe")]
    Synth(#[from] RenderError),
    /// Not one sound could be rendered.
    #[error(
        "not one of {renders} renders succeeded, so the synth is broken, not a preset; the first: {first}"
    )]
    AllFailed {
        /// How many were tried.
        renders: u64,
        /// Why the first one failed.
        first: String,
    },
    /// The disk is full; what is finished stays.
    #[error("there is no room left for `{}`; free at least {} MB, and the same command goes on", path.display(), needed_bytes.div_ceil(1_000_000))]
    DiskFull {
        /// What was being written.
        path: PathBuf,
        /// How much it takes.
        needed_bytes: u64,
    },
    /// The system refused.
    #[error("can't {doing} `{}`", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The folder holds a data set of something else.
    #[error("`{}` holds another data set: {reason}", path.display())]
    Other {
        /// The folder.
        path: PathBuf,
        /// What differs.
        reason: String,
    },
    /// Something lies where an export would go.
    #[error("there is already something at `{}`{}", path.display(), if *can_force { "" } else { ", and it is no export of this format" })]
    Exists {
        /// The place.
        path: PathBuf,
        /// Whether it is an earlier export, so that it may be replaced.
        can_force: bool,
    },
    /// A format that this build can't write.
    #[error("this build can't write `{format}`: {missing}")]
    NotBuilt {
        /// Which format.
        format: &'static str,
        /// What to do.
        missing: &'static str,
    },
    /// A setting that can't be.
    #[error("`{key}` {reason}")]
    Setting {
        /// Which one.
        key: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A file of another format can't be written.
    #[error("`{}` can't be written as {format}: {reason}", path.display())]
    Format {
        /// Which format.
        format: &'static str,
        /// The file.
        path: PathBuf,
        /// What its library says.
        reason: String,
    },
    /// A folder or file from elsewhere that can't become a data set.
    #[error("`{}` can't be imported: {reason}", path.display())]
    Import {
        /// The folder or file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Somebody asked for an end before it was done.
    #[error("stopped; nothing was left behind")]
    Stopped,
    /// Somebody else is at work on the shard.
    #[error("another process is rendering `{}`", path.display())]
    Taken {
        /// The unfinished shard.
        path: PathBuf,
    },
    /// A file that is not what it says.
    #[error("`{}` is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

impl DataError {
    pub(crate) fn recipe(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Recipe { key: key.into(), reason: reason.into() }
    }

    pub(crate) fn import(path: &Path, reason: impl Into<String>) -> Self {
        Self::Import { path: path.to_owned(), reason: reason.into() }
    }

    pub(crate) fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), reason: reason.into() }
    }

    /// A refusal of the system; a full disk is told apart, for which `needed_bytes` were asked.
    pub(crate) fn io(doing: &'static str, path: &Path, needed_bytes: u64, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::DiskFull { path, needed_bytes }
            }
            _ => Self::Io { doing, path, source },
        }
    }
}
