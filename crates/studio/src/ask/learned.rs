//! What asks about learned things share: how a refusal of the rooms below is told.

#[cfg(feature = "learned")]
use tonewright_learned::LearnError;

use crate::error::StudioError;

/// A build that can't: `doing` is what was asked of the model (`taught`, `used`).
#[cfg(not(feature = "learned"))]
pub(super) fn missing(doing: &'static str) -> StudioError {
    StudioError::Model {
        doing,
        source: "this build leaves the tensor library out".into(),
        hint: Some("build it with `cargo build --release -p tonewright --features learned`".to_owned()),
    }
}

/// A refusal of the room below: `doing` is what was asked of the model.
#[cfg(feature = "learned")]
pub(super) fn cannot(doing: &'static str) -> impl Fn(LearnError) -> StudioError + Copy {
    move |error| {
        let hint = match &error {
            LearnError::Data(_) => {
                Some("`tonewright dataset render` makes data sets, `dataset verify` proves them")
            }
            LearnError::Unfit { .. } => {
                Some("docs/models/proxies.md says which data sets, models and folders go together")
            }
            LearnError::Network(_) | LearnError::Setting { .. } => {
                Some("docs/models/proxies.md says what a config holds")
            }
            LearnError::Weights { .. } => Some(
                "a model is a checkpoint (best-….safetensors) or the folder of a run; a run whose checkpoint is damaged begins anew once that is removed",
            ),
            LearnError::Io { .. } | LearnError::Diverged { .. } | LearnError::Retrieval(_) => None,
        };
        StudioError::Model { doing, hint: hint.map(str::to_owned), source: Box::new(error) }
    }
}
