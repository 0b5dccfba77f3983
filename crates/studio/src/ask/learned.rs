//! What asks about learned things share: how a refusal of the rooms below is told.

#[cfg(feature = "learned")]
use tonewright_learned::LearnError;
#[cfg(feature = "learned")]
use tonewright_nn::device::{self, DEVICES, DeviceEntry, Opened};

use crate::error::StudioError;
#[cfg(feature = "learned")]
use crate::events::{Event, Listener};

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

/// Where a network is to compute.
#[cfg(feature = "learned")]
pub(super) fn device(name: &str) -> Result<Opened, StudioError> {
    device_entry(name)?.open().map_err(|error| {
        let hint = Some("`--device cpu` computes on the processor, which every machine has".to_owned());
        StudioError::Model { doing: "computed on that device", hint, source: Box::new(error) }
    })
}

/// The device of that name, whether this machine has it or another.
#[cfg(feature = "learned")]
pub(super) fn device_entry(name: &str) -> Result<&'static DeviceEntry, StudioError> {
    device::by_name(name).ok_or_else(|| {
        let known = || DEVICES.iter().map(|entry| entry.name);
        StudioError::UnknownName {
            what: "device",
            name: name.to_owned(),
            near: crate::suggest::nearest(name, known()).map(str::to_owned),
            known: known().map(str::to_owned).collect(),
        }
    })
}

/// Says on what a network computes, where that is no matter of course.
#[cfg(feature = "learned")]
pub(super) fn tell_of(called: Option<String>, listener: &mut dyn Listener) {
    if let Some(called) = called {
        listener.hear(&Event::Remark(format!("computes on {called}")));
    }
}
