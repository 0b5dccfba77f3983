//! What was found as files: presets to load, and sounds to listen to beside the target.

use std::path::Path;

use tonewright_audio::Audio;
use tonewright_audio::write::{Depth, wav_bytes};
use tonewright_matching::Task;
use tonewright_synth::{Job, Preset};

use super::FoundPreset;
use crate::ask::presets::Out;
use crate::error::StudioError;

/// Writes each preset in the synth's own format with its sound beside it, and the target's sound, into a folder that holds
/// nothing yet.
pub(super) fn write(
    out: &Path,
    task: &Task,
    presets: &[&Preset],
    found: &mut [FoundPreset],
) -> Result<(), StudioError> {
    let io = |source| StudioError::Io { doing: "make the folder", path: out.to_owned(), source };
    std::fs::create_dir_all(out).map_err(io)?;
    if std::fs::read_dir(out).map_err(io)?.next().is_some() {
        return Err(StudioError::Setting {
            key: "--out".to_owned(),
            reason: format!("`{}` is not empty", out.display()),
            hint: Some("name a folder that is not there yet".to_owned()),
        });
    }
    sound(&out.join("target.wav"), &task.target)?;
    let owned: Vec<Preset> = presets.iter().map(|preset| (*preset).clone()).collect();
    let files = Out { path: out, format: None, replace: false }.write(task.synth.as_ref(), &owned)?;
    let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture: task.gesture }).collect();
    let sounds = task.synth.open(task.setup)?.render_batch(&jobs);
    for ((found, file), heard) in found.iter_mut().zip(files).zip(sounds) {
        let path = file.with_extension("wav");
        sound(&path, &heard?)?;
        (found.file, found.sound) = (Some(file), Some(path));
    }
    Ok(())
}

fn sound(path: &Path, audio: &Audio) -> Result<(), StudioError> {
    let io = |source| StudioError::Io { doing: "write the sound", path: path.to_owned(), source };
    let bytes = wav_bytes(audio, Depth::F32).map_err(|error| io(std::io::Error::other(error)))?;
    crate::runs::write_whole(path, &bytes).map_err(io)
}
