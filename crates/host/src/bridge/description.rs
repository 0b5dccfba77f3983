//! How a synth on the other side describes itself, and what of that can be believed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;
use tonewright_synth::{Display, Group, Kind, ParamSpec, Plain, SynthSpec};

use super::twin::Twin;
use crate::error::HostError;
use crate::plugin::PresetKind;
use crate::told::{PROTOCOL, Told, ToldKind, ToldParam, ToldPresetFile};

/// Most parameters of a synth.
const PARAMS_MOST: usize = 100_000;

/// Longest label that is kept, in characters.
const LABEL_CHARS: usize = 60;

/// What is known of a synth on the other side.
pub(super) struct Description {
    pub(super) spec: SynthSpec,
    /// Lowest and highest sample rate.
    pub(super) rates_hz: (u32, u32),
    /// The preset file that it writes and reads itself.
    pub(super) presets: Option<PresetKind>,
    /// The synth of ours that it is like.
    pub(super) twin: Option<Arc<Twin>>,
    /// Whether it can be asked for the presets that it comes with.
    pub(super) has_factory_presets: bool,
    /// Whether it can be asked for kinds of preset files that it reads and never writes.
    pub(super) has_file_kinds: bool,
    /// Whether it can be asked what it shows for values.
    pub(super) tells_texts: bool,
    /// Whether it can put sounds into memory that both processes see.
    pub(super) shares_memory: bool,
}

impl Description {
    /// Reads the answer to `describe`.
    pub(super) fn read(header: Value) -> Result<Self, HostError> {
        let fault = HostError::Description;
        let told: Told = serde_json::from_value(header).map_err(|error| fault(error.to_string()))?;
        if told.protocol != PROTOCOL {
            return Err(fault(format!("it speaks protocol {}, and this is {PROTOCOL}", told.protocol)));
        }
        if !is_id(&told.id) {
            return Err(fault(format!("`{}` is no id: letters, digits, `-`, `.` and `_`", told.id)));
        }
        if told.parameters.is_empty() || told.parameters.len() > PARAMS_MOST {
            return Err(fault(format!("it has {} parameters", told.parameters.len())));
        }
        let (low_hz, high_hz) = told.rates_hz;
        if low_hz == 0 || low_hz > high_hz {
            return Err(fault(format!("its sample rates are {low_hz} to {high_hz} Hz")));
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = told.parameters.iter().find(|param| !seen.insert(param.id.as_str())) {
            return Err(fault(format!("two parameters are called `{}`", twice.id)));
        }
        let groups = groups(&told.parameters);
        let params = told.parameters.into_iter().map(ToldParam::believed).collect::<Result<_, _>>()?;
        let name = told.name.unwrap_or_else(|| told.id.clone());
        let mut spec =
            SynthSpec::new(told.id, name, told.sound_version, params, groups).that_repeats(told.repeats);
        let presets = told.preset_file.map(preset_kind).transpose()?;
        let twin = Twin::of(&spec);
        if let Some(twin) = &twin {
            twin.mark(&mut spec);
        }
        Ok(Self {
            twin,
            spec,
            rates_hz: told.rates_hz,
            presets,
            has_factory_presets: told.factory_presets,
            has_file_kinds: told.file_kinds,
            tells_texts: told.texts,
            shares_memory: told.shared_memory,
        })
    }
}

/// What a synth says of its preset file, for as long as we run: a few words for each synth.
pub(super) fn preset_kind(told: ToldPresetFile) -> Result<PresetKind, HostError> {
    let words = || std::iter::once(&told.name).chain(&told.extensions);
    if told.extensions.is_empty()
        || !words().all(|word| is_id(word))
        || told.extensions.iter().any(|e| e == "json")
    {
        return Err(HostError::Description("its preset file has no name or extension of its own".to_owned()));
    }
    let keep = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let extensions: Vec<&'static str> = told.extensions.into_iter().map(keep).collect();
    Ok(PresetKind {
        name: keep(told.name),
        extensions: Vec::leak(extensions),
        summary: keep(told.summary),
        folder: None,
    })
}

/// Something that file names and terminals can carry.
fn is_id(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    !text.is_empty() && text.len() <= 200 && text.chars().all(fits) && !text.starts_with('.')
}

fn groups(params: &[ToldParam]) -> Vec<Group> {
    let mut order: Vec<&str> = Vec::new();
    let mut members: BTreeMap<&str, (Option<&String>, Vec<usize>)> = BTreeMap::new();
    for (index, param) in params.iter().enumerate() {
        let Some(group) = param.group.as_deref() else { continue };
        let known = members.entry(group).or_insert_with(|| {
            order.push(group);
            (param.family.as_ref(), Vec::new())
        });
        known.1.push(index);
    }
    let group = |id: &str| {
        let (family, params) = members[id].clone();
        Group { id: Cow::Owned(id.to_owned()), family: family.cloned().map(Cow::Owned), params }
    };
    order.into_iter().map(group).collect()
}

impl ToldParam {
    fn believed(self) -> Result<ParamSpec, HostError> {
        let fault = |what: &str| Err(HostError::Description(format!("parameter `{}` {what}", self.id)));
        if !is_id(&self.id) {
            return fault("has a name that is no id: letters, digits, `-`, `.` and `_`");
        }
        let high = match self.kind {
            ToldKind::Choice if self.labels.len() < 2 => {
                return fault("is a choice with fewer than two labels");
            }
            ToldKind::Choice => (self.labels.len() - 1) as f64,
            _ => self.high.unwrap_or(1.0),
        };
        let low = if matches!(self.kind, ToldKind::Choice | ToldKind::Toggle) { 0.0 } else { self.low };
        let default = self.default.unwrap_or(low);
        if !(low.is_finite() && high.is_finite() && low < high) {
            return fault("has no range: `low` must be below `high`");
        }
        if !self.curve.fits((low, high)) {
            return fault("has a curve that its range can't have: `log` begins above 0, as do powers");
        }
        if !(low..=high).contains(&default) {
            return fault("has a default outside its range");
        }
        let is_whole = low.fract() == 0.0 && high.fract() == 0.0 && default.fract() == 0.0;
        if self.kind != ToldKind::Continuous && !is_whole {
            return fault("takes steps, but its range or default is no whole number");
        }
        if self.kind == ToldKind::Toggle && high != 1.0 {
            return fault("is a toggle with more than off (0) and on (1)");
        }
        let kind = match self.kind {
            ToldKind::Continuous => Kind::Continuous,
            ToldKind::Stepped => Kind::Stepped,
            ToldKind::Toggle => Kind::Toggle,
            ToldKind::Choice => Kind::Choice { labels: distinct(self.labels) },
        };
        Ok(ParamSpec {
            name: self.name.unwrap_or_else(|| self.id.clone()).into(),
            id: self.id.into(),
            kind,
            range: (low, high),
            curve: self.curve,
            default: Plain(default),
            unit: self.unit.into(),
            display: Display::Number,
            summary: self.summary.into(),
            in_preset_file: true,
        })
    }
}

/// Labels of which no two are the same, whatever the case: equal ones are counted, empty ones get their number.
fn distinct(labels: Vec<String>) -> Vec<Cow<'static, str>> {
    let mut seen = BTreeSet::new();
    let mut other = |(index, label): (usize, String)| {
        let label: String = label.trim().chars().take(LABEL_CHARS).collect();
        let label = if label.is_empty() { (index + 1).to_string() } else { label };
        let mut candidate = label.clone();
        let mut count = 1;
        while !seen.insert(candidate.to_ascii_lowercase()) {
            count += 1;
            candidate = format!("{label} ({count})");
        }
        Cow::Owned(candidate)
    };
    labels.into_iter().enumerate().map(&mut other).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use tonewright_synth::Curve;

    use super::*;

    fn described(parameters: Value) -> Result<Description, HostError> {
        Description::read(json!({ "protocol": 1, "id": "toy", "parameters": parameters }))
    }

    #[test]
    fn kinds_ranges_and_groups() {
        let found = described(json!([
            { "id": "a.level", "kind": "continuous", "high": 2.5, "curve": { "power": 2.0 }, "default": 1.0, "unit": " dB", "group": "a", "family": "osc" },
            { "id": "wave", "kind": "choice", "labels": ["sine", "saw"] },
            { "id": "b.level", "kind": "stepped", "low": -3, "high": 3, "default": 0, "group": "b", "family": "osc" },
            { "id": "sync", "kind": "toggle", "default": 1 },
        ]))
        .unwrap();
        let params = &found.spec.params;
        assert_eq!((params[0].range, params[0].curve), ((0.0, 2.5), Curve::Power(2.0)));
        assert_eq!((params[1].cardinality(), params[1].default), (Some(2), Plain(0.0)));
        assert_eq!((params[2].cardinality(), params[2].range), (Some(7), (-3.0, 3.0)));
        assert_eq!((params[3].kind.clone(), params[3].default), (Kind::Toggle, Plain(1.0)));
        let groups: Vec<_> = found.spec.groups.iter().map(|g| (g.id.as_ref(), g.params.as_slice())).collect();
        assert_eq!(groups, [("a", &[0][..]), ("b", &[2][..])]);
        assert_eq!((found.spec.name.as_ref(), found.rates_hz), ("toy", (8_000, 192_000)));
    }

    #[test]
    fn labels_tell_values_apart() {
        let labels = ["Saw", "Sine", " saw", "", "Saw"];
        let found = described(json!([{ "id": "wave", "kind": "choice", "labels": labels }])).unwrap();
        let Kind::Choice { labels } = &found.spec.params[0].kind else { panic!("it is a choice") };
        assert_eq!(labels.to_vec(), ["Saw", "Sine", "saw (2)", "4", "Saw (3)"]);
    }

    #[test]
    fn lies_are_refused_with_the_name_of_what_is_wrong() {
        let sentence = |parameters| described(parameters).err().map(|error| error.to_string()).unwrap();
        for (param, words) in [
            (json!({ "id": "x", "kind": "continuous", "low": 1.0, "high": 1.0 }), "`x` has no range"),
            (json!({ "id": "x", "kind": "continuous", "default": 7.0 }), "`x` has a default outside"),
            (json!({ "id": "x", "kind": "continuous", "curve": "log" }), "`x` has a curve"),
            (json!({ "id": "x", "kind": "choice", "labels": ["one"] }), "fewer than two labels"),
            (json!({ "id": "x", "kind": "stepped", "high": 2.5 }), "no whole number"),
            (json!({ "id": "x", "kind": "toggle", "high": 3 }), "more than off"),
            (json!({ "id": "x\n", "kind": "toggle" }), "no id"),
            (json!({ "id": "x", "kind": "slider" }), "slider"),
        ] {
            let found = sentence(json!([param]));
            assert!(found.contains(words), "{found}");
        }
        assert!(sentence(json!([])).contains("0 parameters"));
        let twice = json!([{ "id": "x", "kind": "toggle" }, { "id": "x", "kind": "toggle" }]);
        assert!(sentence(twice).contains("two parameters are called `x`"));
        let future = Description::read(json!({ "protocol": 2, "id": "toy", "parameters": [] }));
        assert!(future.is_err_and(|error| error.to_string().contains("protocol 2")));
    }
}
