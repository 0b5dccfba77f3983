//! Why a feature can't be computed.

use super::PlanSetup;

/// Why a feature can't be computed, by what the caller can do about it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FeatureError {
    /// There is nothing to look at.
    #[error("the sound is empty: a feature needs at least one sample")]
    Empty,
    /// A sample is infinite or not a number.
    #[error("sample {index} is not a finite number: repair or drop the sound")]
    NotFinite {
        /// Position of the first such sample.
        index: usize,
    },
    /// The sound is shorter than the analysis needs.
    #[error(
        "{samples} samples are too few: {purpose} needs at least {needed}; pad the sound or use a shorter window"
    )]
    TooShort {
        /// Length of the sound.
        samples: usize,
        /// Length it must have.
        needed: usize,
        /// What needs it.
        purpose: &'static str,
    },
    /// A sound of another kind than the feature was planned for.
    #[error(
        "the sound has {given}, but the feature was planned for {planned}: plan it for each kind of sound"
    )]
    NotPlanned {
        /// What it was planned for.
        planned: PlanSetup,
        /// What the sound is.
        given: PlanSetup,
    },
    /// The values have another number than the place for them.
    #[error(
        "there is room for {given} values where the feature has {needed}: as many as the product of its shape"
    )]
    Room {
        /// Number of values.
        needed: usize,
        /// Room for them.
        given: usize,
    },
    /// What listens can't hear such sounds.
    #[error("`{listener}` can't hear this sound: {reason}")]
    Listener {
        /// What it is called.
        listener: String,
        /// Why not.
        reason: String,
    },
    /// A setting that no analysis can have.
    #[error("`{setting}` {reason}")]
    Config {
        /// The setting's name.
        setting: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

impl FeatureError {
    /// A refused setting.
    pub(crate) fn config(setting: &'static str, reason: impl Into<String>) -> Self {
        Self::Config { setting, reason: reason.into() }
    }
}
