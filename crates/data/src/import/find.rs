//! The sounds of a folder: as NSynth has them, where it is such a folder, else every sound file in it and below, sorted.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{Filters, nsynth};
use crate::error::DataError;
use crate::recipe::Note;

/// How the names of files end that are taken for sounds.
pub const SOUND_ENDINGS: &[&str] = &["wav", "wave", "flac", "aif", "aiff", "aifc", "ogg", "mp3"];

/// Folders within folders, at most: more are a ring of links.
const DEPTH_MOST: usize = 32;

/// Sounds that were found.
pub(super) struct Found {
    /// What kind of folder it is: `nsynth` or `files`.
    pub(super) kind: &'static str,
    /// The sounds, in the order of the items.
    pub(super) sounds: Vec<Sound>,
}

/// A sound that was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sound {
    /// Its file within the folder, parts parted by `/`.
    pub(super) file: String,
    /// What is played, where that is known.
    pub(super) note: Option<Note>,
    /// What the folder says of it.
    pub(super) attributes: Map<String, Value>,
}

/// Finds them.
pub(super) fn find(folder: &Path, filters: &Filters) -> Result<Found, DataError> {
    let list = folder.join(nsynth::LIST);
    if list.is_file() {
        return Ok(Found { kind: "nsynth", sounds: nsynth::sounds(&list, filters)? });
    }
    if *filters != Filters::default() {
        let reason =
            format!("it has no `{}`, so that its files can't be told apart by the filters", nsynth::LIST);
        return Err(DataError::import(folder, reason));
    }
    let mut files = Vec::new();
    walk(folder, String::new(), 0, &mut files)?;
    if files.is_empty() {
        let reason = format!("there is no sound file in it (one that ends in {})", SOUND_ENDINGS.join(", "));
        return Err(DataError::import(folder, reason));
    }
    files.sort();
    let of = |file| Sound { file, note: None, attributes: Map::new() };
    Ok(Found { kind: "files", sounds: files.into_iter().map(of).collect() })
}

/// Notes the sound files of a folder and those below.
fn walk(folder: &Path, within: String, depth: usize, files: &mut Vec<String>) -> Result<(), DataError> {
    let fault = |source| DataError::io("read", folder, 0, source);
    for entry in fs::read_dir(folder).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let reason = "it holds a file whose name is no Unicode: rename that";
            return Err(DataError::import(folder, format!("{reason} (`{}`)", name.display())));
        };
        let path: PathBuf = entry.path();
        if path.is_dir() {
            if depth < DEPTH_MOST {
                walk(&path, format!("{within}{name}/"), depth + 1, files)?;
            }
        } else if is_sound(&path) {
            files.push(format!("{within}{name}"));
        }
    }
    Ok(())
}

fn is_sound(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    SOUND_ENDINGS.contains(&ending.as_str())
}
