//! Preset files of kinds that a plug-in declares beside its format's own: read by the plug-in itself, written by nobody.

use std::sync::Arc;

use serde::Deserialize as _;
use serde_json::json;
use tonewright_synth::{FileError, Preset, PresetFormat, ReadPresets, in_one_line};

use super::description::preset_kind;
use super::factory;
use super::synth::Shared;
use crate::error::HostError;
use crate::plugin::PresetKind;
use crate::told::ToldPresetFile;

/// Most kinds that are believed.
const KINDS_MOST: usize = 64;

/// Asks for them. A synth that does not tell has none: its other files are read as before.
pub(super) fn ask(shared: &Shared) -> Vec<PresetKind> {
    if !shared.description.has_file_kinds {
        return Vec::new();
    }
    let told = shared.ask(json!({ "ask": "file-kinds" }), Vec::new(), shared.launch.render_limit);
    let kinds = told.ok().and_then(|answer| Vec::deserialize(&answer.header["kinds"]).ok());
    let kinds: Vec<ToldPresetFile> = kinds.unwrap_or_default();
    kinds.into_iter().take(KINDS_MOST).filter_map(|kind| preset_kind(kind).ok()).collect()
}

/// The files of one kind.
pub(super) struct DeclaredFile {
    shared: Arc<Shared>,
    kind: PresetKind,
}

impl DeclaredFile {
    pub(super) fn new(shared: Arc<Shared>, kind: PresetKind) -> Self {
        Self { shared, kind }
    }

    fn ask(&self, bytes: &[u8]) -> Result<Vec<Preset>, HostError> {
        let header = json!({ "ask": "read", "kind": self.kind.name });
        let answer = self.shared.ask(header, bytes.to_vec(), self.shared.launch.render_limit)?;
        factory::read(&self.shared, &answer)
    }
}

impl PresetFormat for DeclaredFile {
    fn name(&self) -> &'static str {
        self.kind.name
    }

    fn summary(&self) -> &'static str {
        self.kind.summary
    }

    fn extensions(&self) -> &'static [&'static str] {
        self.kind.extensions
    }

    fn read(&self, bytes: &[u8]) -> Result<ReadPresets, FileError> {
        let none = |reason: String| FileError::NoPreset { format: self.kind.name, len: bytes.len(), reason };
        let presets = self.ask(bytes).map_err(|error| none(in_one_line(&error)))?;
        if presets.is_empty() {
            return Err(none("the plug-in finds none in them".to_owned()));
        }
        Ok(ReadPresets { presets, warnings: Vec::new() })
    }

    fn write(&self, _presets: &[Preset]) -> Result<Vec<u8>, FileError> {
        let reason = "the plug-in reads such files, and writes none for others".to_owned();
        Err(FileError::DoesNotFit { format: self.kind.name, reason })
    }
}
