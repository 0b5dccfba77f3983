//! Preset files of a plug-in's own kind: written and read by the plug-in itself, in a worker.

use std::sync::Arc;

use serde_json::{Value, json};
use tonewright_synth::{FileError, Plain, Preset, PresetFormat, ReadPresets, in_one_line};

use super::synth::Shared;
use crate::error::HostError;
use crate::plugin::PresetKind;
use crate::wire::Message;

/// The preset files of one plug-in.
pub(super) struct StateFile {
    shared: Arc<Shared>,
    kind: PresetKind,
}

impl StateFile {
    pub(super) fn new(shared: Arc<Shared>, kind: PresetKind) -> Self {
        Self { shared, kind }
    }

    /// Has a worker turn values into a state or back.
    fn ask(&self, header: Value, payload: Vec<u8>) -> Result<Message, HostError> {
        self.shared.ask(header, payload, self.shared.launch.render_limit)
    }
}

impl PresetFormat for StateFile {
    fn name(&self) -> &'static str {
        self.kind.name
    }

    fn summary(&self) -> &'static str {
        self.kind.summary
    }

    fn extensions(&self) -> &'static [&'static str] {
        self.kind.extensions
    }

    fn folder(&self) -> Option<(&'static str, &'static str)> {
        self.kind.folder
    }

    fn read(&self, bytes: &[u8]) -> Result<ReadPresets, FileError> {
        let (format, len) = (self.kind.name, bytes.len());
        let none = |reason: String| FileError::NoPreset { format, len, reason };
        if bytes.is_empty() {
            return Err(none("they are none".to_owned()));
        }
        let answer =
            self.ask(json!({ "ask": "load" }), bytes.to_vec()).map_err(|error| none(in_one_line(&error)))?;
        let (values, rest) = answer.payload.as_chunks::<8>();
        let params = &self.shared.description.spec.params;
        if values.len() != params.len() || !rest.is_empty() {
            return Err(none("the plug-in answers with other parameters than it has".to_owned()));
        }
        let plains = values.iter().map(|bytes| Plain(f64::from_le_bytes(*bytes)));
        let values = params.iter().zip(plains).map(|(param, plain)| param.norm_from_plain(plain)).collect();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let name = answer.header.get("name").and_then(text).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| self.shared.description.spec.name.to_string());
        let warnings = answer.header.get("warnings").and_then(Value::as_array);
        let warnings = warnings.into_iter().flatten().filter_map(text).collect();
        Ok(ReadPresets { presets: vec![Preset { name, values }], warnings })
    }

    fn write(&self, presets: &[Preset]) -> Result<Vec<u8>, FileError> {
        let fault = |reason: String| FileError::DoesNotFit { format: self.kind.name, reason };
        let [preset] = presets else {
            return Err(fault(format!("it holds one preset, not {}", presets.len())));
        };
        let params = &self.shared.description.spec.params;
        if preset.values.len() != params.len() {
            return Err(fault(format!("{} values are no preset of this plug-in", preset.values.len())));
        }
        let state = self.ask(json!({ "ask": "save", "name": preset.name }), self.shared.payload(preset));
        state.map(|answer| answer.payload).map_err(|error| fault(in_one_line(&error)))
    }
}
