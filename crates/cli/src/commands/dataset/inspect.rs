//! `tonewright dataset inspect`: what data sets, or the priors of recipes, sound like.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::dataset::{InspectRequest, inspect, summary_rows};

use crate::voice::{self, Failure, Progress, Table, width};

/// Show what data sets sound like, in numbers and on a page
///
/// Loudness, brightness, pitch, length, silence and refusals, how often each parameter has which value, and some of the
/// sounds to look at and play, on a page that needs nothing else. Several data sets are shown beside each other. Of a
/// recipe the first items are rendered for it: that shows what a prior sounds like.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright dataset inspect datasets/bells\n  \
    tonewright dataset inspect dx7-fitted --real ~/banks           how far from real presets\n  \
    tonewright dataset inspect uniform.toml fitted.toml -o priors.html")]
pub(crate) struct Args {
    /// Folders of data sets, or recipes; at most four
    #[arg(required = true, value_name = "DIR|RECIPE", value_hint = ValueHint::AnyPath)]
    sets: Vec<String>,
    /// How many items of a recipe to render
    #[arg(long, value_name = "N", default_value_t = 256)]
    items: u64,
    /// How many items to listen to, spread over all
    #[arg(long, value_name = "N", default_value_t = 256)]
    listen: u64,
    /// How many sounds to put on the page
    #[arg(long, value_name = "N", default_value_t = 24)]
    sounds: usize,
    /// Real presets to compare with: corpora, preset files or folders (repeatable)
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    real: Vec<PathBuf>,
    /// Another value for a key of the recipes (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// The page [default: inspection.html in the first data set's folder; of recipes, here]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Inspects them, and says what was found.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let Args { sets, items, listen, sounds, real, set, out, json } = args;
    let request = InspectRequest { sets, items, listen, sounds, real, set, out };
    let stop = voice::stop_on_ctrl_c("nothing is written");
    let mut progress = Progress::new(json);
    let inspected = inspect(&request, &stop, &mut progress);
    progress.close();
    let inspected = inspected?;
    inspected.remarks.iter().for_each(|words| voice::tell_remark(words));
    if json {
        voice::out_json(&inspected.inspections)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::default();
    summary_rows(&inspected.inspections).into_iter().for_each(|row| table.cells(row));
    let mut out = voice::out();
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{}", inspected.page.display())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
