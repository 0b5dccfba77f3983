//! What is wrong with weights.

use safetensors::SafeTensorError;

/// Weights that do not fit.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The file is none, or damaged.
    #[error("the weights can't be read: the file is no whole safetensors file")]
    File(#[source] SafeTensorError),
    /// A tensor is missing.
    #[error("the weights have no `{name}`: they are those of another network")]
    Missing {
        /// Which one.
        name: String,
    },
    /// A tensor that the network has not.
    #[error("the weights have `{name}`, which this network has not: they are those of another one")]
    Unknown {
        /// Which one.
        name: String,
    },
    /// A tensor of another shape.
    #[error(
        "the weights' `{name}` is {found:?} and not {expected:?}: they are those of a network of another size"
    )]
    Shape {
        /// Which one.
        name: String,
        /// What the file has.
        found: Vec<usize>,
        /// What the network has.
        expected: Vec<usize>,
    },
    /// Numbers of another kind.
    #[error(
        "the weights' `{name}` holds numbers of the kind {kind}; only 32-bit and 16-bit floating point are read"
    )]
    Kind {
        /// Which one.
        name: String,
        /// What it holds.
        kind: String,
    },
    /// Nonsense.
    #[error("the weights' `{name}` holds a value that is no finite number")]
    NotFinite {
        /// Which one.
        name: String,
    },
    /// A norm of nonsense.
    #[error(
        "the weights' norm `{name}` can't be: with its variance (one below zero?) and gain nothing is a finite number"
    )]
    Norm {
        /// Which one.
        name: String,
    },
}
