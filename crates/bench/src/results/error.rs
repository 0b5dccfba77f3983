//! Why results can't be put together.

use std::path::PathBuf;

/// Why results can't be put together.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// A file can't be read.
    #[error("`{}` can't be read", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file holds no results.
    #[error(
        "`{}` holds no results: {reason}; `tonewright eval proxy … --json` writes them, and those of versions before this one lack names",
        path.display()
    )]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What it is not, or lacks.
        reason: String,
    },
    /// Two results would stand in one place of the table.
    #[error(
        "`{network}` stands there twice for {kind} presets of `{synth}`: `{}` has it on `{}`, `{}` on `{}`; leave one out, or give one another name: NAME={}",
        first.0.display(), first.1, second.0.display(), second.1, second.0.display()
    )]
    Twice {
        /// The network.
        network: String,
        /// The synth.
        synth: String,
        /// The kind of presets.
        kind: &'static str,
        /// The one file and its data set.
        first: Box<(PathBuf, String)>,
        /// The other one and its data set.
        second: Box<(PathBuf, String)>,
    },
    /// Results that can't be compared.
    #[error(
        "`{}` goes by the distance `{one}`, `{}` by `{other}`: results that are put together go by one",
        first.display(), second.display()
    )]
    Distances {
        /// The first file.
        first: PathBuf,
        /// Its distance.
        one: String,
        /// The other file.
        second: PathBuf,
        /// Its distance.
        other: String,
    },
}
