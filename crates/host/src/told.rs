//! What a synth in another process tells of itself, as the protocol writes it.

use serde::{Deserialize, Serialize};
use tonewright_synth::{Curve, Repeats};
#[cfg(unix)]
use tonewright_synth::{Group, Kind, ParamSpec};

/// The version of the protocol that is spoken here.
pub(crate) const PROTOCOL: u64 = 1;

/// The answer to `describe`.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Told {
    pub(crate) protocol: u64,
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(default = "one")]
    pub(crate) sound_version: u32,
    #[serde(default = "any_rate")]
    pub(crate) rates_hz: (u32, u32),
    #[serde(default)]
    pub(crate) repeats: Repeats,
    pub(crate) parameters: Vec<ToldParam>,
    /// The preset file that it writes and reads itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) preset_file: Option<ToldPresetFile>,
    /// Whether it can be asked for the presets that it comes with.
    #[serde(default)]
    pub(crate) factory_presets: bool,
    /// Whether it can be asked for kinds of preset files that it reads and never writes.
    #[serde(default)]
    pub(crate) file_kinds: bool,
    /// Whether it can be asked what it shows for values.
    #[serde(default)]
    pub(crate) texts: bool,
    /// Whether it can put sounds into memory that both processes see.
    #[serde(default)]
    pub(crate) shared_memory: bool,
}

fn one() -> u32 {
    1
}

fn any_rate() -> (u32, u32) {
    (8_000, 192_000)
}

/// A preset file.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct ToldPresetFile {
    pub(crate) name: String,
    pub(crate) extensions: Vec<String>,
    #[serde(default)]
    pub(crate) summary: String,
}

/// One parameter.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct ToldParam {
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    pub(crate) kind: ToldKind,
    #[serde(default)]
    pub(crate) low: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) high: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<f64>,
    #[serde(default)]
    pub(crate) curve: Curve,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) labels: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) unit: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) summary: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) family: Option<String>,
}

#[cfg(unix)]
impl ToldParam {
    /// What is told of a parameter of ours that is in that group.
    pub(crate) fn telling(param: &ParamSpec, group: Option<&Group>) -> Self {
        let (kind, labels) = match &param.kind {
            Kind::Continuous => (ToldKind::Continuous, Vec::new()),
            Kind::Stepped => (ToldKind::Stepped, Vec::new()),
            Kind::Toggle => (ToldKind::Toggle, Vec::new()),
            Kind::Choice { labels } => (ToldKind::Choice, labels.iter().map(ToString::to_string).collect()),
        };
        Self {
            id: param.id.to_string(),
            name: Some(param.name.to_string()),
            kind,
            low: param.range.0,
            high: Some(param.range.1),
            default: Some(param.default.0),
            curve: param.curve,
            labels,
            unit: param.unit.to_string(),
            summary: param.summary.to_string(),
            group: group.map(|group| group.id.to_string()),
            family: group.and_then(|group| group.family.as_ref()).map(ToString::to_string),
        }
    }
}

/// What values a parameter takes.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ToldKind {
    Continuous,
    Stepped,
    Choice,
    Toggle,
}

/// How a synth gets rid of what an earlier render left in it, from cheap to thorough.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reset {
    /// The format's own reset (deactivated and activated again), then all parameters anew.
    Reset,
    /// Its first state loaded again, then as above.
    Reload,
    /// A fresh instance in the same process.
    #[default]
    Instance,
    /// A fresh process.
    Process,
}

impl Reset {
    /// All of them, from cheap to thorough.
    pub const ALL: [Self; 4] = [Self::Reset, Self::Reload, Self::Instance, Self::Process];
}

/// What a host must know of a plug-in beyond what it tells itself.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct Quirk {
    /// How it is made to forget what it played.
    #[serde(default)]
    pub reset: Reset,
    /// Whether a sound can be had again.
    #[serde(default)]
    pub repeats: Repeats,
}
