//! Why an exam can't go on.

use std::path::PathBuf;

use tonewright_matching::MatchError;
use tonewright_synth::{FileError, RenderError};

/// Why an exam can't go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BenchError {
    /// Something that is not in the repository is missing.
    #[error("{what} is missing: {how}")]
    Missing {
        /// What.
        what: String,
        /// How to get it.
        how: String,
    },
    /// No such method, protocol or synth.
    #[error("there is no {what} `{name}`: there are {known}")]
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A file can't be read or written.
    #[error("{} can't be used: {source}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line of a results file is not one of ours.
    #[error("line {line} of {} is no result: {source}", path.display())]
    Record {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// Why.
        source: serde_json::Error,
    },
    /// Earlier results in the folder were heard otherwise: the two can't be put in one table.
    #[error(
        "{} holds results heard by `{theirs}`, but this run is heard by `{ours}`: choose another folder, or move the old one",
        path.display()
    )]
    OtherEar {
        /// The results file.
        path: PathBuf,
        /// Judge and version of the synth's sound of the results there.
        theirs: String,
        /// Those of this run.
        ours: String,
    },
    /// The judge can't play a preset.
    #[error("the judge can't play this: {0}")]
    Judge(String),
    /// A preset file can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A sound can't be rendered.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// A method can't be run.
    #[error(transparent)]
    Match(#[from] MatchError),
}
