//! Why a model can't listen.

use std::path::PathBuf;

use tonewright_nn::checkpoint::CheckpointError;
use tonewright_nn::{OnnxError, WeightsError};

/// Why a model can't listen, by what can be done about it.
#[derive(Debug, thiserror::Error)]
pub enum HearingError {
    /// A file can't be read.
    #[error("{} can't be read", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// A file of another kind.
    #[error("{}: {reason}", path.display())]
    Kind {
        /// Which one.
        path: PathBuf,
        /// What was wanted.
        reason: String,
    },
    /// A checkpoint that can't be read.
    #[error("{} can't be used", path.display())]
    Checkpoint {
        /// Which one.
        path: PathBuf,
        /// Why not.
        #[source]
        source: CheckpointError,
    },
    /// Weights that do not fit the network, or are damaged.
    #[error("the weights do not fit the model `{model}`")]
    Weights {
        /// Which model.
        model: &'static str,
        /// Why not.
        #[source]
        source: WeightsError,
    },
    /// A description that can't be read.
    #[error("the description of `{model}` can't be read")]
    Text {
        /// Which model.
        model: String,
        /// Why not.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A description of nonsense.
    #[error("the description of `{model}` can't be: {reason}")]
    Description {
        /// Which model.
        model: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A network that can't be run.
    #[error("the network of `{model}` can't be used")]
    Network {
        /// Which model.
        model: String,
        /// Why not.
        #[source]
        source: OnnxError,
    },
    /// A network that is another than its description says.
    #[error("the network of `{model}` is not as described: {reason}")]
    Unlike {
        /// Which model.
        model: String,
        /// What differs.
        reason: String,
    },
}
