//! Described models on this machine: a network and what is said of it, side by side in the folder of models.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tonewright_learned::hearing::described::{Description, description_by_name, unfit_name};
use tonewright_learned::hearing::{AUDIO_MODELS, Ear, HearingError};

use super::models_dir;
use crate::error::StudioError;

/// The longest description that is read.
const MOST_BYTES: u64 = 1 << 16;

/// What is written beside a network.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Kept {
    /// The network's file, by its numbers (BLAKE3).
    pub(super) network: String,
    /// What it was called.
    pub(super) from: String,
    /// Time from one vector to the next.
    pub(super) hop_secs: f64,
    /// What is said of it, as it was written.
    pub(super) description: String,
}

/// The folder of models.
pub(super) fn folder() -> Result<PathBuf, StudioError> {
    models_dir().ok_or_else(|| StudioError::Model {
        doing: "used",
        source: "there is no folder to keep weights in".into(),
        hint: Some("set `TONEWRIGHT_MODELS` to one".to_owned()),
    })
}

/// Where a network and its description are kept.
pub(super) fn places(name: &str) -> Result<[PathBuf; 2], StudioError> {
    let folder = folder()?;
    Ok(["onnx", "toml"].map(|ending| folder.join(format!("{name}.{ending}"))))
}

/// The names of all that are kept.
pub(super) fn names() -> Vec<String> {
    let entries = models_dir().and_then(|folder| std::fs::read_dir(folder).ok());
    let name = |entry: std::fs::DirEntry| {
        let path = entry.path();
        let name = path.file_stem()?.to_str()?.to_owned();
        let is_one = path.extension().is_some_and(|ending| ending == "toml") && path.is_file();
        (is_one && unfit_name(&name).is_none()).then_some(name)
    };
    let mut names: Vec<String> = entries.into_iter().flatten().flatten().filter_map(name).collect();
    names.sort();
    names
}

/// What is kept under a name; `None` where nothing is.
pub(super) fn read(name: &str) -> Result<Option<Kept>, StudioError> {
    if unfit_name(name).is_some() {
        return Ok(None);
    }
    let [_, path] = places(name)?;
    let text = match text_of(&path) {
        Err(StudioError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
            return Ok(None);
        }
        other => other?,
    };
    let damaged = |error: toml::de::Error| damaged(name, format!("`{}`: {error}", path.display()));
    toml::from_str(&text).map(Some).map_err(damaged)
}

/// A model that can't be used as it lies here.
pub(super) fn damaged(name: &str, reason: String) -> StudioError {
    StudioError::Model {
        doing: "used",
        source: reason.into(),
        hint: Some(format!("take it in again: `tonewright models add {name} MODEL.onnx`")),
    }
}

/// The text of a small file.
pub(super) fn text_of(path: &Path) -> Result<String, StudioError> {
    use std::io::Read as _;
    let io = |source| StudioError::Io { doing: "read the description", path: path.to_owned(), source };
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(io)?;
    file.take(MOST_BYTES + 1).read_to_string(&mut text).map_err(io)?;
    if text.len() as u64 > MOST_BYTES {
        return Err(io(std::io::Error::other("it is over 64 kB, which no description is")));
    }
    Ok(text)
}

/// Keeps a network under a name, and what is said of it; where the network is then.
pub(super) fn keep(name: &str, network: &[u8], kept: &Kept) -> Result<PathBuf, StudioError> {
    let [file, beside] = places(name)?;
    let text = toml::to_string(kept).map_err(|error| damaged(name, error.to_string()))?;
    // A network whose description is another's is refused when it is used.
    for (path, bytes) in [(&file, network), (&beside, text.as_bytes())] {
        let io = |source| StudioError::Io { doing: "write the model", path: path.clone(), source };
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).map_err(io)?;
        tonewright_data::write_whole(path, |out| out.write_all(bytes)).map_err(io)?;
    }
    Ok(file)
}

/// A model that is kept.
pub(super) fn open(name: &str, kept: &Kept) -> Result<Ear, StudioError> {
    let [path, _] = places(name)?;
    let unread = |error: HearingError| damaged(name, tonewright_synth::in_one_line(&error));
    let read = Description::parse(name, &kept.description).map_err(unread)?;
    let bytes = tonewright_learned::hearing::described::read_network(&read, &path).map_err(unread)?;
    if blake3::hash(&bytes).to_hex().as_str() != kept.network {
        return Err(damaged(name, format!("`{}` is not the network that was taken in", path.display())));
    }
    Ear::described(name, &kept.description, bytes).map_err(unread)
}

/// Removes what is kept under a name; where the network was.
pub(super) fn remove(name: &str) -> Result<PathBuf, StudioError> {
    let places = places(name)?;
    for path in places.iter().rev() {
        std::fs::remove_file(path).map_err(|source| StudioError::Io {
            doing: "remove the model",
            path: path.clone(),
            source,
        })?;
    }
    let [network, _] = places;
    Ok(network)
}

/// The description that a network is to be taken in with: a shipped one, or a file for a name that nothing else has.
pub(super) fn description_for(name: &str, file: Option<&Path>) -> Result<String, StudioError> {
    let refused = |source: String, hint: &str| StudioError::Model {
        doing: "taken in",
        source: source.into(),
        hint: Some(hint.to_owned()),
    };
    let of_table = AUDIO_MODELS.iter().any(|entry| entry.name == name);
    match (file, description_by_name(name)) {
        (Some(_), shipped) if of_table || shipped.is_some() => Err(refused(
            format!("`{name}` ships with its own description"),
            "leave `--as` away, or take another name",
        )),
        (Some(file), _) => match unfit_name(name) {
            Some(why) => {
                Err(refused(format!("`{name}` can't be a name: a model's name {why}"), "take another name"))
            }
            None => text_of(file),
        },
        (None, Some(shipped)) => Ok(shipped.text.to_owned()),
        (None, None) => Err(refused(
            format!("there is no model `{name}`, and a new one needs its description"),
            "`--as DESCRIPTION.toml`: docs/models/audio-models.md says what it holds; `tonewright models` lists what is known",
        )),
    }
}
