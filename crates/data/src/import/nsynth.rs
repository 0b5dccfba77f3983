//! Folders as NSynth has them (Engel and others, ICML 2017): `examples.json` tells pitch, velocity, instrument family,
//! source and qualities of each file of `audio/`. Notes are held for three of their four seconds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Filters;
use super::find::Sound;
use crate::error::DataError;
use crate::recipe::Note;

/// The list of such a folder.
pub(super) const LIST: &str = "examples.json";
/// How long a key is held.
const GATE_SECS: f32 = 3.0;

/// What is told of a sound. What else is told is kept as it is.
#[derive(Deserialize)]
struct Example {
    pitch: u8,
    velocity: u8,
    instrument_family_str: String,
    instrument_source_str: String,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// The sounds of a list that the filters let through, by their names.
pub(super) fn sounds(list: &Path, filters: &Filters) -> Result<Vec<Sound>, DataError> {
    let file = File::open(list).map_err(|source| DataError::io("read", list, 0, source))?;
    let examples: BTreeMap<String, Example> = serde_json::from_reader(BufReader::new(file))
        .map_err(|error| DataError::import(list, format!("it is no list as NSynth has it: {error}")))?;
    check_names(list, &examples, filters)?;
    let mut sounds = Vec::new();
    for (name, example) in examples {
        // A list from elsewhere names files of its own folder only.
        if name.is_empty() || name.contains(['/', '\\']) {
            return Err(DataError::import(list, format!("`{name}` can't be a file of its `audio` folder")));
        }
        if !(1..=127).contains(&example.velocity) || example.pitch > 127 {
            return Err(DataError::import(list, format!("pitch or velocity of `{name}` can't be")));
        }
        if takes(filters, &example) {
            sounds.push(sound(&name, example));
        }
    }
    if sounds.is_empty() {
        return Err(DataError::import(list, "the filters leave no sound of it"));
    }
    Ok(sounds)
}

/// Whether the names of the filters are among those of the list.
fn check_names(
    list: &Path,
    examples: &BTreeMap<String, Example>,
    filters: &Filters,
) -> Result<(), DataError> {
    let families: BTreeSet<&str> =
        examples.values().map(|example| example.instrument_family_str.as_str()).collect();
    let sources: BTreeSet<&str> =
        examples.values().map(|example| example.instrument_source_str.as_str()).collect();
    for (what, wanted, known) in [("family", &filters.family, families), ("source", &filters.source, sources)]
    {
        if let Some(name) = wanted.iter().find(|name| !known.contains(name.as_str())) {
            let known: Vec<&str> = known.into_iter().collect();
            let reason = format!("it has no {what} `{name}`; there are {}", known.join(", "));
            return Err(DataError::import(list, reason));
        }
    }
    Ok(())
}

fn takes(filters: &Filters, example: &Example) -> bool {
    let is_named = |names: &[String], name: &String| names.is_empty() || names.contains(name);
    let is_within =
        |range: Option<(u8, u8)>, value: u8| range.is_none_or(|(low, high)| (low..=high).contains(&value));
    is_named(&filters.family, &example.instrument_family_str)
        && is_named(&filters.source, &example.instrument_source_str)
        && is_within(filters.pitch, example.pitch)
        && is_within(filters.velocity, example.velocity)
}

fn sound(name: &str, example: Example) -> Sound {
    let note =
        Note { note: example.pitch, velocity: example.velocity, start_secs: 0.0, gate_secs: GATE_SECS };
    let mut attributes = example.others;
    attributes.insert("instrument_family_str".to_owned(), example.instrument_family_str.into());
    attributes.insert("instrument_source_str".to_owned(), example.instrument_source_str.into());
    Sound { file: format!("audio/{name}.wav"), note: Some(note), attributes }
}
