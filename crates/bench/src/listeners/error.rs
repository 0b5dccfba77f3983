//! What may be wrong with a folder of listening studies.

use std::path::{Path, PathBuf};

use tonewright_audio::read;

use super::studies::RATINGS_SUFFIX;
use crate::rank::UnknownMeasure;

/// Why the protocol can't run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListenersError {
    /// No study in the folder.
    #[error(
        "there is no listening study in {}: it must hold folders of sounds, each beside a NAME{RATINGS_SUFFIX}",
        folder.display()
    )]
    NoStudies {
        /// Where was looked.
        folder: PathBuf,
    },
    /// A file or folder can't be read.
    #[error("{} can't be read", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A sound can't be read.
    #[error("the sound {} can't be read", path.display())]
    Sound {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: read::ReadError,
    },
    /// A matrix is not one of as many sounds as the study has.
    #[error("the ratings {} don't fit {sounds} sounds: {reason}", path.display())]
    Ratings {
        /// Which file.
        path: PathBuf,
        /// How many sounds the study has.
        sounds: usize,
        /// What is wrong.
        reason: String,
    },
    /// A name is in no table.
    #[error(transparent)]
    UnknownMeasure(#[from] UnknownMeasure),
}

/// A file or folder that can't be read.
pub(super) fn io(path: &Path, source: std::io::Error) -> ListenersError {
    ListenersError::Io { path: path.to_owned(), source }
}
