//! Converting presets: from file to file, several into one, one into many, and files of other programs into presets of a
//! synth that is here.

use std::path::{Path, PathBuf};

use tonewright_host::foreign::{is_foreign, read_foreign};
use tonewright_synth::preset::folder::bytes_of;
use tonewright_synth::{Preset, PresetFormat, ReadPresets, Synth};

use super::read_presets;
use crate::ask::render::{no_such_voice, numbered_stem};
use crate::catalog;
use crate::error::StudioError;

/// The synth of files that name none.
const USUAL: &str = "dx7";

/// What to convert.
#[derive(Clone, Debug)]
pub struct ConvertRequest {
    /// Synth by name; where absent, the DX7.
    pub synth: Option<String>,
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

/// Converts presets between formats, joins files into one, or splits them into a folder.
///
/// # Errors
/// When something can't be read, does not fit into the format, or is already there.
pub fn convert(request: &ConvertRequest) -> Result<Converted, StudioError> {
    let name = synth_of(request.synth.as_deref(), &request.inputs)?;
    let (synth, remark) = catalog::synth_for_files(name)?;
    let mut all = ReadPresets { warnings: remark.into_iter().collect(), ..ReadPresets::default() };
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
    let out = Out { path: &request.out, format: request.format.as_deref(), replace: request.replace };
    let files = out.write(synth.as_ref(), &all.presets)?;
    Ok(Converted { files, presets: all.presets.len(), warnings: all.warnings })
}

/// Where presets are written to.
pub(in crate::ask) struct Out<'a> {
    /// A file whose extension says the format, or a folder for one file per preset.
    pub(in crate::ask) path: &'a Path,
    /// The format of files in a folder; the synth's own where absent.
    pub(in crate::ask) format: Option<&'a str>,
    /// Whether what is there may be replaced.
    pub(in crate::ask) replace: bool,
}

impl Out<'_> {
    /// Writes the presets; gives the files.
    ///
    /// # Errors
    /// When they don't fit into the format, or something is already there.
    pub(in crate::ask) fn write(
        &self,
        synth: &dyn Synth,
        presets: &[Preset],
    ) -> Result<Vec<PathBuf>, StudioError> {
        let mut files = Vec::new();
        for (path, presets) in self.places(synth, presets)? {
            check_free(&path, "-o", self.replace)?;
            let bytes = write_as(synth, &path, presets)?;
            crate::runs::write_whole(&path, &bytes).map_err(|source| StudioError::Io {
                doing: "write the presets",
                path: path.clone(),
                source,
            })?;
            files.push(path);
        }
        Ok(files)
    }

    /// Which presets go to which file.
    fn places<'a>(
        &self,
        synth: &dyn Synth,
        presets: &'a [Preset],
    ) -> Result<Vec<(PathBuf, &'a [Preset])>, StudioError> {
        let extension = extension_of(self.path);
        let folder_of =
            |format: &dyn PresetFormat| format.folder().filter(|(ending, _)| *ending == extension);
        if let Some((_, file)) = synth.formats().iter().find_map(|format| folder_of(format.as_ref())) {
            return Ok(vec![(self.path.join(file), presets)]);
        }
        let is_folder = self.path.is_dir() || self.path.to_string_lossy().ends_with(std::path::is_separator);
        if !is_folder {
            return Ok(vec![(self.path.to_owned(), presets)]);
        }
        let extension = match self.format {
            Some(format) => format.to_owned(),
            None => synth.own_format().extensions().first().copied().unwrap_or("syx").to_owned(),
        };
        let place = |(number, preset): (usize, &'a Preset)| {
            let name = format!("{}.{extension}", numbered_stem(number, &preset.name));
            (self.path.join(name), std::slice::from_ref(preset))
        };
        Ok((1..).zip(presets).map(place).collect())
    }
}

/// That nothing lies there that may not be replaced; `key` is what said the place.
pub(in crate::ask) fn check_free(path: &Path, key: &str, replace: bool) -> Result<(), StudioError> {
    if replace || !path.exists() {
        return Ok(());
    }
    Err(StudioError::Setting {
        key: key.to_owned(),
        reason: format!("there is already something at `{}`", path.display()),
        hint: Some("add `--force` to replace it".to_owned()),
    })
}

/// The synth that is meant; where none is named, files of other programs can't be meant.
pub(in crate::ask) fn synth_of<'a>(
    synth: Option<&'a str>,
    inputs: &[PathBuf],
) -> Result<&'a str, StudioError> {
    if let Some(synth) = synth {
        return Ok(synth);
    }
    let foreign = |path: &&PathBuf| path.is_file() && bytes_of(path).is_ok_and(|bytes| is_foreign(&bytes));
    let Some(path) = inputs.iter().find(foreign) else { return Ok(USUAL) };
    let presets = bytes_of(path).ok().and_then(|bytes| read_foreign(&bytes, None).ok()).unwrap_or_default();
    let whose = presets.first().map_or("another program", |preset| preset.synth.as_str());
    Err(StudioError::Setting {
        key: "--synth".to_owned(),
        reason: format!(
            "`{}` is a preset file of {whose}, and it is not said for which synth",
            path.display()
        ),
        hint: Some("name the synth that it shall become a preset of: `--synth NAME`".to_owned()),
    })
}

fn extension_of(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// The presets in the format that the file's extension names.
fn write_as(synth: &dyn Synth, path: &Path, presets: &[Preset]) -> Result<Vec<u8>, StudioError> {
    let extension = extension_of(path);
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
