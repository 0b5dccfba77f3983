//! Builds that listen with models.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tonewright_audio::features::FeatureKinds;
use tonewright_learned::hearing::{
    AUDIO_MODELS, AudioModelEntry, Ear, HearingError, by_name, of_feature, weights,
};
use tonewright_nn::device;

pub use super::embed::embed;
use super::{AddedWeights, ListedModel, models_dir};
use crate::error::StudioError;
use crate::suggest::nearest;

/// The models of the table, and which of them can listen on this machine.
///
/// # Errors
/// None in this build.
pub fn list() -> Result<Vec<ListedModel>, StudioError> {
    Ok(AUDIO_MODELS.iter().map(listed).collect())
}

/// A model of the table, by its name.
///
/// # Errors
/// [`StudioError::UnknownName`].
pub fn show(name: &str) -> Result<ListedModel, StudioError> {
    Ok(listed(entry(name)?))
}

fn listed(entry: &'static AudioModelEntry) -> ListedModel {
    ListedModel {
        name: entry.name,
        summary: entry.summary,
        source: entry.source,
        licence: entry.licence,
        obtain: entry.obtain,
        rate_hz: entry.rate_hz,
        hop_secs: entry.hop_secs,
        dims: entry.dims,
        weights: place(entry).ok().filter(|path| path.is_file()),
    }
}

/// Takes the weights of a model in, from the file that its authors published.
///
/// # Errors
/// For other files, weights of another network, and where they can't be kept.
pub fn add(name: &str, file: &Path) -> Result<AddedWeights, StudioError> {
    let entry = entry(name)?;
    let tensors = weights::read(entry, file).map_err(cannot("taken in", entry))?;
    let told = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let remarks = [("model", entry.encoder), ("from", &told), ("licence", entry.licence)];
    let remarks: HashMap<String, String> =
        remarks.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let bytes = weights::to_bytes(entry, &tensors, remarks).map_err(cannot("taken in", entry))?;
    let path = place(entry)?;
    let io = |source| StudioError::Io { doing: "write the weights", path: path.clone(), source };
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).map_err(io)?;
    tonewright_data::write_whole(&path, |out| std::io::Write::write_all(out, &bytes)).map_err(io)?;
    let models = AUDIO_MODELS.iter().filter(|other| other.encoder == entry.encoder).map(|other| other.name);
    let numbers = tensors.values().map(|tensor| tensor.values.len()).sum();
    Ok(AddedWeights { numbers, models: models.collect(), path })
}

/// Removes the weights of a model; where they were.
///
/// # Errors
/// Where there are none, or they can't be removed.
pub fn remove(name: &str) -> Result<PathBuf, StudioError> {
    let path = place(entry(name)?)?;
    std::fs::remove_file(&path).map_err(|source| StudioError::Io {
        doing: "remove the weights",
        path: path.clone(),
        source,
    })?;
    Ok(path)
}

/// The kinds of features that a recipe with these may name: the models among them are loaded.
///
/// # Errors
/// When the weights of one are not here or don't fit.
pub(crate) fn kinds(features: &[String]) -> Result<FeatureKinds, StudioError> {
    let mut models: Vec<&'static AudioModelEntry> = Vec::new();
    for (entry, _) in features.iter().filter_map(|name| of_feature(name)) {
        if !models.iter().any(|known| known.name == entry.name) {
            models.push(entry);
        }
    }
    let mut kinds = Vec::new();
    for entry in models {
        kinds.extend(open(entry)?.kinds());
    }
    Ok(FeatureKinds::with(kinds))
}

/// The model of that name.
pub(super) fn entry(name: &str) -> Result<&'static AudioModelEntry, StudioError> {
    let known = || AUDIO_MODELS.iter().map(|entry| entry.name);
    by_name(name).ok_or_else(|| StudioError::UnknownName {
        what: "model",
        name: name.to_owned(),
        near: nearest(name, known()).map(str::to_owned),
        known: known().map(str::to_owned).collect(),
    })
}

/// A model with its weights.
pub(super) fn open(entry: &'static AudioModelEntry) -> Result<Ear, StudioError> {
    device::keep_memory();
    let path = place(entry)?;
    let bytes = std::fs::read(&path).map_err(|error| StudioError::Model {
        doing: "used",
        source: format!("the weights of `{}` are not at `{}`: {error}", entry.name, path.display()).into(),
        hint: Some(format!("{} (licence: {})", entry.obtain, entry.licence)),
    })?;
    Ear::open(entry, &bytes, device::cpu()).map_err(cannot("used", entry))
}

/// Where a model's weights are kept.
fn place(entry: &AudioModelEntry) -> Result<PathBuf, StudioError> {
    let folder = models_dir().ok_or_else(|| StudioError::Model {
        doing: "used",
        source: "there is no folder to keep weights in".into(),
        hint: Some("set `TONEWRIGHT_MODELS` to one".to_owned()),
    })?;
    Ok(folder.join(format!("{}.safetensors", entry.encoder)))
}

/// A refusal of the room below.
fn cannot(doing: &'static str, entry: &AudioModelEntry) -> impl FnOnce(HearingError) -> StudioError {
    let hint = format!("{} (licence: {})", entry.obtain, entry.licence);
    move |error| StudioError::Model { doing, source: Box::new(error), hint: Some(hint) }
}
