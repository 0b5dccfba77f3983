//! The table of a definition as a synth that makes no sound: one knob for each row. It stands for a plug-in that is not here,
//! so that preset files can still be read into the definition.

use tonewright_synth::{PresetFormat, RenderError, RenderSetup, Renderer, Synth, SynthSpec};

use super::model::Definition;
use super::resolve::knob;

/// Knobs without a synth.
pub(super) struct Table {
    spec: SynthSpec,
    /// Whose knobs they are.
    wanted: Vec<String>,
}

impl Table {
    pub(super) fn of(definition: &Definition) -> Self {
        let row = |defined| {
            let mut param = knob(defined);
            param.default.0 = defined.default.unwrap_or(0.0);
            param
        };
        let params = definition.params.iter().map(row).collect();
        let (name, title) = (definition.name.clone(), definition.title.clone());
        let wanted = definition.underneath.iter().map(ToString::to_string).collect();
        Self { spec: SynthSpec::new(name, title, 1, params, Vec::new()), wanted }
    }
}

impl Synth for Table {
    fn spec(&self) -> &SynthSpec {
        &self.spec
    }

    fn open(&self, _setup: RenderSetup) -> Result<Box<dyn Renderer>, RenderError> {
        let source = format!("it is played by {}, which is not here", self.wanted.join(" or "));
        Err(RenderError::Hosted {
            synth: self.spec.id.to_string(),
            preset: "any".to_owned(),
            source: source.into(),
        })
    }

    /// None: whole presets of a synth that is not known can't be written.
    fn formats(&self) -> Vec<Box<dyn PresetFormat + '_>> {
        Vec::new()
    }
}
