//! Builds that listen with models.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tonewright_learned::hearing::described::{Description, read_network};
use tonewright_learned::hearing::{AUDIO_MODELS, AudioModelEntry, Ear, HearingError, by_name, weights};
use tonewright_synth::in_one_line;

pub use super::embed::embed;
use super::kept::{self, Kept};
pub(crate) use super::known::kinds;
use super::known::{Known, cannot, known, names, place};
pub use super::trial::try_model;
use super::{AddedModel, ListedModel, trial};
use crate::error::StudioError;

/// All models that are known, and which of them can listen on this machine.
///
/// # Errors
/// When the folder of models can't be told.
pub fn list() -> Result<Vec<ListedModel>, StudioError> {
    let listed = |name: &String| match show(name) {
        Err(error @ StudioError::Model { .. }) => Ok(damaged(name, &error)),
        other => other,
    };
    names().iter().map(listed).collect()
}

/// One of which not even the description can be read.
fn damaged(name: &str, error: &StudioError) -> ListedModel {
    ListedModel {
        name: name.to_owned(),
        summary: "Damaged: take it in again, or remove it".to_owned(),
        source: in_one_line(error),
        licence: String::new(),
        obtain: format!("`tonewright models remove {name}`"),
        rate_hz: 0,
        hop_secs: None,
        dims: 0,
        weights: None,
    }
}

/// A model, by its name.
///
/// # Errors
/// [`StudioError::UnknownName`], and when what is kept can't be read.
pub fn show(name: &str) -> Result<ListedModel, StudioError> {
    let (read, kept) = match known(name)? {
        Known::Table(entry) => return Ok(listed_of_table(entry)),
        Known::Described(read, kept) => (read, kept),
    };
    let usual = || format!("`tonewright models add {name} MODEL.onnx --as DESCRIPTION.toml`");
    let [file, _] = kept::places(name)?;
    Ok(ListedModel {
        obtain: read.obtain.clone().unwrap_or_else(usual),
        rate_hz: read.rate_hz,
        hop_secs: kept.as_ref().map(|kept| kept.hop_secs),
        dims: read.dims,
        weights: kept.map(|_| file),
        name: name.to_owned(),
        summary: read.summary,
        source: read.source,
        licence: read.licence,
    })
}

fn listed_of_table(entry: &'static AudioModelEntry) -> ListedModel {
    ListedModel {
        name: entry.name.to_owned(),
        summary: entry.summary.to_owned(),
        source: entry.source.to_owned(),
        licence: entry.licence.to_owned(),
        obtain: entry.obtain.to_owned(),
        rate_hz: entry.rate_hz,
        hop_secs: Some(entry.hop_secs),
        dims: entry.dims,
        weights: place(entry).ok().filter(|path| path.is_file()),
    }
}

/// Takes a model in: the weights of one of the table, from the file that its authors published, or a network with its
/// description, which is a file for models that are not known.
///
/// # Errors
/// For other files, weights of another network, networks that are not as described, and where they can't be kept.
pub fn add(name: &str, file: &Path, description: Option<&Path>) -> Result<AddedModel, StudioError> {
    match by_name(name) {
        Some(entry) if description.is_none() => add_weights(entry, file),
        _ => add_network(name, file, &kept::description_for(name, description)?),
    }
}

fn told(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn add_network(name: &str, file: &Path, text: &str) -> Result<AddedModel, StudioError> {
    let refused = |error: HearingError| StudioError::Model {
        doing: "taken in",
        source: Box::new(error),
        hint: Some("docs/models/audio-models.md says what a description holds".to_owned()),
    };
    let read = Description::parse(name, text).map_err(refused)?;
    let network = read_network(&read, file).map_err(refused)?;
    trial::run(name, &network, text)?;
    let kept = Kept {
        network: blake3::hash(&network).to_hex().to_string(),
        from: told(file),
        hop_secs: Ear::described(name, text, network.clone()).map_err(refused)?.facts().hop_secs,
        description: text.to_owned(),
    };
    let path = kept::keep(name, &network, &kept)?;
    let what = format!("{} bytes, tried with test sounds", network.len());
    Ok(AddedModel { what, models: vec![name.to_owned()], path })
}

fn add_weights(entry: &'static AudioModelEntry, file: &Path) -> Result<AddedModel, StudioError> {
    let tensors = weights::read(entry, file).map_err(cannot("taken in", entry))?;
    let told = told(file);
    let remarks = [("model", entry.encoder), ("from", &told), ("licence", entry.licence)];
    let remarks: HashMap<String, String> =
        remarks.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let bytes = weights::to_bytes(entry, &tensors, remarks).map_err(cannot("taken in", entry))?;
    let path = place(entry)?;
    let io = |source| StudioError::Io { doing: "write the weights", path: path.clone(), source };
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).map_err(io)?;
    tonewright_data::write_whole(&path, |out| std::io::Write::write_all(out, &bytes)).map_err(io)?;
    let same = AUDIO_MODELS.iter().filter(|other| other.encoder == entry.encoder);
    let models = same.map(|other| other.name.to_owned()).collect();
    let numbers: usize = tensors.values().map(|tensor| tensor.values.len()).sum();
    Ok(AddedModel { what: format!("{numbers} numbers"), models, path })
}

/// Removes a model's weights, or its network; where they were.
///
/// # Errors
/// Where there are none, or they can't be removed.
pub fn remove(name: &str) -> Result<PathBuf, StudioError> {
    let Some(entry) = by_name(name) else {
        // What is damaged can be removed all the same.
        if !kept::names().iter().any(|kept| kept == name) {
            known(name)?;
        }
        return kept::remove(name);
    };
    let path = place(entry)?;
    std::fs::remove_file(&path).map_err(|source| StudioError::Io {
        doing: "remove the weights",
        path: path.clone(),
        source,
    })?;
    Ok(path)
}
