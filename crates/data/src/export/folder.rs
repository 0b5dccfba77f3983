//! A folder of WAV files, a line of JSON for each in `examples.jsonl`: what anything can read. `dataset.json` is the data
//! set's manifest.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use half::f16;
use serde::{Serialize, Serializer};
use tonewright_audio::Audio;
use tonewright_audio::write::{Depth, WriteError, wav};
use tonewright_synth::{Norm, SynthSpec};

use super::about::About;
use super::source::{Source, Stretch};
use super::{ExportFormat, ExportSettings};
use crate::error::DataError;
use crate::recipe::Note;

/// The format `folder`.
pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "folder",
    summary: "a folder of WAV files with a line of JSON for each: parameters by name, notes, levels",
    ending: "-folder",
    takes: &["depth"],
    missing: None,
    write,
    is_ours: |path| path.join(EXAMPLES).is_file() && path.join(DATASET).is_file(),
};

/// A line for each sound.
const EXAMPLES: &str = "examples.jsonl";
/// What the data set says of itself.
pub(super) const DATASET: &str = "dataset.json";
/// The folder of the sounds.
const AUDIO: &str = "audio";

/// What is told of a sound.
#[derive(Serialize)]
struct Example<'a> {
    file_name: String,
    item: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    synth: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Note>,
    rms: f32,
    peak: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<&'a Parameters<'a>>,
}

/// The parameters of an item by their ids, in the synth's order.
struct Parameters<'a>(Vec<(&'a str, Value)>);

/// A parameter's value as `presets show --json` has it: on the knob, and in its own unit where the synth is known.
#[derive(Serialize)]
struct Value {
    norm: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    plain: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl Serialize for Parameters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, value)| (id, value)))
    }
}

fn write(source: &mut Source<'_>, path: &Path, settings: &ExportSettings) -> Result<(), DataError> {
    if source.about.column("audio").is_none() {
        return Err(DataError::Format {
            format: "folder",
            path: path.to_owned(),
            reason: "the data set keeps no sounds (its `store.audio` is `none`)".to_owned(),
        });
    }
    let fault = |source| DataError::io("write", path, 0, source);
    fs::create_dir_all(path.join(AUDIO)).map_err(fault)?;
    write_manifest(path, source)?;
    let lines = File::create(path.join(EXAMPLES)).map_err(fault)?;
    let order = source.order;
    let mut writer = Writer { folder: path, lines: BufWriter::new(lines), depth: settings.depth, clipped: 0 };
    let is_there = |name: &&str| source.about.column(name).is_some();
    let columns = ["audio", "notes", "levels", "knobs"].into_iter().filter(is_there);
    let columns: Vec<String> = columns.map(str::to_owned).collect();
    source.each(&columns, |stretch, about| {
        (0..stretch.len()).try_for_each(|row| {
            let parameters = parameters(stretch, about, row, order.spec);
            (0..about.notes).try_for_each(|note| writer.put(stretch, about, (row, note), parameters.as_ref()))
        })
    })?;
    writer.lines.flush().and_then(|()| writer.lines.get_ref().sync_all()).map_err(fault)?;
    if writer.clipped > 0 {
        source.remark(format!(
            "{} sounds go over full scale and were clipped: `--depth float32` keeps them",
            writer.clipped
        ));
    }
    if order.spec.is_none() && !source.about.parameters.is_empty() {
        source.remark("the synth is not here, so that parameters are told by where their knobs stand only");
    }
    Ok(())
}

/// Writes what the data set says of itself.
pub(super) fn write_manifest(folder: &Path, source: &Source<'_>) -> Result<(), DataError> {
    let mut text = serde_json::to_vec_pretty(source.order.manifest).expect("a manifest is plain data");
    text.push(b'\n');
    fs::write(folder.join(DATASET), text).map_err(|source| DataError::io("write", folder, 0, source))
}

/// The parameters of an item, with their values in their own units where the synth is known.
fn parameters<'a>(
    stretch: &Stretch,
    about: &'a About,
    row: usize,
    spec: Option<&SynthSpec>,
) -> Option<Parameters<'a>> {
    let width = about.column("knobs")?.shape[0];
    let knobs = &stretch.column("knobs").numbers::<f32>()[row * width..(row + 1) * width];
    let of = |(index, (id, knob)): (usize, (&'a String, &f32))| {
        let (norm, param) = (Norm::saturating(*knob), spec.and_then(|spec| spec.params.get(index)));
        let plain = param.map(|param| param.plain_from_norm(norm).0);
        (id.as_str(), Value { norm: *knob, plain, text: param.map(|param| param.text(norm)) })
    };
    Some(Parameters(about.parameters.iter().zip(knobs).enumerate().map(of).collect()))
}

/// Writes sounds and their lines.
struct Writer<'a> {
    folder: &'a Path,
    lines: BufWriter<File>,
    depth: Option<Depth>,
    clipped: u64,
}

impl Writer<'_> {
    fn put(
        &mut self,
        stretch: &Stretch,
        about: &About,
        (row, note): (usize, usize),
        parameters: Option<&Parameters>,
    ) -> Result<(), DataError> {
        let item = stretch.items.start + row as u64;
        let place = row * about.notes + note;
        let file_name = if about.notes == 1 {
            format!("{AUDIO}/{item:08}.wav")
        } else {
            format!("{AUDIO}/{item:08}-{note}.wav")
        };
        let path = self.folder.join(&file_name);
        let written = wav(&path, &sound(stretch, about, place), self.depth.unwrap_or(Depth::F32));
        let written = written.map_err(|error| refused(&path, error))?;
        self.clipped += u64::from(written.clipped_samples > 0);
        let levels = &stretch.column("levels").numbers::<f32>()[place * 2..place * 2 + 2];
        let example = Example {
            file_name,
            item,
            synth: about.recipe.as_ref().map(|recipe| recipe.synth.as_str()),
            note: about.column("notes").map(|_| note_of(stretch, place)),
            rms: levels[0],
            peak: levels[1],
            parameters,
        };
        let fault = |source| DataError::io("write", self.folder, 0, source);
        serde_json::to_writer(&mut self.lines, &example).map_err(|error| fault(error.into()))?;
        self.lines.write_all(b"\n").map_err(fault)
    }
}

/// A refusal of the writer of sounds; a full disk is told apart.
fn refused(path: &Path, error: WriteError) -> DataError {
    match error {
        WriteError::Io { path, source } => DataError::io("write", &path, 0, source),
        other => DataError::Format { format: "folder", path: path.to_owned(), reason: other.to_string() },
    }
}

fn note_of(stretch: &Stretch, place: usize) -> Note {
    let note = &stretch.column("notes").numbers::<f32>()[place * 4..place * 4 + 4];
    Note { note: note[0] as u8, velocity: note[1] as u8, start_secs: note[2], gate_secs: note[3] }
}

/// The sound at a place, counted over items and their notes.
pub(super) fn sound(stretch: &Stretch, about: &About, place: usize) -> Audio {
    let channels = about.sound.channels;
    let block = stretch.column("audio");
    let column = about.column("audio").expect("the sounds were asked for");
    let samples = column.shape[2];
    let of = |channel: usize| -> Vec<f32> {
        let at = (place * channels + channel) * samples;
        if column.dtype == "F16" {
            block.numbers::<f16>()[at..at + samples].iter().map(|sample| sample.to_f32()).collect()
        } else {
            block.numbers::<f32>()[at..at + samples].to_vec()
        }
    };
    Audio::from_channels((0..channels).map(of).collect(), about.sound.rate_hz)
}
