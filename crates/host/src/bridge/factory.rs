//! The presets that a synth on the other side comes with.

use std::path::Path;

use serde_json::{Value, json};
use tonewright_synth::preset::library::read_library;
use tonewright_synth::{Plain, Preset, PresetFormat};

use super::synth::Shared;
use crate::error::HostError;
use crate::foreign::{ForeignFiles, Target};
use crate::wire::Message;

/// Most presets that are believed.
const PRESETS_MOST: usize = 20_000;
/// Synths by their short names, and where their packages put presets that they don't tell of themselves: amsynth 1.13.2
/// lists its programs through DSSI, but takes on none.
const BESIDE: &[(&str, &str)] = &[("amsynth", "/usr/share/amsynth/banks")];
/// Longest name that is kept, in characters.
const NAME_CHARS: usize = 60;

/// Asks for them; none where it comes with none.
pub(super) fn ask(shared: &Shared) -> Result<Vec<Preset>, HostError> {
    if !shared.description.has_factory_presets {
        return Ok(Vec::new());
    }
    let answer = shared.ask(json!({ "ask": "presets" }), Vec::new(), shared.launch.start_limit)?;
    read(shared, &answer)
}

/// What lies in files beside a synth that tells of no presets itself; what can't be read is left out.
pub(super) fn beside(id: &str, target: Target) -> Vec<Preset> {
    let Some((_, folder)) = BESIDE.iter().find(|(known, _)| *known == id) else { return Vec::new() };
    let formats: Vec<Box<dyn PresetFormat + '_>> = vec![Box::new(ForeignFiles(target))];
    let library = read_library(Path::new(folder), &formats).unwrap_or_default();
    library.entries.into_iter().map(|entry| entry.preset).take(PRESETS_MOST).collect()
}

/// The presets that an answer tells.
pub(super) fn read(shared: &Shared, answer: &Message) -> Result<Vec<Preset>, HostError> {
    let fault = |words: String| HostError::Description(words);
    let names = answer.header.get("names").and_then(Value::as_array);
    let names = names.ok_or_else(|| fault("its presets have no `names`".to_owned()))?;
    let params = &shared.description.spec.params;
    let (values, rest) = answer.payload.as_chunks::<8>();
    if names.len() > PRESETS_MOST || values.len() != names.len() * params.len() || !rest.is_empty() {
        let (bytes, names, params) = (answer.payload.len(), names.len(), params.len());
        return Err(fault(format!("{bytes} bytes are not {names} presets of {params} parameters")));
    }
    let preset = |(name, values): (&Value, &[[u8; 8]])| {
        let plains = values.iter().map(|bytes| Plain(f64::from_le_bytes(*bytes)));
        let values = params.iter().zip(plains).map(|(param, plain)| param.norm_from_plain(plain)).collect();
        Preset { name: name_of(name), values }
    };
    Ok(names.iter().zip(values.chunks_exact(params.len())).map(preset).collect())
}

fn name_of(name: &Value) -> String {
    let told = name.as_str().unwrap_or_default();
    told.trim().chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect()
}
