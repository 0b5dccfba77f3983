//! `tonewright dataset stats`: means, deviations and extremes for whoever trains.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::dataset::{Counted, StatsRequest, stats};

use crate::voice::{self, Failure, Progress, Table, width};

/// Count means, deviations and extremes, and write them for whoever trains
///
/// One pass over all items that have sounds. Written are `statistics.json`, for people, and `statistics.safetensors`:
/// of the knobs and each feature `NAME.mean` and `NAME.std` cell by cell, `NAME.bins.mean` and `NAME.bins.std` band by
/// band, and `NAME.whole` with minimum, maximum, mean and deviation of all. Deviations are divided by the count.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright dataset stats datasets/bells\n  \
    tonewright dataset stats datasets/bells --split train\n  \
    tonewright dataset stats datasets/surge --npz mel-synth-permutations     as synth-permutations reads it")]
pub(crate) struct Args {
    /// The data set's folder
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
    /// Only the items of this split (`tonewright dataset split`)
    #[arg(long, value_name = "NAME")]
    split: Option<String>,
    /// The folder for the files [default: the data set's]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    /// Write mean and std of this feature as stats.npz, too
    #[arg(long, value_name = "FEATURE")]
    npz: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Counts it, and shows what was found.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let mut progress = Progress::new(args.json);
    let request = StatsRequest { folder: args.folder, split: args.split, out: args.out, npz: args.npz };
    let counted = stats(&request, &mut progress);
    progress.close();
    let counted = counted?;
    if args.json {
        voice::out_json(&counted.statistics)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = voice::out();
    for line in table(&counted).lines(width()) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    counted.files.iter().for_each(|file| voice::tell_remark(&format!("written: {}", file.display())));
    Ok(ExitCode::SUCCESS)
}

fn table(counted: &Counted) -> Table {
    let mut table = Table::with_numbers(&[2, 3, 4, 5, 6]);
    table.row(["", "shape", "observed", "mean", "std", "least", "most"]);
    for column in &counted.statistics.columns {
        let shape: Vec<String> = column.shape.iter().map(ToString::to_string).collect();
        let whole = column.whole;
        table.row([
            column.name.clone(),
            shape.join("×"),
            column.observations.to_string(),
            format!("{:.4}", whole.mean),
            format!("{:.4}", whole.std),
            format!("{:.4}", whole.min),
            format!("{:.4}", whole.max),
        ]);
    }
    table
}
