//! A definition that was read and checked: the whole table, used and fixed parameters, without the synth underneath.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::encoding::Encoding;
use super::file::{Base, NoteRange, Setting, Underneath};
use super::values::Values;
use crate::told::Quirk;

/// What a synth is to a search or a model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Definition {
    /// What users type: `dexed-100`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// One line.
    pub summary: String,
    /// Where the table comes from.
    pub source: String,
    /// What else should be known of it, a sentence or two each.
    pub notes: Vec<String>,
    /// Rises by one whenever the same preset of it sounds different than before.
    pub sound_version: u32,
    /// Synths that may lie underneath, the first that is there is taken.
    pub underneath: Vec<Underneath>,
    /// What a host must know of the plug-in; measured where it is not said.
    pub quirk: Option<Quirk>,
    /// How presets are drawn.
    pub drawn: Drawn,
    /// The whole table, used and fixed, in its order.
    pub params: Vec<DefinedParam>,
    /// Parameters that belong together.
    pub groups: Vec<DefinedGroup>,
    /// What the plug-in must be set to first.
    pub base: Option<Base>,
    /// What is learned of the note.
    pub note: Option<NoteRange>,
    /// How presets are vectors, at least one way, the usual one first.
    pub encodings: Vec<Encoding>,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DefinedParam {
    /// Stable name that users type and files hold.
    pub id: String,
    /// The name in the table.
    pub name: String,
    /// Other names that synths underneath have for it.
    pub also: Vec<String>,
    /// Names that preset files of the plug-in have for it.
    pub in_files: Vec<String>,
    /// The plug-in's own index, which tells apart what has the same name.
    pub index: Option<usize>,
    /// The values it takes.
    pub values: Values,
    /// Its initial knob value; the synth's own where the table gives none.
    pub default: Option<f64>,
    /// Whether it is used.
    pub role: Use,
    /// Whether the synth underneath may lack it.
    pub optional: bool,
    /// Into how many classes it is sorted by encodings that sort numbers.
    pub bins: Option<usize>,
    /// What it does; the synth's own words where the table has none.
    pub summary: Option<String>,
}

/// Whether a parameter is used.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// It is part of presets, searched and learned.
    Used,
    /// It is held at this value; without one, where the synth itself starts.
    Fixed(Option<Setting>),
}

/// Parameters that belong together; those of one family are interchangeable parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DefinedGroup {
    /// `op1`.
    pub id: String,
    /// `operator`.
    pub family: Option<String>,
    /// Indices into [`Definition::params`].
    pub params: Vec<usize>,
}

/// How presets are drawn.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Drawn {
    /// As the synth underneath draws its own, where it knows how; else around the initial preset.
    #[default]
    LikeTheSynth,
    /// Each parameter alone, by the table's intervals, weights and frequent values.
    ByTable,
}

/// What the table comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Used parameters.
    pub used: usize,
    /// Fixed parameters.
    pub fixed: usize,
    /// Used numbers that take any value.
    pub continuous: usize,
    /// Used numbers that take steps.
    pub stepped: usize,
    /// Used switches.
    pub toggles: usize,
    /// Used choices.
    pub choices: usize,
    /// Classes of all used choices together.
    pub classes: usize,
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { used, fixed, continuous, stepped, toggles, choices, classes } = self;
        write!(
            f,
            "{used} parameters used ({continuous} continuous, {stepped} stepped, {toggles} switches, {choices} choices \
             of {classes} classes), {fixed} held"
        )
    }
}

impl Definition {
    /// The used parameters in their order.
    pub fn used(&self) -> impl Iterator<Item = &DefinedParam> {
        self.params.iter().filter(|param| param.role == Use::Used)
    }

    /// What the table comes to.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for param in &self.params {
            if param.role != Use::Used {
                totals.fixed += 1;
                continue;
            }
            totals.used += 1;
            match &param.values {
                Values::Continuous { .. } => totals.continuous += 1,
                Values::Stepped(_) => totals.stepped += 1,
                Values::Toggle(_) => totals.toggles += 1,
                Values::Choice(few) => {
                    totals.choices += 1;
                    totals.classes += few.knobs.len();
                }
            }
        }
        totals
    }

    /// The encoding of this name.
    pub fn encoding(&self, name: &str) -> Option<&Encoding> {
        self.encodings.iter().find(|encoding| encoding.name == name)
    }
}
