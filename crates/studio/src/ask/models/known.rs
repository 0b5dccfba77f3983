//! Which models there are, by their names, and opening them.

use std::path::PathBuf;

use tonewright_audio::features::FeatureKinds;
use tonewright_learned::hearing::described::{DESCRIPTIONS, Description, description_by_name};
use tonewright_learned::hearing::{AUDIO_MODELS, AudioModelEntry, Ear, HearingError, IN_TIME, by_name};
use tonewright_nn::burn::tensor::Device;
use tonewright_nn::device;
use tonewright_synth::in_one_line;

use super::kept::{self, Kept};
use crate::error::StudioError;
use crate::suggest::nearest;

/// A model by its name.
pub(super) enum Known {
    /// One of the table.
    Table(&'static AudioModelEntry),
    /// One with a description, and its network if that is here.
    Described(Box<Description>, Option<Kept>),
}

/// The names of all models: those of the table, those whose descriptions ship, and those that were taken in.
pub(super) fn names() -> Vec<String> {
    let of_table = AUDIO_MODELS.iter().map(|entry| entry.name.to_owned());
    let shipped = DESCRIPTIONS.iter().map(|shipped| shipped.name.to_owned());
    let own = kept::names().into_iter().filter(|name| description_by_name(name).is_none());
    of_table.chain(shipped).chain(own).collect()
}

/// The model of that name.
pub(super) fn known(name: &str) -> Result<Known, StudioError> {
    if let Some(entry) = by_name(name) {
        return Ok(Known::Table(entry));
    }
    let kept = kept::read(name)?;
    let text = match (&kept, description_by_name(name)) {
        (Some(kept), _) => kept.description.as_str(),
        (None, Some(shipped)) => shipped.text,
        (None, None) => {
            let names = names();
            return Err(StudioError::UnknownName {
                what: "model",
                name: name.to_owned(),
                near: nearest(name, names.iter().map(String::as_str)).map(str::to_owned),
                known: names,
            });
        }
    };
    let read = Description::parse(name, text).map_err(|error| kept::damaged(name, in_one_line(&error)))?;
    Ok(Known::Described(Box::new(read), kept))
}

/// A model with its weights, or its network, which computes on a device where it is one of the table.
pub(super) fn open(name: &str, on: &Device) -> Result<Ear, StudioError> {
    device::keep_memory();
    match known(name)? {
        Known::Table(entry) => open_of_table(entry, on),
        Known::Described(_, Some(kept)) => kept::open(name, &kept),
        Known::Described(read, None) => Err(StudioError::Model {
            doing: "used",
            source: format!("the network of `{name}` is not here").into(),
            hint: read.obtain.map(|obtain| format!("{obtain} (licence: {})", read.licence)),
        }),
    }
}

fn open_of_table(entry: &'static AudioModelEntry, on: &Device) -> Result<Ear, StudioError> {
    let path = place(entry)?;
    let bytes = std::fs::read(&path).map_err(|error| StudioError::Model {
        doing: "used",
        source: format!("the weights of `{}` are not at `{}`: {error}", entry.name, path.display()).into(),
        hint: Some(format!("{} (licence: {})", entry.obtain, entry.licence)),
    })?;
    Ear::open(entry, &bytes, on.clone()).map_err(cannot("used", entry))
}

/// Where a model's weights are kept.
pub(super) fn place(entry: &AudioModelEntry) -> Result<PathBuf, StudioError> {
    Ok(kept::folder()?.join(format!("{}.safetensors", entry.encoder)))
}

/// A refusal of the room below.
pub(super) fn cannot(
    doing: &'static str,
    entry: &AudioModelEntry,
) -> impl FnOnce(HearingError) -> StudioError {
    let hint = format!("{} (licence: {})", entry.obtain, entry.licence);
    move |error| StudioError::Model { doing, source: Box::new(error), hint: Some(hint) }
}

/// The kinds of features that a recipe with these may name: the models among them are loaded.
///
/// # Errors
/// When the weights of one are not here or don't fit.
pub(crate) fn kinds(features: &[String]) -> Result<FeatureKinds, StudioError> {
    let all = names();
    let mut models: Vec<&String> = Vec::new();
    for feature in features {
        let is_it = |name: &&String| {
            *feature == **name || feature.strip_suffix(IN_TIME).is_some_and(|stem| stem == name.as_str())
        };
        models.extend(all.iter().find(is_it).filter(|name| !models.contains(name)));
    }
    let mut kinds = Vec::new();
    for name in models {
        kinds.extend(open(name, &device::cpu())?.kinds());
    }
    Ok(FeatureKinds::with(kinds))
}
