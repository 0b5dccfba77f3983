//! `tonewright dataset estimate`: what a recipe takes in hours, bytes and money.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::dataset::{Estimate, EstimateRequest, estimate};

use crate::voice::{self, Failure, Progress, Table, width};

/// Estimate what a data set takes: hours, bytes, money
///
/// The size follows from the recipe. The time is measured: its first items are rendered for some seconds, with its
/// features and gates, and thrown away.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright dataset estimate dx7-fitted\n  \
    tonewright dataset estimate dx7-fitted --items 100000000 --core-hour 0.02 --gigabyte-month 0.015")]
pub(crate) struct Args {
    /// A recipe that ships (`tonewright dataset recipes`), or a .toml file
    #[arg(value_name = "RECIPE", value_hint = ValueHint::FilePath)]
    recipe: String,
    /// Another number of items than the recipe's
    #[arg(long, value_name = "N")]
    items: Option<u64>,
    /// Another value for a key of the recipe (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Preset files and folders for a recipe that draws from a corpus (repeatable)
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    presets: Vec<PathBuf>,
    /// How long to measure
    #[arg(long, value_name = "SECS", default_value_t = 10.0)]
    secs: f64,
    /// How many threads to measure with [default: all cores]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
    /// Price of an hour of a core
    #[arg(long, value_name = "PRICE", default_value_t = 0.04)]
    core_hour: f64,
    /// Price of keeping a gigabyte for a month
    #[arg(long, value_name = "PRICE", default_value_t = 0.023)]
    gigabyte_month: f64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Measures, and tells what it takes.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let stop = voice::stop_on_ctrl_c("nothing is kept");
    let mut progress = Progress::new(args.json);
    let request = EstimateRequest {
        recipe: args.recipe,
        set: args.set,
        presets: args.presets,
        items: args.items,
        secs: args.secs,
        threads: args.threads,
        core_hour_price: args.core_hour,
        gigabyte_month_price: args.gigabyte_month,
    };
    let estimated = estimate(&request, &stop, &mut progress);
    progress.close();
    let estimated = estimated?;
    if args.json {
        voice::out_json(&estimated)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = voice::out();
    for line in table(&estimated).lines(width()) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn table(estimate: &Estimate) -> Table {
    let mut table = Table::default();
    let columns: Vec<String> = estimate
        .columns
        .iter()
        .filter(|(_, bytes)| *bytes >= 1000)
        .map(|(name, bytes)| format!("{name} {}", size(*bytes)))
        .collect();
    table.row(["items".to_owned(), estimate.items.to_string()]);
    table.row([
        "size".to_owned(),
        format!("{}: {} an item ({})", size(estimate.bytes), size(estimate.item_bytes), columns.join(", ")),
    ]);
    table.row([
        "time".to_owned(),
        format!(
            "{:.2} hours on {} threads, {:.1} items a second (measured on {})",
            estimate.hours, estimate.threads, estimate.items_per_sec, estimate.measured_items
        ),
    ]);
    table.row(["work".to_owned(), format!("{:.2} core-hours", estimate.core_hours)]);
    table.row([
        "money".to_owned(),
        format!("{:.2} to make it, {:.2} a month to keep it", estimate.compute_price, estimate.month_price),
    ]);
    table
}

/// A number of bytes in few characters.
fn size(bytes: u64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    let found = units.iter().find(|(unit, _)| bytes as f64 >= *unit);
    found.map_or(format!("{bytes} B"), |(unit, name)| format!("{:.1} {name}", bytes as f64 / unit))
}
