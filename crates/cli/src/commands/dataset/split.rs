//! `tonewright dataset split`: which items are for training and which for tests.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::dataset::{Split, SplitRequest, split};

use crate::voice::{self, Failure, Table, width};

/// Split a data set for training and tests
///
/// Near presets, and the variations of one, go to the same split. The split is kept in `split.safetensors` beside the
/// shards: a byte for each item, and in the header what it means. Shards are not touched.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright dataset split datasets/bells\n  \
    tonewright dataset split datasets/bells --rule train=0.9,test=0.1 --seed 3\n  \
    tonewright dataset split datasets/uniform --rule synth-proxy --together nothing\n\n\
    Rules are those of corpora: groups-80-10-10, synthrl, preset-gen-vae, synth-proxy (docs/guides/corpora.md).")]
pub(crate) struct Args {
    /// The data set's folder
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
    /// A rule by name, or shares: train=0.8,val=0.1,test=0.1
    #[arg(long, value_name = "RULE", default_value = "groups-80-10-10")]
    rule: String,
    /// The seed; the rule's own unless told
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// What stays together: near presets, items of the same preset, or nothing
    #[arg(long, value_name = "near|same|nothing", default_value = "near")]
    together: String,
    /// Replace another split
    #[arg(long, short)]
    force: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Splits it, and says how.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let Args { folder, rule, seed, together, force, json } = args;
    let done = split(&SplitRequest { folder, rule, seed, together, replace: force })?;
    if json {
        voice::out_json(&done)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = voice::out();
    for line in table(&done).lines(width()) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn table(done: &Split) -> Table {
    let mut table = Table::default();
    table.row(["split".to_owned(), format!("{} with seed {}", done.rule, done.seed)]);
    for (name, items) in &done.splits {
        let share = 100.0 * *items as f64 / done.items.max(1) as f64;
        table.row([format!("  {name}"), format!("{items} items ({share:.1} %)")]);
    }
    table.row(["groups".to_owned(), format!("{} of {} items", done.groups, done.items)]);
    table.row(["written".to_owned(), done.file.display().to_string()]);
    table
}
