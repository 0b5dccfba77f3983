//! A preset: one knob value for each parameter of one synth, and a name.

mod files;
pub mod folder;
pub mod json;
pub mod library;

use serde::{Deserialize, Serialize};

pub use files::{FileError, PresetFormat, ReadPresets};
pub use folder::Skipped;
pub use library::{Library, LibraryEntry, LibraryError, read_library};

use crate::spec::{Norm, SynthSpec};

/// One knob value for each parameter of a synth, in the order of its spec.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preset {
    /// What the preset is called; a file format may cut it.
    pub name: String,
    /// Knob values in the order of [`SynthSpec::params`].
    pub values: Vec<Norm>,
}

impl Preset {
    /// The synth's initial preset.
    pub fn init(spec: &SynthSpec) -> Self {
        let values = spec.params.iter().map(|p| p.norm_from_plain(p.default)).collect();
        Self { name: "INIT".to_owned(), values }
    }

    /// Moves every value onto the nearest one that exists.
    ///
    /// # Panics
    /// When the preset's length is not the spec's.
    pub fn snap(&mut self, spec: &SynthSpec) {
        assert_eq!(self.values.len(), spec.params.len(), "a preset has one value per parameter");
        for (value, param) in self.values.iter_mut().zip(&spec.params) {
            *value = param.snap(*value);
        }
    }
}
