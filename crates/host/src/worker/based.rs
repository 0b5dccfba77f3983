//! A plug-in whose instances all start with one preset, with whatever of it no parameter tells: waves, samples, routings.

use std::path::Path;
use std::rc::Rc;

use super::perform::settle;
use crate::plugin::{FileKind, Instance, Plugin, PluginError, PluginPreset, PluginSheet};

/// A plug-in that lies on a preset.
pub(super) struct Based {
    plugin: Rc<dyn Plugin>,
    /// The preset, as the format keeps it.
    state: Vec<u8>,
    /// The plug-in's own, with the preset's values as defaults.
    sheet: PluginSheet,
}

impl Based {
    pub(super) fn new(plugin: Rc<dyn Plugin>, state: &[u8]) -> Result<Self, PluginError> {
        let PluginSheet { id, name, sound_version, params } = plugin.sheet();
        let sheet = PluginSheet {
            id: id.clone(),
            name: name.clone(),
            sound_version: *sound_version,
            params: params.clone(),
        };
        let mut based = Self { plugin, state: state.to_owned(), sheet };
        let mut instance = based.instance(44_100)?;
        settle(instance.as_mut(), 44_100)?;
        for (param, raw) in based.sheet.params.iter_mut().zip(instance.values()?) {
            param.start_at(raw);
        }
        Ok(based)
    }
}

impl Plugin for Based {
    fn sheet(&self) -> &PluginSheet {
        &self.sheet
    }

    fn presets(&self) -> Result<Vec<PluginPreset>, PluginError> {
        self.plugin.presets()
    }

    fn file_kinds(&self) -> Result<Vec<FileKind>, PluginError> {
        self.plugin.file_kinds()
    }

    fn presets_in(&self, file: &Path) -> Result<Vec<PluginPreset>, PluginError> {
        self.plugin.presets_in(file)
    }

    fn tells_texts(&self) -> bool {
        self.plugin.tells_texts()
    }

    fn texts(&self, raws: &[f64]) -> Result<Vec<Option<String>>, PluginError> {
        self.plugin.texts(raws)
    }

    fn instance(&self, rate_hz: u32) -> Result<Box<dyn Instance>, PluginError> {
        let mut instance = self.plugin.instance(rate_hz)?;
        instance.load(&self.state)?;
        Ok(instance)
    }
}
