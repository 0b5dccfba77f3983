//! The house's own preset file, readable by people and programs, the same for every synth:
//!
//! ```json
//! { "format": "tonewright-preset", "synth": "dx7", "sound_version": 1, "name": "E.PIANO 1",
//!   "parameters": { "algorithm": { "value": 4, "text": "5" }, "lfo.speed": { "value": 35, "text": "35" } } }
//! ```
//!
//! `value` is the plain value, which counts; `text` says it to people. A parameter may also be given as a
//! bare number or a bare text. Several presets are an array of such objects.

use serde::ser::SerializeMap as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::{FileError, Preset, PresetFormat, ReadPresets};
use crate::spec::{Norm, ParamSpec, Plain, SynthSpec};

/// What the file calls itself.
const FORMAT: &str = "tonewright-preset";
/// How users name the format.
const NAME: &str = "json";
/// Smallest likeness (0..=1) of a suggested name.
const LIKENESS: f64 = 0.6;

/// The format of the presets of one synth.
pub struct Json<'a>(pub &'a SynthSpec);

impl PresetFormat for Json<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn summary(&self) -> &'static str {
        "readable by people and programs, every parameter by name"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn read(&self, bytes: &[u8]) -> Result<ReadPresets, FileError> {
        read(self.0, bytes)
    }

    fn write(&self, presets: &[Preset]) -> Result<Vec<u8>, FileError> {
        write(self.0, presets)
    }
}

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    synth: &'a str,
    sound_version: u32,
    name: &'a str,
    #[serde(serialize_with = "in_spec_order")]
    parameters: (&'a SynthSpec, &'a Preset),
}

#[derive(Serialize)]
struct WrittenParam {
    value: Value,
    text: String,
}

#[derive(Deserialize)]
struct Found {
    format: Option<String>,
    synth: Option<String>,
    sound_version: Option<u32>,
    #[serde(default)]
    name: String,
    parameters: Map<String, Value>,
}

/// The JSON of the presets: one object, or an array when there are several.
///
/// # Errors
/// [`FileError::DoesNotFit`] when there is no preset or one of another synth.
pub fn write(spec: &SynthSpec, presets: &[Preset]) -> Result<Vec<u8>, FileError> {
    let does_not_fit = |reason: String| FileError::DoesNotFit { format: NAME, reason };
    let mut written = Vec::with_capacity(presets.len());
    for preset in presets {
        let (found, wanted) = (preset.values.len(), spec.params.len());
        if found != wanted {
            let name = &preset.name;
            return Err(does_not_fit(format!("`{name}` has {found} values, but {} has {wanted}", spec.id)));
        }
        written.push(Written {
            format: FORMAT,
            synth: &spec.id,
            sound_version: spec.sound_version,
            name: &preset.name,
            parameters: (spec, preset),
        });
    }
    let text = match written.as_slice() {
        [] => return Err(does_not_fit("there is no preset to write".to_owned())),
        [one] => serde_json::to_string_pretty(one),
        many => serde_json::to_string_pretty(many),
    };
    text.map(|text| (text + "\n").into_bytes()).map_err(|error| does_not_fit(error.to_string()))
}

fn in_spec_order<S: Serializer>(
    (spec, preset): &(&SynthSpec, &Preset),
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(spec.params.len()))?;
    for (param, norm) in spec.params.iter().zip(&preset.values) {
        map.serialize_entry(&param.id, &written_param(param, *norm))?;
    }
    map.end()
}

fn written_param(param: &ParamSpec, norm: Norm) -> WrittenParam {
    let plain = param.plain_from_norm(norm).0;
    let value = if param.cardinality().is_some() { Value::from(plain as i64) } else { Value::from(plain) };
    WrittenParam { value, text: param.text(norm) }
}

/// Reads one preset or an array of them. Missing parameters take their default and values out of range the
/// end of their range, both with a warning.
///
/// # Errors
/// [`FileError::NoPreset`] when the bytes aren't such a file or are of another synth;
/// [`FileError::UnknownParameter`] and [`FileError::BadValue`] when a parameter's name or value means nothing.
pub fn read(spec: &SynthSpec, bytes: &[u8]) -> Result<ReadPresets, FileError> {
    let no_preset = |reason: String| FileError::NoPreset { format: NAME, len: bytes.len(), reason };
    let value: Value = serde_json::from_slice(bytes).map_err(|error| no_preset(error.to_string()))?;
    let objects = match value {
        Value::Array(objects) if objects.is_empty() => return Err(no_preset("the list is empty".to_owned())),
        Value::Array(objects) => objects,
        object => vec![object],
    };
    let mut read = ReadPresets::default();
    for object in objects {
        let found: Found = serde_json::from_value(object).map_err(|error| no_preset(error.to_string()))?;
        check_kind(spec, &found, &mut read.warnings).map_err(no_preset)?;
        let preset = preset_of(spec, &found, &mut read.warnings)?;
        read.presets.push(preset);
    }
    Ok(read)
}

/// Whether the object is a preset of this synth.
fn check_kind(spec: &SynthSpec, found: &Found, warnings: &mut Vec<String>) -> Result<(), String> {
    if let Some(format) = found.format.as_deref().filter(|format| *format != FORMAT) {
        return Err(format!("its format is `{format}`, not `{FORMAT}`"));
    }
    match found.synth.as_deref() {
        Some(synth) if synth != spec.id => {
            return Err(format!("it is a preset of `{synth}`, not of `{}`", spec.id));
        }
        Some(_) => (),
        None => warnings.push(format!("`{}` names no synth and was taken for {}", found.name, spec.id)),
    }
    if let Some(version) = found.sound_version.filter(|version| *version != spec.sound_version) {
        let now = spec.sound_version;
        warnings.push(format!(
            "`{}` was made with sound version {version} of {}; it may sound different in version {now}",
            found.name, spec.id
        ));
    }
    Ok(())
}

fn preset_of(spec: &SynthSpec, found: &Found, warnings: &mut Vec<String>) -> Result<Preset, FileError> {
    let mut preset = Preset { name: found.name.clone(), ..Preset::init(spec) };
    let mut mended = Vec::new();
    for (id, value) in &found.parameters {
        let index = spec.index_of(id).ok_or_else(|| FileError::UnknownParameter {
            format: NAME,
            synth: spec.id.to_string(),
            id: id.clone(),
            suggestion: nearest_id(spec, id),
        })?;
        let param = &spec.params[index];
        let plain = plain_of(param, value).ok_or_else(|| FileError::BadValue {
            format: NAME,
            id: id.clone(),
            value: value.to_string(),
            low: param.text(Norm::ZERO),
            high: param.text(Norm::ONE),
        })?;
        preset.values[index] = param.norm_from_plain(plain);
        let exact = (param.range.0..=param.range.1).contains(&plain.0)
            && (param.cardinality().is_none() || plain.0.fract() == 0.0);
        if !exact {
            mended.push(id.as_str());
        }
    }
    let missing = spec.params.len() - found.parameters.len();
    if missing > 0 {
        warnings
            .push(format!("{missing} parameters of `{}` were missing and took their defaults", found.name));
    }
    if !mended.is_empty() {
        let (count, list) = (mended.len(), mended.join(", "));
        warnings.push(format!("{count} values of `{}` moved to the nearest that exists: {list}", found.name));
    }
    Ok(preset)
}

/// The plain value of `{ "value": 3 }`, `3`, `"C3"` or `{ "text": "C3" }`.
fn plain_of(param: &ParamSpec, value: &Value) -> Option<Plain> {
    match value {
        Value::Number(number) => number.as_f64().filter(|number| number.is_finite()).map(Plain),
        Value::String(text) => param.plain_from_text(text),
        Value::Bool(on) if param.kind == crate::Kind::Toggle => Some(Plain(f64::from(u8::from(*on)))),
        Value::Object(object) => match object.get("value").or_else(|| object.get("text"))? {
            Value::Object(_) => None,
            inner => plain_of(param, inner),
        },
        _ => None,
    }
}

/// The parameter whose id is most like `id`, if any is like it at all.
fn nearest_id(spec: &SynthSpec, id: &str) -> Option<String> {
    let likeness = |param: &ParamSpec| strsim::jaro_winkler(&param.id, id);
    let best = spec.params.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) >= LIKENESS).then(|| best.id.to_string())
}
