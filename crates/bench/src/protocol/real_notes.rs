//! Sounds the synth can't make exactly: single notes of real instruments, from packages that anyone can install.
//! Which files, presets and notes is the list beside this file; what is missing is skipped and said.

use std::path::Path;
use std::sync::Arc;

use rustysynth::{SoundFont, Synthesizer, SynthesizerSettings};
use serde::Deserialize;
use tonewright_audio::target::prepare;
use tonewright_audio::{Audio, read};
use tonewright_synth::{Gesture, Synth};

use super::{ProtocolEntry, RATE_HZ, Setting, Target, Targets};
use crate::runner::BenchError;

/// The protocol's entry in the table.
pub const ENTRY: ProtocolEntry = ProtocolEntry {
    name: "real-notes",
    summary: "Methods on single notes of real instruments, from a General MIDI soundfont and a library of samples",
    targets,
};

/// Every target is brought to this peak (−12 dBFS): a level that most DX7 voices reach.
const PEAK: f32 = 0.25;
/// Targets are cut here.
const MOST_SECS: f64 = 3.0;
const VELOCITY: u8 = 100;

/// The list of targets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    soundfont: SoundFontNotes,
    samples: Samples,
}

/// Notes played on a soundfont.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SoundFontNotes {
    /// Below the folder of packages.
    path: String,
    package: String,
    note: Vec<SoundFontNote>,
}

/// One note: program of bank 0, key, and seconds held.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SoundFontNote {
    name: String,
    program: u8,
    key: u8,
    gate_secs: f64,
}

/// Sound files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Samples {
    path: String,
    package: String,
    file: Vec<String>,
}

fn config() -> Config {
    toml::from_str(include_str!("real_notes.toml")).expect("the list in the repository is well formed")
}

fn targets(_synth: &Arc<dyn Synth>, setting: &Setting) -> Result<Targets, BenchError> {
    let config = config();
    let mut targets = Targets::default();
    let font = setting.share.join(&config.soundfont.path);
    match load_font(&font) {
        Ok(font) => config.soundfont.note.iter().for_each(|note| from_font(&font, note, &mut targets)),
        Err(why) => targets.skipped.push(missing(
            &config.soundfont.note.len().to_string(),
            &config.soundfont.package,
            &why,
        )),
    }
    for file in &config.samples.file {
        let path = setting.share.join(&config.samples.path).join(file);
        match read::read(&path) {
            Ok(audio) => add(&mut targets, file, &audio, None),
            Err(why) => targets.skipped.push(missing(file, &config.samples.package, &why.to_string())),
        }
    }
    if targets.found.is_empty() {
        return Err(BenchError::Missing { what: "every real note".into(), how: targets.skipped.join("; ") });
    }
    targets.found.truncate(setting.count.unwrap_or(usize::MAX));
    Ok(targets)
}

fn missing(what: &str, package: &str, why: &str) -> String {
    format!("{what} of the package `{package}` left out ({why}); `apt-get install {package}` brings it")
}

fn load_font(path: &Path) -> Result<Arc<SoundFont>, String> {
    let mut file = std::fs::File::open(path).map_err(|e| e.to_string())?;
    SoundFont::new(&mut file).map(Arc::new).map_err(|e| e.to_string())
}

fn from_font(font: &Arc<SoundFont>, note: &SoundFontNote, targets: &mut Targets) {
    let mut settings = SynthesizerSettings::new(RATE_HZ as i32);
    settings.enable_reverb_and_chorus = false;
    let Ok(mut synth) = Synthesizer::new(font, &settings) else {
        targets.skipped.push(format!("{}: the soundfont can't be played", note.name));
        return;
    };
    synth.process_midi_message(0, 0xC0, i32::from(note.program), 0);
    synth.note_on(0, i32::from(note.key), i32::from(VELOCITY));
    let len = |secs: f64| (secs * f64::from(RATE_HZ)) as usize;
    let (held, whole) = (len(note.gate_secs), len(MOST_SECS));
    let (mut left, mut right) = (vec![0.0; whole], vec![0.0; whole]);
    synth.render(&mut left[..held], &mut right[..held]);
    synth.note_off(0, i32::from(note.key));
    synth.render(&mut left[held..], &mut right[held..]);
    let audio = Audio::from_channels(vec![left, right], RATE_HZ);
    let gesture = Gesture { note: note.key, velocity: VELOCITY, gate_secs: note.gate_secs };
    add(targets, &note.name, &audio, Some(gesture));
}

/// Trims, levels and adds a sound; where nobody says what was played, it is heard from the sound.
fn add(targets: &mut Targets, name: &str, audio: &Audio, gesture: Option<Gesture>) {
    match prepare(audio, RATE_HZ, MOST_SECS) {
        Err(why) => targets.skipped.push(format!("{name}: {why}")),
        Ok((sound, analysis)) => {
            let heard =
                Gesture { note: analysis.note_to_play(), velocity: VELOCITY, gate_secs: analysis.gate.secs };
            let gain = PEAK / sound.peak().max(1e-6);
            let samples = sound.to_mono().iter().map(|s| s * gain).collect();
            targets.found.push(Target {
                id: name.to_owned(),
                audio: Arc::new(Audio::mono(samples, RATE_HZ)),
                gesture: gesture.unwrap_or(heard),
                truth: None,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_holds_enough_notes_with_names_of_their_own() {
        let config = config();
        let mut names: Vec<String> = config.soundfont.note.iter().map(|n| n.name.clone()).collect();
        names.extend(config.samples.file);
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(count >= 24, "{count}");
        assert!(config.soundfont.note.iter().all(|n| n.gate_secs < MOST_SECS && n.program < 128));
    }
}
