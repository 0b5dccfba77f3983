//! `tonewright measures`: in which ways can two sounds be compared?

use std::io::Write as _;
use std::process::ExitCode;

use tonewright_studio::ask::synths::measures;

use crate::voice::{self, Failure, Table, width};

/// List the measures of `compare` and of every report
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print JSON, with units, sources and values of identical sounds
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let measures = measures();
    if args.json {
        voice::out_json(&measures)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::default();
    for sheet in measures {
        table.row([
            sheet.name,
            format!("{} is closer", sheet.better),
            format!("{}: {}", sheet.title, sheet.summary),
        ]);
    }
    let mut out = voice::out();
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
