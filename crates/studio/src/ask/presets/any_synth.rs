//! Preset files read without saying for which synth: the DX7's, our own JSON, and those of other programs. No synth is
//! started; of those that are not native, parameters are told as the file has them.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tonewright_bench::report::param_values;
use tonewright_host::foreign::{
    FOREIGN, ForeignParam, ForeignPreset, ForeignValue, Scale, foreign_of_extension, is_foreign, read_foreign,
};
use tonewright_synth::preset::folder::{bytes_of, files_of};
use tonewright_synth::preset::{Skipped, json};
use tonewright_synth::{Preset, ReadPresets, SYNTHS, Synth};

use super::{
    ForeignSheet, ListedPreset, Listing, PresetSheet, Sheet, algorithm_of, chosen, file_fault, nothing_in,
};
use crate::error::StudioError;

/// The synth of files that name none.
const USUAL: &str = "dx7";

/// What a file holds.
enum Found {
    /// Presets of a native synth, and what was mended.
    Native(Box<dyn Synth>, ReadPresets),
    /// Presets of any other.
    Foreign(Vec<ForeignPreset>),
}

/// Why a file was not read, in full and in words that do for many.
struct Fault {
    reason: String,
    kind: String,
}

impl From<String> for Fault {
    fn from(reason: String) -> Self {
        Self { kind: reason.clone(), reason }
    }
}

pub(super) fn list(paths: &[PathBuf]) -> Result<Listing, StudioError> {
    let mut listing = Listing::default();
    for path in paths {
        if !path.is_dir() {
            add(&mut listing, path, read_named(path)?);
            continue;
        }
        let (before, files) =
            (listing.presets.len(), files_of(path).map_err(|error| file_fault(path, error))?);
        let mut skipped = files.skipped;
        for file in &files.found {
            match read_listed(file) {
                Ok(found) => add(&mut listing, file, found),
                Err(Fault { reason, kind }) => skipped.push(Skipped { path: file.clone(), reason, kind }),
            }
        }
        if listing.presets.len() == before {
            return Err(nothing_in(path, "", &skipped));
        }
        listing.skipped.extend(skipped);
    }
    Ok(listing)
}

pub(super) fn show(path: &Path, number: usize) -> Result<Sheet, StudioError> {
    match read_named(path)? {
        Found::Native(synth, read) => {
            let (preset, of) = chosen(path, read.presets, number)?;
            let parameters = param_values(synth.as_ref(), &preset);
            let (name, synth) = (preset.name, synth.spec().id.to_string());
            Ok(Sheet::Ours(PresetSheet { name, number, of, synth, parameters, warnings: read.warnings }))
        }
        Found::Foreign(presets) => {
            let (preset, of) = chosen(path, presets, number)?;
            Ok(Sheet::Foreign(ForeignSheet { number, of, preset }))
        }
    }
}

fn add(listing: &mut Listing, path: &Path, found: Found) {
    match found {
        Found::Native(synth, read) => {
            let warnings = read.warnings.iter().map(|words| format!("`{}`: {words}", path.display()));
            listing.warnings.extend(warnings);
            let listed = |(number, preset): (usize, Preset)| ListedPreset {
                path: path.to_owned(),
                number,
                synth: synth.spec().id.to_string(),
                parameters: preset.values.len(),
                algorithm: algorithm_of(synth.spec(), &preset),
                name: preset.name,
                author: None,
                category: None,
            };
            listing.presets.extend((1..).zip(read.presets).map(listed));
        }
        Found::Foreign(presets) => {
            let listed = |(number, preset): (usize, ForeignPreset)| ListedPreset {
                path: path.to_owned(),
                number,
                synth: preset.synth,
                parameters: preset.parameters.len(),
                algorithm: None,
                name: preset.name,
                author: preset.author,
                category: preset.category,
            };
            listing.presets.extend((1..).zip(presets).map(listed));
        }
    }
}

/// A file that was named itself: whatever its name says, its content is tried as everything.
fn read_named(path: &Path) -> Result<Found, StudioError> {
    let bytes = bytes_of(path).map_err(|error| file_fault(path, error))?;
    read(path, &bytes).map_err(|fault| file_fault(path, fault.reason))
}

/// A file of a folder: only what is named as a preset file is opened.
fn read_listed(path: &Path) -> Result<Found, Fault> {
    let extension = extension(path);
    let syx = usual();
    let syx = syx.own_format().extensions();
    if !(extension == "json"
        || syx.contains(&extension.as_str())
        || foreign_of_extension(&extension).is_some())
    {
        let foreign = FOREIGN.iter().flat_map(|format| format.extensions);
        let known: Vec<String> =
            syx.iter().chain(&["json"]).chain(foreign).map(|known| format!(".{known}")).collect();
        return Err(format!("not named as a preset file ({})", known.join(", ")).into());
    }
    let bytes = bytes_of(path).map_err(|error| Fault::from(error.to_string()))?;
    read(path, &bytes)
}

fn read(path: &Path, bytes: &[u8]) -> Result<Found, Fault> {
    let extension = extension(path);
    if let Some(objects) = house(bytes) {
        return of_house(bytes, &objects);
    }
    let syx = usual();
    let is_syx = syx.own_format().extensions().contains(&extension.as_str());
    if is_foreign(bytes) || (foreign_of_extension(&extension).is_some() && !is_syx) {
        let read = read_foreign(bytes, Some(&extension));
        let mut presets = read.map_err(|error| Fault { reason: error.to_string(), kind: error.kind() })?;
        // Where the file does not say how its preset is called, its own name does.
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        for preset in presets.iter_mut().filter(|preset| preset.name.is_empty()) {
            preset.name.clone_from(&stem);
        }
        return Ok(Found::Foreign(presets));
    }
    if extension == "json" {
        return Err("JSON, but no preset of ours".to_owned().into());
    }
    let read = syx.own_format().read(bytes);
    match read {
        Ok(read) => Ok(Found::Native(syx, read)),
        Err(error) if is_syx => Err(Fault { reason: error.to_string(), kind: error.kind() }),
        Err(_) => match read_foreign(bytes, Some(&extension)) {
            Ok(presets) => Ok(Found::Foreign(presets)),
            Err(error) => Err(Fault { reason: error.to_string(), kind: error.kind() }),
        },
    }
}

fn extension(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn usual() -> Box<dyn Synth> {
    native(USUAL).expect("the usual synth is a native one")
}

fn native(name: &str) -> Option<Box<dyn Synth>> {
    SYNTHS.iter().find(|entry| entry.name == name).map(|entry| (entry.build)())
}

/// The objects of our own JSON; `None` where it is none.
fn house(bytes: &[u8]) -> Option<Vec<Value>> {
    if !matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[')) || is_foreign(bytes) {
        return None;
    }
    let objects = match serde_json::from_slice(bytes).ok()? {
        Value::Array(objects) => objects,
        object => vec![object],
    };
    let is_ours = |object: &Value| object.get("parameters").is_some_and(Value::is_object);
    (!objects.is_empty() && objects.iter().all(is_ours)).then_some(objects)
}

/// Our own JSON: checked where its synth is a native one, else as it stands there.
fn of_house(bytes: &[u8], objects: &[Value]) -> Result<Found, Fault> {
    let synth = objects[0].get("synth").and_then(Value::as_str).unwrap_or(USUAL);
    if let Some(native) = native(synth) {
        let read = json::read(native.spec(), bytes);
        let read = read.map_err(|error| Fault { reason: error.to_string(), kind: error.kind() })?;
        return Ok(Found::Native(native, read));
    }
    let text =
        |object: &Value, key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let preset = |object: &Value| ForeignPreset {
        format: "json",
        synth: text(object, "synth"),
        name: text(object, "name"),
        scale: Scale::Synth,
        parameters: object["parameters"].as_object().into_iter().flatten().map(param).collect(),
        ..ForeignPreset::default()
    };
    Ok(Found::Foreign(objects.iter().map(preset).collect()))
}

fn param((name, value): (&String, &Value)) -> ForeignParam {
    let value = value.get("value").or_else(|| value.get("text")).unwrap_or(value);
    let value = match value.as_f64() {
        Some(number) => ForeignValue::Number(number),
        None => ForeignValue::Text(value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
    };
    ForeignParam { name: name.clone(), value }
}
