//! Preset files of a plug-in's own kinds: what kinds there are, and what presets are in one.

use std::path::{Component, Path};

use serde_json::{Value, json};

use crate::plugin::{Plugin, PluginError, PluginPreset};
use crate::told::ToldPresetFile;
use crate::wire::Message;

/// The kinds of files that it reads, each under the name of its extension.
pub(super) fn kinds(plugin: &dyn Plugin) -> Result<Message, PluginError> {
    let told = plugin.file_kinds()?.into_iter().map(|kind| ToldPresetFile {
        name: kind.extension.clone(),
        extensions: vec![kind.extension],
        summary: kind.summary,
    });
    let kinds: Vec<ToldPresetFile> = told.collect();
    Ok(Message { header: json!({ "kinds": kinds }), payload: Vec::new() })
}

/// The presets in the question's file: plug-ins read files by their paths, so it becomes one again.
pub(super) fn read(plugin: &dyn Plugin, question: &Message) -> Result<Vec<PluginPreset>, PluginError> {
    let kind = question.header.get("kind").and_then(Value::as_str).unwrap_or_default();
    let name = format!("preset.{kind}");
    let is_name = Path::new(&name).components().eq([Component::Normal(name.as_ref())]);
    if !is_name {
        return Err(PluginError::Refused(format!("`{kind}` names no kind of files")));
    }
    let refused = |error: std::io::Error| PluginError::Refused(error.to_string());
    let folder = tempfile::tempdir().map_err(refused)?;
    let path = folder.path().join(name);
    std::fs::write(&path, &question.payload).map_err(refused)?;
    plugin.presets_in(&path)
}
