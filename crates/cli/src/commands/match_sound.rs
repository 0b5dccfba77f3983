//! `tonewright match`: which preset makes this sound?

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use clap::ValueHint;
use serde::Serialize;
use tonewright_studio::ask::compare::{Criterion, missed};
use tonewright_studio::ask::match_sound::{Matched, Matching};
use tonewright_studio::config::{Layers, MatchConfig};
use tonewright_studio::report::{MatchReport, summary_lines};
use tonewright_studio::runs::Place;
use tonewright_studio::{StudioError, in_one_line};

use crate::voice::{self, Failure, Paint, Progress};

/// Find the preset that sounds most like a recording
///
/// Each TARGET is a recording of one note: WAV, AIFF, FLAC, OGG Vorbis or MP3. Its pitch, level and length are found out, then
/// presets are tried until the budget is spent, Ctrl-C is pressed or nothing improves. The best so far is always kept.
///
/// Everything goes into a new folder under `runs/`: preset.syx (loads into a DX7 or Dexed), match.wav, three different
/// alternatives, result.json, and report.html to listen and look.
#[derive(Debug, clap::Args)]
#[command(
    name = "match",
    after_help = "Examples:\n  \
        tonewright match pluck.wav\n  \
        tonewright match *.wav --budget 1m --out presets/\n  \
        tonewright match pad.flac --bank ~/dx7-banks            start from presets you own\n  \
        tonewright match bell.wav --lock algorithm=5            keep the algorithm\n  \
        tonewright match bass.wav --lock 'op6.*' --lock op6.switch=off\n  \
        tonewright match keys.wav --start mine.syx --lock 'lfo.*'   keep the LFO of a preset of yours\n\n\
        Notes are named as Yamaha does: C3 is middle C, MIDI note 60.\n\
        Exit codes: 0 done, 1 done but --require was missed, 2 could not."
)]
pub(crate) struct Args {
    /// Recordings of one note each
    #[arg(required = true, value_name = "TARGET", value_hint = ValueHint::FilePath)]
    targets: Vec<PathBuf>,

    /// The synth to program: one of `tonewright synths`, or "bridge:COMMAND"; "NAME on FILE" keeps what of that preset file
    /// is in no parameter [default: dx7]
    #[arg(long, value_name = "NAME", help_heading = "Search")]
    synth: Option<String>,
    /// How to search; `tonewright methods` lists all [default: search]
    #[arg(long, value_name = "NAME", help_heading = "Search")]
    method: Option<String>,
    /// How long to search, per target: `20s`, `2m`, `5000` (candidates), `none` [default: 20s]
    #[arg(long, value_name = "BUDGET", help_heading = "Search", allow_hyphen_values = true)]
    budget: Option<String>,
    /// Presets to look among and start from: files, folders, or `factory`, those that the synth comes with (repeatable)
    #[arg(long = "bank", value_name = "FILE|DIR", help_heading = "Search", value_hint = ValueHint::AnyPath)]
    banks: Vec<PathBuf>,
    /// A proxy of the synth that guesses at presets, for `--method proxy`: a checkpoint, or a run's folder; else the one that ships for the synth
    #[arg(long, value_name = "FILE|DIR", help_heading = "Search", value_hint = ValueHint::AnyPath)]
    proxy: Option<PathBuf>,
    /// A parameter that must stay: an id or a pattern such as `op6.*`, with or without a value (repeatable)
    ///
    /// Without a value it stays as in the synth's initial preset, or as in --start. `tonewright synths show dx7` lists the
    /// ids and what they take.
    #[arg(long = "lock", value_name = "PARAM[=VALUE]", help_heading = "Search")]
    locks: Vec<String>,
    /// A preset to start at, and to take locked values from: a file, or `factory`
    #[arg(long, value_name = "PRESET", help_heading = "Search", value_hint = ValueHint::FilePath)]
    start: Option<PathBuf>,
    /// Which voice of the --start file, counted from 1
    #[arg(long, value_name = "N", help_heading = "Search", requires = "start")]
    start_voice: Option<i64>,
    /// Same seed and budget in candidates, same preset [default: 1]
    #[arg(long, value_name = "N", help_heading = "Search")]
    seed: Option<u64>,
    /// Threads that render [default: one per core]
    #[arg(long, value_name = "N", help_heading = "Search")]
    threads: Option<u32>,

    /// The note to play: `auto`, a MIDI number, or a name such as C3 [default: auto]
    #[arg(long, value_name = "NOTE", help_heading = "Playing")]
    note: Option<String>,
    /// How hard to play, 1 to 127 [default: 100]
    #[arg(long, value_name = "N", help_heading = "Playing")]
    velocity: Option<u8>,
    /// How long the key is held: `auto` or seconds [default: auto]
    #[arg(long, value_name = "SECS", help_heading = "Playing")]
    gate: Option<String>,

    /// Where to write: a new folder for one target, the folder of folders for several [default: runs]
    #[arg(long, short, value_name = "DIR", help_heading = "Output", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    /// Print the result as JSON, and nothing else, on stdout
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Exit with 1 when a measure is worse than this, such as `mss=8` (repeatable)
    #[arg(long = "require", value_name = "MEASURE=VALUE", help_heading = "Output")]
    criteria: Vec<Criterion>,
    /// Show what would be done and with which settings, and do nothing
    #[arg(long, help_heading = "Output")]
    dry_run: bool,

    /// Settings from a file; a run folder's run.toml is one
    #[arg(long, value_name = "FILE", help_heading = "Settings", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
    /// Any setting by name, such as `sound.max-secs=8`; wins over everything (repeatable)
    #[arg(long = "set", value_name = "KEY=VALUE", help_heading = "Settings")]
    sets: Vec<String>,
}

/// What `--json` prints for one target.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer<'a> {
    Done {
        folder: &'a PathBuf,
        #[serde(flatten)]
        report: &'a MatchReport,
    },
    Failed {
        target: &'a PathBuf,
        error: String,
    },
}

/// Matches every target; one failure does not stop the others.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    for criterion in &args.criteria {
        tonewright_studio::catalog::measure(&criterion.measure)?;
    }
    let matching = Matching::open(config(&args)?)?;
    matching.warnings().iter().for_each(|words| voice::tell_remark(words));
    if args.dry_run {
        return dry_run(&args, &matching);
    }
    let place = Place::of_out(args.out.as_deref(), args.targets.len() == 1)?;
    let stop = voice::stop_on_ctrl_c("the best so far will be written");
    let mut progress = Progress::new(args.json);
    let mut results = Vec::new();
    for (number, target) in args.targets.iter().enumerate() {
        if number > 0 && stop.load(Ordering::Relaxed) {
            voice::tell_remark(&format!("{} targets were not started", args.targets.len() - number));
            break;
        }
        let result = matching.run(target, &place, Some(command_line()), &stop, &mut progress);
        progress.close();
        match &result {
            Ok(matched) if !args.json => say(matched)?,
            Ok(_) => {}
            Err(error) => voice::tell_error(error, &error.hints()),
        }
        results.push(result);
    }
    conclude(&args, &results)
}

/// The settings: defaults < file < flags < `--set`.
fn config(args: &Args) -> Result<MatchConfig, StudioError> {
    let mut layers = Layers::default();
    if let Some(path) = &args.config {
        layers.file(path)?;
    }
    let texts = [
        ("synth", args.synth.clone()),
        ("method", args.method.clone()),
        ("budget", args.budget.clone()),
        ("start", args.start.as_ref().map(|path| path.display().to_string())),
        ("gesture.note", args.note.clone()),
        ("gesture.gate", args.gate.clone()),
    ];
    for (key, text) in texts {
        text.map_or(Ok(()), |text| layers.set(key, text))?;
    }
    let numbers = [
        ("seed", args.seed.map(|seed| i64::try_from(seed).unwrap_or(i64::MAX))),
        ("start-voice", args.start_voice),
        ("threads", args.threads.map(i64::from)),
        ("gesture.velocity", args.velocity.map(i64::from)),
    ];
    for (key, number) in numbers {
        number.map_or(Ok(()), |number| layers.set(key, number))?;
    }
    if let Some(proxy) = &args.proxy {
        layers.set("proxy", proxy.display().to_string())?;
    }
    if !args.banks.is_empty() {
        layers.set("banks", args.banks.iter().map(|path| path.display().to_string()).collect::<Vec<_>>())?;
    }
    if !args.locks.is_empty() {
        layers.set("locks", args.locks.clone())?;
    }
    args.sets.iter().try_for_each(|text| layers.set_text(text))?;
    layers.resolve()
}

fn dry_run(args: &Args, matching: &Matching) -> Result<ExitCode, Failure> {
    let mut out = voice::out();
    let mut progress = Progress::new(args.json);
    for target in &args.targets {
        write!(out, "{}", matching.plan(target, &mut progress)?)?;
    }
    for lock in matching.locks() {
        let param = &matching.synth().spec().params[lock.param];
        writeln!(out, "# locked: {} = {}", param.id, param.text(lock.value))?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The lines a person reads at the end.
fn say(matched: &Matched) -> Result<(), Failure> {
    let paint = Paint::stdout();
    let mut out = voice::out();
    // The summary's own last line names the preset inside the run folder; here the way to it counts.
    let mut lines = summary_lines(&matched.report).into_iter().filter(|line| !line.starts_with("preset "));
    writeln!(out, "{}", paint.bold(&lines.next().unwrap_or_default()))?;
    for line in lines {
        writeln!(out, "{line}")?;
    }
    let preset = matched.report.best.files.preset.as_deref().unwrap_or("preset.json");
    for (what, file) in [("preset", preset), ("report", "report.html")] {
        writeln!(out, "{what:<10} {}", matched.folder.join(file).display())?;
    }
    out.flush()?;
    Ok(())
}

/// JSON, the summary of several targets, and the exit code.
fn conclude(args: &Args, results: &[Result<Matched, StudioError>]) -> Result<ExitCode, Failure> {
    if args.json {
        let pairs = args.targets.iter().zip(results);
        let answers: Vec<Answer> = pairs.map(|(target, result)| answer(target, result)).collect();
        match (answers.as_slice(), args.targets.len()) {
            ([Answer::Done { .. }], 1) => voice::out_json(&answers[0])?,
            (_, 1) => {}
            _ => voice::out_json(&answers)?,
        }
    }
    let failed = results.iter().filter(|result| result.is_err()).count();
    if args.targets.len() > 1 && !args.json {
        let done = results.len() - failed;
        let mut out = voice::out();
        writeln!(out, "{done} of {} targets matched", args.targets.len())?;
        out.flush()?;
    }
    if failed > 0 {
        return Ok(ExitCode::from(voice::COULD_NOT));
    }
    let misses =
        results.iter().flatten().flat_map(|matched| missed(&matched.report.best.measures, &args.criteria));
    let misses: Vec<String> = misses.collect();
    misses.iter().for_each(|words| voice::tell_remark(words));
    Ok(if misses.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(voice::CRITERION_MISSED) })
}

/// What is printed for one target.
fn answer<'a>(target: &'a PathBuf, result: &'a Result<Matched, StudioError>) -> Answer<'a> {
    match result {
        Ok(Matched { report, folder }) => Answer::Done { folder, report },
        Err(error) => Answer::Failed { target, error: in_one_line(error) },
    }
}

/// The command as it could be typed again.
fn command_line() -> String {
    let quoted = |word: String| {
        let is_plain = |c: char| c.is_alphanumeric() || "-_./=,:+@%~".contains(c);
        if !word.is_empty() && word.chars().all(is_plain) {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    };
    let words = std::env::args_os().skip(1).map(|word| quoted(word.to_string_lossy().into_owned()));
    std::iter::once("tonewright".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}
