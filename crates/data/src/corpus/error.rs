//! Why there is no corpus, by what can be done about it.

use std::io;
use std::path::PathBuf;

/// Why a corpus can't be made, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// The system refused a file operation: mend rights, path or space.
    #[error("could not {doing} `{}`", path.display())]
    Io {
        /// What was being done: `read`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The file is no corpus, or a broken one: make it anew.
    #[error("`{}`, line {line}: {reason}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The corpus is of another synth or another version of its parameters.
    #[error("the corpus does not fit the synth `{synth}`: {reason}")]
    OtherSynth {
        /// The synth that it should be of.
        synth: String,
        /// What differs.
        reason: String,
    },
    /// No split rule has this name and it is no list of shares: write another.
    #[error("`{text}` is no way to split: {reason}")]
    Split {
        /// What was given.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The share of equal parts that makes presets near is none: write another.
    #[error("presets can't be near at a share of {share}: it lies above 0 and is at most 1")]
    Near {
        /// What was given.
        share: f64,
    },
    /// There is nothing to make a corpus of.
    #[error("there is no preset to make a corpus of")]
    Empty,
}
