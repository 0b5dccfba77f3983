//! The presets that a synth comes with, by the word that stands where a preset file may stand.

use std::path::Path;

use tonewright_synth::{Preset, Synth};

use crate::error::StudioError;

/// What users type instead of a preset file; `./factory` is a file of that name.
pub const FACTORY: &str = "factory";

/// The synth's factory presets, where the path is the word for them.
///
/// # Errors
/// [`StudioError::PresetFile`] when it comes with none or does not give them.
pub(super) fn presets(path: &Path, synth: &dyn Synth) -> Option<Result<Vec<Preset>, StudioError>> {
    if path.as_os_str() != FACTORY {
        return None;
    }
    let fault = |source: crate::error::Cause| StudioError::PresetFile { path: path.to_owned(), source };
    Some(match synth.factory_presets() {
        Ok(presets) if presets.is_empty() => {
            let name = &synth.spec().name;
            Err(fault(format!("{name} comes with no presets; a file called so is `./{FACTORY}`").into()))
        }
        Ok(presets) => Ok(presets),
        Err(error) => Err(fault(error.into())),
    })
}
