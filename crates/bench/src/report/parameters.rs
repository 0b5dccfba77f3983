//! The parameters of a preset as reports hold them: on the knob, in their unit, and as a person reads them.

use serde::{Deserialize, Serialize};
use tonewright_synth::{Display, Kind, ParamSpec, Plain, Preset, Synth};

/// One parameter of a preset, in all the ways it is said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParamValue {
    /// Stable id: `op1.output-level`.
    pub id: String,
    /// The name the synth shows.
    pub name: String,
    /// The group it belongs to, empty where it has none.
    pub group: String,
    /// What its group is one of several of: `oscillator`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// What values it takes; absent in reports of versions that did not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ParamKind>,
    /// On the knob, 0..=1.
    pub norm: f32,
    /// Where the synth's initial preset has it on the knob, 0..=1; absent as `kind` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_norm: Option<f32>,
    /// Where on the knob zero is, 0..=1, of what goes both ways from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zero_norm: Option<f32>,
    /// In its own unit.
    pub plain: f64,
    /// As a person reads it: what the synth shows for a number, where it tells that, else number and unit.
    pub text: String,
    /// Whether a match leaves it where it is: it is locked, or the synth's preset file can't hold it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_held: bool,
}

/// What values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParamKind {
    /// Any number of a range.
    Continuous,
    /// Whole numbers of a range.
    Stepped,
    /// One of several unordered things.
    Choice,
    /// Off or on.
    Toggle,
}

impl From<&Kind> for ParamKind {
    fn from(kind: &Kind) -> Self {
        match kind {
            Kind::Continuous => Self::Continuous,
            Kind::Stepped => Self::Stepped,
            Kind::Choice { .. } => Self::Choice,
            Kind::Toggle => Self::Toggle,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl ParamValue {
    /// Whether it stands elsewhere than in the synth's initial preset, as far as that is known.
    pub(super) fn is_moved(&self) -> bool {
        self.default_norm.is_some_and(|default| (default - self.norm).abs() > 1e-4)
    }
}

/// Every parameter of a preset, named, in the order of the synth's parameters. A synth that is not ours is asked what it
/// shows for numbers; words are the parameter's own, which can be typed.
pub fn param_values(synth: &dyn Synth, preset: &Preset) -> Vec<ParamValue> {
    let spec = synth.spec();
    let mut groups = vec![None; spec.params.len()];
    for group in &spec.groups {
        group.params.iter().for_each(|index| groups[*index] = Some(group));
    }
    let mut shown = synth.texts(preset).unwrap_or_default().into_iter();
    let rows = spec.params.iter().zip(&preset.values).zip(groups);
    rows.map(|((param, norm), group)| {
        let text = param.text(*norm);
        let shown = shown.next().flatten().filter(|_| is_number(param, &text));
        ParamValue {
            id: param.id.to_string(),
            name: param.name.to_string(),
            group: group.map_or_else(String::new, |group| group.id.to_string()),
            family: group.and_then(|group| group.family.as_ref()).map(ToString::to_string),
            kind: Some((&param.kind).into()),
            norm: norm.get(),
            default_norm: Some(param.norm_from_plain(param.default).get()),
            zero_norm: zero_norm(param),
            plain: param.plain_from_norm(*norm).0,
            text: shown.unwrap_or(text),
            is_held: !param.in_preset_file,
        }
    })
    .collect()
}

/// Whether what we would show is no more than a number.
fn is_number(param: &ParamSpec, text: &str) -> bool {
    matches!(param.kind, Kind::Continuous | Kind::Stepped) || text.parse::<f64>().is_ok()
}

fn zero_norm(param: &ParamSpec) -> Option<f32> {
    let zero = match param.display {
        Display::Signed { zero } => f64::from(zero),
        _ => 0.0,
    };
    let (low, high) = param.range;
    let is_number = matches!(param.kind, Kind::Continuous | Kind::Stepped);
    (is_number && low < zero && zero < high).then(|| param.norm_from_plain(Plain(zero)).get())
}
