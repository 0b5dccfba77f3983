//! A finished search becomes files: what a musician loads, what a program reads, what a person looks at.
//!
//! A preset counts as what its file holds: each candidate goes through the synth's own format before it is
//! rendered, so that `match.wav` is the sound of `preset.syx`, not of something in our memory.

use tonewright_audio::Audio;
use tonewright_audio::write::{Depth, wav_bytes};
use tonewright_bench::report::{
    BudgetLimits, EntryFiles, FORMAT_VERSION, MatchEntry, MatchReport, ReportSounds, SynthIdentity,
    TargetReport, markdown, measure_values, page,
};
use tonewright_matching::{Candidate, Outcome};
use tonewright_measure::Objective;
use tonewright_synth::{FileError, Job, Preset, PresetFormat, Repeats};

use super::{Matching, Prepared, failures};
use crate::ask::presets::{json_bytes, read_presets};
use crate::catalog;
use crate::error::StudioError;
use crate::events::{Event, Listener};
use crate::runs::RunFolder;

/// A candidate as its file holds it, with its sound.
struct Heard {
    preset: Preset,
    bytes: Vec<u8>,
    sound: Audio,
    score: f64,
}

/// Renders, measures, writes and verifies; the report is also `result.json`.
pub(super) fn export(
    matching: &Matching,
    folder: &RunFolder,
    prepared: &Prepared,
    outcome: Outcome,
    command: Option<String>,
    listener: &mut dyn Listener,
) -> Result<MatchReport, StudioError> {
    let format = matching.synth.own_format();
    let format = format.as_ref();
    let names = preset_names(&prepared.target.name, outcome.alternatives.len(), format.name_most());
    let candidates: Vec<&Candidate> = std::iter::once(&outcome.best).chain(&outcome.alternatives).collect();
    let heard = candidates
        .iter()
        .zip(&names)
        .map(|(candidate, name)| hear(matching, prepared, format, candidate, name))
        .collect::<Result<Vec<_>, _>>()?;
    let mut report = report(matching, prepared, &outcome, &heard, command);
    if let Some(remark) = file_remark(matching, &outcome.best, &heard[0]) {
        listener.hear(&Event::Remark(remark.clone()));
        report.target.remarks.push(remark);
    }
    name_files(&mut report, format);
    let written = write_all(folder, prepared, &report, &heard, matching)
        .and_then(|()| failures::write(folder, matching.synth.spec(), &outcome.failures));
    let repeats = written
        .and_then(|()| verify(matching, folder, prepared, &report, &heard))
        .map_err(|error| rescued(error, folder, format, &heard[0], &report))?;
    if matching.synth.spec().repeats != repeats {
        catalog::found_random(&matching.config.synth)?;
        listener.hear(&Event::Remark(RANDOM.to_owned()));
    }
    Ok(report)
}

/// What is said of a plug-in that turned out to be random.
const RANDOM: &str = "the preset is the one that was found, but the synth does not play it twice in the same way: it \
    draws random numbers";

/// What each preset is called: after the target, alternatives with their number at the end of the letters there may be.
fn preset_names(target: &str, alternatives: usize, most: usize) -> Vec<String> {
    let stem = target.rsplit_once('.').map_or(target, |(stem, _)| stem);
    let words: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { ' ' }).collect();
    let name = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = if name.is_empty() { "MATCH".to_owned() } else { name };
    let short: String = name.chars().take(most.saturating_sub(2)).collect();
    let numbered = (1..=alternatives).map(|number| format!("{} {number}", short.trim_end()));
    std::iter::once(name.chars().take(most).collect::<String>().trim_end().to_owned())
        .chain(numbered)
        .collect()
}

/// Writes a candidate to its format in memory, reads it back, and renders what was read.
fn hear(
    matching: &Matching,
    prepared: &Prepared,
    format: &dyn PresetFormat,
    candidate: &Candidate,
    name: &str,
) -> Result<Heard, StudioError> {
    let named = Preset { name: name.to_owned(), ..candidate.preset.clone() };
    let fault = |error: FileError| StudioError::PresetWrite { format: format.name(), source: error.into() };
    let bytes = format.write(std::slice::from_ref(&named)).map_err(fault)?;
    let preset = format.read(&bytes).map_err(fault)?.presets.into_iter().next().unwrap_or(named);
    let sound = render(matching, prepared, &preset)?;
    let score = Objective::new(&prepared.task.target).scorer().score(&sound.to_mono());
    Ok(Heard { preset, bytes, sound, score })
}

/// The sound of a preset as the target was played.
fn render(matching: &Matching, prepared: &Prepared, preset: &Preset) -> Result<Audio, StudioError> {
    let job = Job { preset, gesture: prepared.task.gesture };
    Ok(matching.synth.open(prepared.task.setup)?.render(&job)?)
}

/// A sentence when the file can't hold all of what was found.
fn file_remark(matching: &Matching, found: &Candidate, heard: &Heard) -> Option<String> {
    let params = &matching.synth.spec().params;
    let lost =
        params.iter().zip(found.preset.values.iter().zip(&heard.preset.values)).filter(|(_, (a, b))| a != b);
    let names: Vec<String> = lost.map(|(param, _)| format!("`{}`", param.id)).take(4).collect();
    (!names.is_empty() && heard.score > found.score * 1.01 + 1e-9)
        .then(|| format!("the preset file can't hold {}; the sound is that of the file", names.join(", ")))
}

fn report(
    matching: &Matching,
    prepared: &Prepared,
    outcome: &Outcome,
    heard: &[Heard],
    command: Option<String>,
) -> MatchReport {
    let spec = matching.synth.spec();
    let task = &prepared.task;
    let entry = |heard: &Heard| MatchEntry {
        name: heard.preset.name.clone(),
        score: heard.score,
        measures: measure_values(&task.target, &heard.sound),
        parameters: matching.values_of(&heard.preset),
        files: EntryFiles::default(),
    };
    let stopped_by = serde_json::to_value(outcome.stopped_by).ok();
    MatchReport {
        format_version: FORMAT_VERSION,
        tonewright_version: env!("CARGO_PKG_VERSION").to_owned(),
        command,
        synth: SynthIdentity {
            id: spec.id.to_string(),
            name: spec.name.to_string(),
            sound_version: spec.sound_version,
        },
        method: matching.config.method.clone(),
        seed: task.seed,
        budget: BudgetLimits { renders: matching.budget.renders, secs: matching.budget.secs },
        note: task.gesture.note,
        velocity: task.gesture.velocity,
        gate_secs: task.gesture.gate_secs,
        rate_hz: task.setup.rate_hz,
        duration_secs: task.target.duration_secs(),
        renders: outcome.renders,
        failed: outcome.failed,
        secs: outcome.secs,
        stopped_by: stopped_by.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default(),
        target: TargetReport {
            name: prepared.target.name.clone(),
            path: Some(prepared.target.path.display().to_string()),
            analysis: prepared.target.analysis_report(),
            remarks: prepared.remarks.clone(),
            gain_db: prepared.gain_db,
        },
        best: entry(&heard[0]),
        alternatives: heard[1..].iter().map(entry).collect(),
        trace: outcome.trace.iter().map(Into::into).collect(),
    }
}

/// Where each entry goes, relative to the run folder.
fn name_files(report: &mut MatchReport, format: &dyn PresetFormat) {
    // A synth whose own presets are the house's JSON has one file of them, not two.
    let has_json = format.name() != "json";
    report.best.files = EntryFiles {
        preset: Some(format.place("preset")),
        json: has_json.then(|| "preset.json".to_owned()),
        wav: Some("match.wav".to_owned()),
    };
    for (number, entry) in (1..).zip(&mut report.alternatives) {
        let file = |extension: &str| Some(format!("alternatives/{number}.{extension}"));
        let preset = Some(format.place(&format!("alternatives/{number}")));
        entry.files = EntryFiles { preset, json: file("json").filter(|_| has_json), wav: file("wav") };
    }
}

fn write_all(
    folder: &RunFolder,
    prepared: &Prepared,
    report: &MatchReport,
    heard: &[Heard],
    matching: &Matching,
) -> Result<(), StudioError> {
    let entries = std::iter::once(&report.best).chain(&report.alternatives);
    for (entry, heard) in entries.zip(heard) {
        let EntryFiles { preset, json, wav } = &entry.files;
        if let Some(name) = preset {
            folder.write(name, "write the preset", &heard.bytes)?;
        }
        if let Some(name) = json {
            let bytes = json_bytes(matching.synth.spec(), std::slice::from_ref(&heard.preset))?;
            folder.write(name, "write the preset", &bytes)?;
        }
        if let Some(name) = wav {
            write_sound(folder, name, &heard.sound)?;
        }
    }
    write_sound(folder, "target.wav", &prepared.task.target)?;
    folder.write_json("result.json", "write the result", report)?;
    folder.write("report.md", "write the report", markdown(report).as_bytes())?;
    let alternatives: Vec<Audio> = heard[1..].iter().map(|heard| heard.sound.clone()).collect();
    let sounds =
        ReportSounds { target: &prepared.task.target, best: &heard[0].sound, alternatives: &alternatives };
    folder.write("report.html", "write the report", page(report, &sounds).as_bytes())?;
    Ok(())
}

/// 32-bit float, so that the file holds the very samples that were measured.
fn write_sound(folder: &RunFolder, name: &str, sound: &Audio) -> Result<(), StudioError> {
    let doing = "write the sound";
    let bytes = wav_bytes(sound, Depth::F32).map_err(|error| StudioError::Io {
        doing,
        path: folder.path().join(name),
        source: std::io::Error::other(error),
    })?;
    folder.write(name, doing, &bytes).map(drop)
}

/// Reads the written presets back and renders them again. The presets must be those that were found, and of a synth
/// that repeats itself the sounds too; whether it does is the answer.
fn verify(
    matching: &Matching,
    folder: &RunFolder,
    prepared: &Prepared,
    report: &MatchReport,
    heard: &[Heard],
) -> Result<Repeats, StudioError> {
    let mut repeats = matching.synth.spec().repeats;
    let entries = std::iter::once(&report.best).chain(&report.alternatives);
    for (entry, heard) in entries.zip(heard) {
        let Some(name) = &entry.files.preset else { continue };
        let path = folder.path().join(name);
        let presets = read_presets(&path, matching.synth.as_ref())?.presets;
        let Some(again) = presets.first().filter(|again| again.values == heard.preset.values) else {
            return Err(StudioError::NotTheSame { path, difference: f32::INFINITY });
        };
        if repeats == Repeats::Exactly {
            let difference = largest_difference(&render(matching, prepared, again)?, &heard.sound);
            if difference > 0.0 && !catalog::is_plugin(&matching.config.synth) {
                return Err(StudioError::NotTheSame { path, difference });
            }
            if difference > 0.0 {
                repeats = Repeats::Statistically;
            }
        }
    }
    Ok(repeats)
}

fn largest_difference(a: &Audio, b: &Audio) -> f32 {
    if (a.len_samples(), a.channel_count()) != (b.len_samples(), b.channel_count()) {
        return f32::INFINITY;
    }
    let channels = (0..a.channel_count()).flat_map(|c| a.channel(c).iter().zip(b.channel(c)));
    channels.fold(0.0, |most, (a, b)| most.max((a - b).abs()))
}

/// When the result can't be written (a full disk), its preset at least is kept: in the run folder if it got there, else in
/// the system's folder for temporary files.
fn rescued(
    error: StudioError,
    folder: &RunFolder,
    format: &dyn PresetFormat,
    best: &Heard,
    report: &MatchReport,
) -> StudioError {
    if !matches!(error, StudioError::Io { .. }) {
        return error;
    }
    let extension = format.extensions().first().copied().unwrap_or(format.name());
    let in_folder = folder.path().join(format.place("preset"));
    if std::fs::read(&in_folder).is_ok_and(|bytes| bytes == best.bytes) {
        return StudioError::Rescued { rescued: in_folder, source: Box::new(error) };
    }
    let stamp = jiff::Timestamp::now().as_millisecond();
    let stem = report.best.name.to_lowercase().replace(' ', "-");
    let path = std::env::temp_dir().join(format!("tonewright-{stem}-{stamp}.{extension}"));
    match crate::runs::write_whole(&path, &best.bytes) {
        Ok(()) => StudioError::Rescued { rescued: path, source: Box::new(error) },
        Err(_) => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_named_after_the_target() {
        assert_eq!(preset_names("plucked-string.wav", 2, 10), ["PLUCKED ST", "PLUCKED 1", "PLUCKED 2"]);
        assert_eq!(preset_names("plucked-string.wav", 1, 60), ["PLUCKED STRING", "PLUCKED STRING 1"]);
        assert_eq!(preset_names("é.wav", 0, 10), ["MATCH"]);
        assert_eq!(preset_names("Bass_01 (C2).aiff", 1, 10), ["BASS 01 C2", "BASS 01 1"]);
    }

    #[test]
    fn differences_are_found() {
        let sound = |last: f32| Audio::mono(vec![0.0, 0.5, last], 44_100);
        assert_eq!(largest_difference(&sound(0.1), &sound(0.1)), 0.0);
        assert!(largest_difference(&sound(0.1), &sound(0.2)) > 0.09);
        assert!(largest_difference(&sound(0.1), &Audio::mono(vec![], 44_100)).is_infinite());
    }
}
