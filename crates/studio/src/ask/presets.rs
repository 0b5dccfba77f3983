//! *What is in these preset files?* Listing, showing and converting presets.

use std::path::{Path, PathBuf};

use serde::Serialize;
use tonewright_bench::report::{ParamValue, param_values};
use tonewright_synth::preset::json;
use tonewright_synth::preset::library::{LibraryError, read_library};
use tonewright_synth::{Preset, ReadPresets, Synth, SynthSpec};

use super::factory;
use super::render::{no_such_voice, numbered_stem};
use crate::catalog;
use crate::error::StudioError;

/// A preset of a file or folder.
#[derive(Clone, Debug, Serialize)]
pub struct ListedPreset {
    /// The file that holds it.
    pub path: PathBuf,
    /// Its number in that file, counted from 1.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// Which algorithm it uses, as the synth shows it, where the synth has algorithms.
    pub algorithm: Option<String>,
}

/// The presets of some files.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Listing {
    /// Each preset, files in order of their paths.
    pub presets: Vec<ListedPreset>,
    /// What was mended, with its file, one sentence each.
    pub warnings: Vec<String>,
}

/// One preset with every parameter.
#[derive(Clone, Debug, Serialize)]
pub struct PresetSheet {
    /// Its name.
    pub name: String,
    /// Its number in the file, counted from 1.
    pub number: usize,
    /// How many presets the file holds.
    pub of: usize,
    /// The synth it belongs to.
    pub synth: String,
    /// Every parameter in the synth's own order.
    pub parameters: Vec<ParamValue>,
    /// What was mended in the file, one sentence each.
    pub warnings: Vec<String>,
}

/// What to convert.
#[derive(Clone, Debug)]
pub struct ConvertRequest {
    /// Synth by name.
    pub synth: String,
    /// Preset files or folders.
    pub inputs: Vec<PathBuf>,
    /// Only this preset of all that were read, counted from 1.
    pub voice: Option<usize>,
    /// A file whose extension says the format, or a folder for one file per preset.
    pub out: PathBuf,
    /// The format of files in a folder; the synth's own where absent.
    pub format: Option<String>,
    /// Whether what is there may be replaced.
    pub replace: bool,
}

/// What was converted.
#[derive(Clone, Debug)]
pub struct Converted {
    /// Files that were written.
    pub files: Vec<PathBuf>,
    /// Presets in them.
    pub presets: usize,
    /// What was mended on the way.
    pub warnings: Vec<String>,
}

/// Every preset of a file or folder, or (`factory`) those that the synth comes with.
///
/// # Errors
/// [`StudioError::PresetFile`] when it can't be read or holds none.
pub fn read_presets(path: &Path, synth: &dyn Synth) -> Result<ReadPresets, StudioError> {
    let listing = read_listing(path, synth)?;
    Ok(ReadPresets {
        presets: listing.0.into_iter().map(|(_, _, preset)| preset).collect(),
        warnings: listing.1,
    })
}

/// Lists the presets of files and folders.
///
/// # Errors
/// When a file can't be read or holds no preset.
pub fn list(synth: &str, paths: &[PathBuf]) -> Result<Listing, StudioError> {
    let synth = catalog::synth(synth)?;
    let mut listing = Listing::default();
    for path in paths {
        let (presets, warnings) = read_listing(path, synth.as_ref())?;
        let listed = |(path, number, preset): (PathBuf, usize, Preset)| ListedPreset {
            algorithm: algorithm_of(synth.spec(), &preset),
            path,
            number,
            name: preset.name,
        };
        listing.presets.extend(presets.into_iter().map(listed));
        listing.warnings.extend(warnings);
    }
    Ok(listing)
}

/// Shows one preset.
///
/// # Errors
/// When the file can't be read or has no preset of that number.
pub fn show(synth: &str, path: &Path, number: usize) -> Result<PresetSheet, StudioError> {
    let built = catalog::synth(synth)?;
    let read = read_presets(path, built.as_ref())?;
    let of = read.presets.len();
    let preset = number.checked_sub(1).and_then(|at| read.presets.into_iter().nth(at));
    let preset = preset.ok_or_else(|| no_such_voice(path, number, of))?;
    let parameters = param_values(built.spec(), &preset);
    Ok(PresetSheet {
        name: preset.name,
        number,
        of,
        synth: synth.to_owned(),
        parameters,
        warnings: read.warnings,
    })
}

/// Converts presets between formats, joins files into one, or splits them into a folder.
///
/// # Errors
/// When something can't be read, does not fit into the format, or is already there.
pub fn convert(request: &ConvertRequest) -> Result<Converted, StudioError> {
    let synth = catalog::synth(&request.synth)?;
    let mut all = ReadPresets::default();
    for path in &request.inputs {
        let read = read_presets(path, synth.as_ref())?;
        all.presets.extend(read.presets);
        all.warnings.extend(read.warnings);
    }
    if let Some(number) = request.voice {
        let count = all.presets.len();
        let kept = number.checked_sub(1).and_then(|at| all.presets.into_iter().nth(at));
        all.presets = vec![kept.ok_or_else(|| no_such_voice(&request.inputs[0], number, count))?];
    }
    let presets = all.presets.len();
    let mut files = Vec::new();
    for (path, presets) in places(request, synth.as_ref(), &all.presets)? {
        if path.exists() && !request.replace {
            return Err(StudioError::Setting {
                key: "-o".to_owned(),
                reason: format!("there is already something at `{}`", path.display()),
                hint: Some("add `--force` to replace it".to_owned()),
            });
        }
        let bytes = write_as(synth.as_ref(), &path, presets)?;
        crate::runs::write_whole(&path, &bytes).map_err(|source| StudioError::Io {
            doing: "write the presets",
            path: path.clone(),
            source,
        })?;
        files.push(path);
    }
    Ok(Converted { files, presets, warnings: all.warnings })
}

/// A preset as the house's own JSON.
///
/// # Errors
/// When the preset is of another synth.
pub fn json_bytes(spec: &SynthSpec, presets: &[Preset]) -> Result<Vec<u8>, StudioError> {
    json::write(spec, presets)
        .map_err(|error| StudioError::PresetWrite { format: "json", source: error.into() })
}

type Listed = (Vec<(PathBuf, usize, Preset)>, Vec<String>);

fn read_listing(path: &Path, synth: &dyn Synth) -> Result<Listed, StudioError> {
    if let Some(factory) = factory::presets(path, synth) {
        let presets = (1..).zip(factory?.presets).map(|(number, preset)| (path.to_owned(), number, preset));
        return Ok((presets.collect(), Vec::new()));
    }
    let fault = |source: crate::error::Cause| StudioError::PresetFile { path: path.to_owned(), source };
    let library = read_library(path, &synth.formats()).map_err(|error| match error {
        // Our own message says which file it is.
        LibraryError::Io { source, .. } => fault(source.into()),
        LibraryError::File { source, .. } => fault(source.into()),
        other => fault(other.into()),
    })?;
    if library.entries.is_empty() {
        let seen = library.skipped.len();
        let reason = format!(
            "there is no preset of `{}` in this folder ({seen} other files were looked at)",
            synth.spec().id
        );
        return Err(fault(reason.into()));
    }
    let told = library.warnings.iter().chain(&library.skipped);
    let warnings = told.map(|(path, words)| format!("`{}`: {words}", path.display())).collect();
    let presets =
        library.entries.into_iter().map(|found| (found.path, found.index + 1, found.preset)).collect();
    Ok((presets, warnings))
}

fn algorithm_of(spec: &SynthSpec, preset: &Preset) -> Option<String> {
    let index = spec.index_of("algorithm")?;
    Some(spec.params[index].text(*preset.values.get(index)?))
}

/// Which presets go to which file.
fn places<'a>(
    request: &ConvertRequest,
    synth: &dyn Synth,
    presets: &'a [Preset],
) -> Result<Vec<(PathBuf, &'a [Preset])>, StudioError> {
    let is_folder = request.out.is_dir() || request.out.to_string_lossy().ends_with(std::path::is_separator);
    if !is_folder {
        return Ok(vec![(request.out.clone(), presets)]);
    }
    let extension = match &request.format {
        Some(format) => format.clone(),
        None => synth.own_format().extensions().first().copied().unwrap_or("syx").to_owned(),
    };
    let place = |(number, preset): (usize, &'a Preset)| {
        let name = format!("{}.{extension}", numbered_stem(number, &preset.name));
        (request.out.join(name), std::slice::from_ref(preset))
    };
    Ok((1..).zip(presets).map(place).collect())
}

/// The presets in the format that the file's extension names.
fn write_as(synth: &dyn Synth, path: &Path, presets: &[Preset]) -> Result<Vec<u8>, StudioError> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let formats = synth.formats();
    let format = formats.iter().find(|format| format.extensions().contains(&extension.as_str()));
    let Some(format) = format else {
        let known = formats.iter().flat_map(|format| format.extensions());
        let known: Vec<String> = known.map(|extension| format!("`.{extension}`")).collect();
        return Err(StudioError::Setting {
            key: "-o".to_owned(),
            reason: format!(
                "the extension of `{}` names no preset format of `{}`",
                path.display(),
                synth.spec().id
            ),
            hint: Some(format!("write one of {}", known.join(", "))),
        });
    };
    format
        .write(presets)
        .map_err(|error| StudioError::PresetWrite { format: format.name(), source: error.into() })
}
