//! What can go wrong while something is learned.

use std::path::{Path, PathBuf};

use tonewright_data::DataError;
use tonewright_measure::retrieval::RetrievalError;
use tonewright_nn::{ConfigError, WeightsError};

/// A reason why nothing more is learned.
#[derive(Debug, thiserror::Error)]
pub enum LearnError {
    /// A data set can't be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// No network can be made of a config.
    #[error(transparent)]
    Network(#[from] ConfigError),
    /// Vectors that can't be looked for.
    #[error(transparent)]
    Retrieval(#[from] RetrievalError),
    /// A setting that can't be.
    #[error("`{key}` {reason}")]
    Setting {
        /// Its name.
        key: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// Data sets that do not go together, or with a network.
    #[error("{}: {reason}", path.display())]
    Unfit {
        /// Which data set or checkpoint.
        path: PathBuf,
        /// What does not fit.
        reason: String,
    },
    /// Numbers ran away.
    #[error(
        "step {step}: the {what} is no finite number; the last checkpoint is as it was. A lower `rate`, or gradients cut by `optimizer.longest`, may help"
    )]
    Diverged {
        /// In which step.
        step: u64,
        /// What it was.
        what: &'static str,
    },
    /// Weights that can't be used.
    #[error("{} can't be used", path.display())]
    Weights {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: WeightsError,
    },
    /// The system refuses.
    #[error("{} can't be {what}", path.display())]
    Io {
        /// What was to be done: `read`, `written`.
        what: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
}

impl LearnError {
    pub(crate) fn io(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { what, path: path.to_owned(), source }
    }

    pub(crate) fn unfit(path: &Path, reason: impl Into<String>) -> Self {
        Self::Unfit { path: path.to_owned(), reason: reason.into() }
    }
}
