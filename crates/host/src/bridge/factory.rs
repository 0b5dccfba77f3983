//! The presets that a synth on the other side comes with.

use serde_json::{Value, json};
use tonewright_synth::{Plain, Preset};

use super::synth::Shared;
use crate::error::HostError;
use crate::wire::Message;

/// Most presets that are believed.
const PRESETS_MOST: usize = 20_000;
/// Longest name that is kept, in characters.
const NAME_CHARS: usize = 60;

/// Asks for them; none where it comes with none.
pub(super) fn ask(shared: &Shared) -> Result<Vec<Preset>, HostError> {
    if !shared.description.has_factory_presets {
        return Ok(Vec::new());
    }
    let mut child = shared.child()?;
    let question = Message { header: json!({ "ask": "presets" }), payload: Vec::new() };
    let answer = child.ask(question, shared.launch.start_limit)?;
    shared.keep(child);
    read(shared, &answer)
}

fn read(shared: &Shared, answer: &Message) -> Result<Vec<Preset>, HostError> {
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
