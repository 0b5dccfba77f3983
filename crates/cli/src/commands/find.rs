//! `tonewright find`: which of my presets sounds most like this?

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::find::{FindRequest, Found, FoundPreset, find};
use tonewright_studio::config::{Gate, GestureConfig, Note};

use crate::voice::{self, Failure, Progress, Table, width};

/// Find which of your presets sounds most like a recording, or like another preset
///
/// TARGET is a recording of one note (its pitch and length are found out), or a preset file of the synth. Your presets are
/// listened to once, which is remembered, wherever they lie; from then on an answer takes a moment. The likeliest are played
/// again exactly as the target is, and scored as `tonewright match` scores: 0 is the same sound.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright find pluck.wav --in ~/dx7-banks\n  \
    tonewright find pluck.wav --in ~/dx7-banks --in new.syx --top 5 --out found/\n  \
    tonewright find bank.syx --voice 7 --in ~/dx7-banks       presets like this preset\n  \
    tonewright find pad.flac --in factory --synth surge       those that a synth comes with\n\n\
    Notes are named as Yamaha does: C3 is middle C, MIDI note 60.")]
pub(crate) struct Args {
    /// A recording of one note, or a preset file
    #[arg(value_name = "TARGET", value_hint = ValueHint::FilePath)]
    target: PathBuf,
    /// Presets to look through: files, folders, or `factory`, those that the synth comes with (repeatable)
    #[arg(long = "in", required = true, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    libraries: Vec<PathBuf>,
    /// Which preset of the target file, counted from 1
    #[arg(long, value_name = "N")]
    voice: Option<usize>,
    /// The synth whose presets they are: one of `tonewright synths`
    #[arg(long, value_name = "NAME", default_value = "dx7")]
    synth: String,
    /// How many to tell
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// How many of the likeliest are played again
    #[arg(long, value_name = "N", default_value_t = 200)]
    candidates: usize,
    /// A proxy of the synth that says which are likeliest, so that the others are never played: a checkpoint, a run's folder, or one that ships (`shipped-dx7`, `shipped-subtractive`)
    #[arg(long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    proxy: Option<PathBuf>,
    /// The note to play: `auto`, a MIDI number, or a name such as C3
    #[arg(long, value_name = "NOTE", default_value = "auto")]
    note: Note,
    /// How hard to play, 1 to 127
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u8).range(1..=127))]
    velocity: u8,
    /// How long the key is held: `auto` or seconds
    #[arg(long, value_name = "SECS", default_value = "auto")]
    gate: Gate,
    /// Threads that render [default: one per core]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
    /// A new folder for the presets that are found and their sounds
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Say nothing of the progress
    #[arg(long, short)]
    quiet: bool,
}

/// Looks it up, and says what was found.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let request = FindRequest {
        target: args.target,
        voice: args.voice,
        libraries: args.libraries,
        synth: args.synth,
        proxy: args.proxy,
        gesture: GestureConfig { note: args.note, velocity: args.velocity, gate: args.gate },
        top: args.top,
        candidates: args.candidates,
        threads: args.threads,
        out: args.out,
    };
    let stop = voice::stop_on_ctrl_c("what was heard is kept");
    let mut progress = Progress::new(args.quiet || args.json);
    let found = find(&request, &stop, &mut progress);
    progress.close();
    let Some(found) = found? else {
        voice::tell_remark("stopped; the same command goes on from here");
        return Ok(ExitCode::from(voice::INTERRUPTED));
    };
    if args.json {
        voice::out_json(&found)?;
    } else {
        say(&found)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn say(found: &Found) -> Result<(), Failure> {
    let mut table = Table::default();
    for (rank, preset) in found.found.iter().enumerate() {
        table.row([
            format!("{:>3}", rank + 1),
            format!("{:.4}", preset.score),
            preset.name.clone(),
            place(preset),
        ]);
    }
    let mut out = voice::out();
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    writeln!(
        out,
        "of {} presets ({} different), {} were played again",
        found.presets, found.distinct, found.heard
    )?;
    Ok(out.flush()?)
}

/// `banks/rom1a.syx 11 (and in 3 other places)`, or where it was written.
fn place(preset: &FoundPreset) -> String {
    let place = format!("{} {}", preset.place.path.display(), preset.place.number);
    let more = match preset.also.len() {
        0 => String::new(),
        1 => " (and in another place)".to_owned(),
        count => format!(" (and in {count} other places)"),
    };
    let file = preset.file.as_ref().map_or_else(String::new, |file| format!(" -> {}", file.display()));
    format!("{place}{more}{file}")
}
