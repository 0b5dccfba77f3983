//! The file of a definition, as it is written in TOML. What is unknown is an error; whether the rest makes sense is
//! found out later.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::encoding::Encoding;
use super::model::Drawn;
use crate::plugin::naming::slug;
use crate::told::Quirk;

/// One file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) notes: Vec<String>,
    pub(super) based_on: Option<Spanned<String>>,
    pub(super) underneath: Option<Vec<Underneath>>,
    pub(super) sound_version: Option<u32>,
    pub(super) quirk: Option<Quirk>,
    pub(super) drawn: Option<Drawn>,
    #[serde(default)]
    pub(super) fixed: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) lists: BTreeMap<String, List>,
    #[serde(default)]
    pub(super) part: Vec<Part>,
    #[serde(default)]
    pub(super) change: Vec<Spanned<Row>>,
    #[serde(default)]
    pub(super) group: Vec<Spanned<GroupFile>>,
    pub(super) base: Option<Base>,
    pub(super) note: Option<NoteRange>,
    #[serde(default)]
    pub(super) encoding: Vec<Encoding>,
    pub(super) totals: Option<Spanned<TotalsFile>>,
}

/// A synth that may lie underneath.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Underneath {
    /// An engine of ours, by its name.
    Native(String),
    /// A bridge of ours, by its name.
    Bridge(String),
    /// A program that speaks the bridge protocol: its command, as in a shell.
    Command(String),
    /// A plug-in that a scan found: by what people call it, its short name or its address.
    Plugin(String),
}

impl Underneath {
    /// Whether a plug-in of that name, short name or address is meant.
    pub fn is_plugin(&self, name: &str) -> bool {
        matches!(self, Self::Plugin(wanted) if wanted == name || slug(wanted) == slug(name))
    }
}

impl std::fmt::Display for Underneath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Native(name) => write!(f, "the native `{name}`"),
            Self::Bridge(name) => write!(f, "the bridge `{name}`"),
            Self::Command(command) => write!(f, "the program `{command}`"),
            Self::Plugin(name) => write!(f, "the plug-in {name}"),
        }
    }
}

/// Parameters that follow one another, perhaps several times with another number each.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    /// The group's name, with `{n}` where it is repeated.
    pub(super) name: Option<String>,
    pub(super) family: Option<String>,
    /// What all names begin with.
    #[serde(default)]
    pub(super) prefix: String,
    pub(super) copies: Option<usize>,
    pub(super) parameters: Vec<Spanned<Row>>,
}

/// A parameter, or (with `match`) what changes of some.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) name: Option<String>,
    #[serde(rename = "match")]
    pub(super) matches: Option<Words>,
    pub(super) also: Option<Vec<String>>,
    pub(super) in_files: Option<Vec<String>>,
    pub(super) index: Option<usize>,
    pub(super) choice: Option<Count>,
    pub(super) steps: Option<Count>,
    pub(super) toggle: Option<bool>,
    pub(super) number: Option<bool>,
    pub(super) without: Option<Vec<usize>>,
    pub(super) labels: Option<Vec<String>>,
    pub(super) weights: Option<Vec<f64>>,
    pub(super) interval: Option<(f64, f64)>,
    pub(super) often: Option<OftenFile>,
    pub(super) default: Option<f64>,
    pub(super) fixed: Option<Fixed>,
    pub(super) optional: Option<bool>,
    pub(super) bins: Option<usize>,
    pub(super) summary: Option<String>,
}

/// A value that comes more often than chance.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OftenFile {
    pub(super) value: f64,
    pub(super) probability: f64,
}

/// One word or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a name or pattern, or a list of them")]
pub(super) enum Words {
    One(String),
    Many(Vec<String>),
}

impl Words {
    pub(super) fn all(&self) -> &[String] {
        match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::Many(words) => words,
        }
    }
}

/// How many values, or which, or the name of a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a number of values, a list of knob values, or the name of a list")]
pub(super) enum Count {
    Even(usize),
    Knobs(Vec<f64>),
    List(String),
}

/// Values that several parameters share.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    pub(super) count: Option<usize>,
    pub(super) knobs: Option<Vec<f64>>,
    #[serde(default)]
    pub(super) without: Vec<usize>,
    #[serde(default)]
    pub(super) labels: Vec<String>,
    pub(super) weights: Option<Vec<f64>>,
}

/// Whether a parameter is held, and where.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "a knob value 0..=1, a text that the synth shows, `true` (at its default) or `false`"
)]
pub(super) enum Fixed {
    Is(bool),
    At(Setting),
}

/// A parameter's value: on the knob, or as the synth shows it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged, expecting = "a knob value 0..=1, or a text that the synth shows")]
pub enum Setting {
    /// On the knob, 0..=1.
    Knob(f64),
    /// As the synth shows it.
    Text(String),
}

/// Parameters that belong together though they don't follow one another.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupFile {
    pub(super) name: String,
    pub(super) family: Option<String>,
    pub(super) parameters: Vec<String>,
}

/// What the plug-in must be set to before the definition's parameters mean what it says, and what a host can't set.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// What it is, in a few sentences.
    pub summary: String,
    /// A preset file of the synth underneath that holds it; relative to the definition's own file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// Settings, by the words of the plug-in.
    #[serde(default)]
    pub settings: Vec<BaseSetting>,
    /// Modulation from one place to another.
    #[serde(default)]
    pub routings: Vec<Routing>,
}

/// One setting of a base preset.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BaseSetting {
    /// What is set.
    pub name: String,
    /// To what.
    pub value: String,
}

/// One modulation of a base preset.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// Where it comes from.
    pub from: String,
    /// What it moves.
    pub to: String,
    /// How far, in the unit of what it moves.
    pub depth: f64,
}

/// What is learned of the note that is played.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NoteRange {
    /// Lowest and highest MIDI note.
    pub pitch: (u8, u8),
    /// Until when it may start and end.
    pub until_secs: f64,
}

/// Totals that the table must come to.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TotalsFile {
    pub(super) used: Option<usize>,
    pub(super) fixed: Option<usize>,
    pub(super) continuous: Option<usize>,
    pub(super) stepped: Option<usize>,
    pub(super) toggles: Option<usize>,
    pub(super) choices: Option<usize>,
    pub(super) classes: Option<usize>,
    /// Of the first encoding.
    pub(super) width: Option<usize>,
}
