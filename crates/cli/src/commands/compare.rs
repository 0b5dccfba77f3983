//! `tonewright compare`: how far apart are two sounds?

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::compare::{Comparison, Criterion, compare};
use tonewright_studio::report::{Direction, Likeness, MeasureValue, place_of};

use crate::voice::{self, Failure, Paint, Table, width};

/// Measure how far apart two sounds are
///
/// Prints every measure of the house. Sounds of different rates are resampled first; the first file is the target.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright compare target.wav match.wav\n  \
    tonewright compare a.wav b.wav --max mss=5    exit with 1 when mss is worse than 5\n\n\
    Exit codes: 0 done, 1 done but --max was missed, 2 could not.")]
pub(crate) struct Args {
    /// The sound that is wanted
    #[arg(value_name = "TARGET", value_hint = ValueHint::FilePath)]
    target: PathBuf,
    /// The sound to compare with it
    #[arg(value_name = "CANDIDATE", value_hint = ValueHint::FilePath)]
    candidate: PathBuf,
    /// Exit with 1 when a measure is worse than this, such as `mss=5` (repeatable)
    #[arg(long = "max", value_name = "MEASURE=VALUE")]
    criteria: Vec<Criterion>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let comparison = compare(&args.target, &args.candidate, &args.criteria)?;
    if args.json {
        voice::out_json(&comparison)?;
    } else {
        say(&comparison)?;
    }
    Ok(if comparison.missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(voice::CRITERION_MISSED) })
}

fn say(comparison: &Comparison) -> Result<(), Failure> {
    comparison.remarks.iter().for_each(|words| voice::tell_remark(words));
    let mut out = voice::out();
    let mut table = Table::with_numbers(&[1]);
    for measure in &comparison.measures {
        table.row([measure.name.clone(), value(measure), aim(measure), summary(measure)]);
    }
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    if let Some(place) = place_of(&comparison.measures) {
        let likeness = Likeness::at(place);
        let words = Paint::stdout().bold(likeness.words());
        writeln!(out, "\n{words} ({:.0} of 100): {}", place * 100.0, likeness.meaning())?;
    }
    out.flush()?;
    comparison.missed.iter().for_each(|words| voice::tell_remark(words));
    Ok(())
}

/// The value with its unit.
fn value(measure: &MeasureValue) -> String {
    let unit = if measure.unit.is_empty() { String::new() } else { format!(" {}", measure.unit) };
    measure.value.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}{unit}"))
}

/// Which way it improves.
fn aim(measure: &MeasureValue) -> String {
    match measure.better {
        Direction::Lower => "lower is closer",
        Direction::Higher => "higher is closer",
    }
    .to_owned()
}

/// What it means, or why it has no value.
fn summary(measure: &MeasureValue) -> String {
    measure.note.clone().unwrap_or_else(|| measure.summary.clone())
}
