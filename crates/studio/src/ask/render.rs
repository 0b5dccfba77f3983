//! *What does this preset sound like?* Presets become WAV files.

use std::path::{Path, PathBuf};

use tonewright_audio::write::{Depth, Written, wav};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup};

use super::presets::read_presets;
use crate::catalog;
use crate::error::StudioError;

/// Which presets of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voices {
    /// The only one; a file of several is refused.
    Only,
    /// This one, counted from 1.
    Number(usize),
    /// Each of them.
    All,
}

/// What to render.
#[derive(Clone, Debug)]
pub struct RenderRequest {
    /// Synth by name.
    pub synth: String,
    /// Preset file.
    pub preset: PathBuf,
    /// Which presets of it.
    pub voices: Voices,
    /// What is played.
    pub gesture: Gesture,
    /// Rate and length.
    pub setup: RenderSetup,
    /// How samples are stored.
    pub depth: Depth,
    /// A WAV file, or a folder for [`Voices::All`].
    pub out: PathBuf,
}

/// One rendered preset.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The preset's number in its file, counted from 1.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// The WAV file.
    pub path: PathBuf,
    /// Largest sample and clipping.
    pub written: Written,
    /// Root mean square of the sound.
    pub rms: f32,
}

/// What came of a render request.
#[derive(Debug)]
pub struct Renders {
    /// Each preset, in file order; one failure does not stop the others.
    pub sounds: Vec<Result<Rendered, StudioError>>,
    /// What was mended in the preset file.
    pub warnings: Vec<String>,
}

/// Renders presets to files.
///
/// # Errors
/// When the file can't be read, has no such preset, or the synth can't play at that rate.
pub fn render(request: &RenderRequest) -> Result<Renders, StudioError> {
    let synth = catalog::synth(&request.synth)?;
    let read = read_presets(&request.preset, synth.as_ref())?;
    let chosen = chosen(&read.presets, request)?;
    let mut renderer = synth.open(request.setup)?;
    let jobs: Vec<Job> = chosen.iter().map(|(_, preset)| Job { preset, gesture: request.gesture }).collect();
    let mut sounds = Vec::with_capacity(jobs.len());
    // A bank at a time: the lanes of the engine are filled, and memory stays small for a folder of thousands.
    for (jobs, chosen) in jobs.chunks(32).zip(chosen.chunks(32)) {
        for (sound, (number, preset)) in renderer.render_batch(jobs).into_iter().zip(chosen) {
            sounds.push(sound.map_err(StudioError::from).and_then(|sound| {
                let path = place(request, *number, &preset.name)?;
                let written = wav(&path, &sound, request.depth).map_err(|error| write_fault(&path, error))?;
                Ok(Rendered { number: *number, name: preset.name.clone(), path, written, rms: sound.rms() })
            }));
        }
    }
    Ok(Renders { sounds, warnings: read.warnings })
}

/// A refused sound file with the system's own kind of error, where there is one.
fn write_fault(path: &Path, error: tonewright_audio::write::WriteError) -> StudioError {
    let source = match error {
        tonewright_audio::write::WriteError::Io { source, .. } => source,
        other => std::io::Error::other(other),
    };
    StudioError::Io { doing: "write the sound", path: path.to_owned(), source }
}

/// The wanted presets with their numbers.
fn chosen<'a>(
    presets: &'a [Preset],
    request: &RenderRequest,
) -> Result<Vec<(usize, &'a Preset)>, StudioError> {
    let file = request.preset.display();
    let count = presets.len();
    match request.voices {
        Voices::All => Ok((1..).zip(presets).collect()),
        Voices::Only if count == 1 => Ok(vec![(1, &presets[0])]),
        Voices::Only => Err(StudioError::Setting {
            key: "PRESET".to_owned(),
            reason: format!("`{file}` holds {count} presets"),
            hint: Some("choose one with `--voice N`, or render each with `--all`; `tonewright presets list` shows them".to_owned()),
        }),
        Voices::Number(number) => {
            let found = number.checked_sub(1).and_then(|at| presets.get(at));
            found.map(|preset| vec![(number, preset)]).ok_or_else(|| no_such_voice(&request.preset, number, count))
        }
    }
}

/// A voice number beyond the file.
pub(super) fn no_such_voice(path: &Path, number: usize, count: usize) -> StudioError {
    StudioError::Setting {
        key: "--voice".to_owned(),
        reason: format!("`{}` holds {count} presets, counted from 1, but {number} is wanted", path.display()),
        hint: None,
    }
}

/// Where a sound goes: the named file, or `003-E-PIANO-1.wav` in the named folder.
fn place(request: &RenderRequest, number: usize, name: &str) -> Result<PathBuf, StudioError> {
    if request.voices != Voices::All && !request.out.is_dir() {
        return Ok(request.out.clone());
    }
    let made = std::fs::create_dir_all(&request.out);
    made.map_err(|source| StudioError::Io { doing: "create the folder", path: request.out.clone(), source })?;
    Ok(request.out.join(format!("{}.wav", numbered_stem(number, name))))
}

/// `003-E-PIANO-1`: sorts in file order and is a file name everywhere.
pub(super) fn numbered_stem(number: usize, name: &str) -> String {
    let kept: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = kept.split('-').filter(|word| !word.is_empty()).collect();
    format!("{number:03}-{}", words.join("-")).trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_plain_and_in_order() {
        assert_eq!(numbered_stem(3, "E.PIANO 1 "), "003-E-PIANO-1");
        assert_eq!(numbered_stem(12, "../x"), "012-x");
        assert_eq!(numbered_stem(1, "   "), "001");
    }
}
