//! `tonewright bench`: how good is it?

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::bench::{BenchRequest, PROTOCOLS, bench};

use crate::voice::{self, Failure, Table, width};

/// Measure how good measures and methods are
///
/// Without a PROTOCOL, lists them. Each prints the Markdown table that the documentation publishes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright bench                                   list the protocols\n  \
    tonewright bench listeners                         every measure against human ratings\n  \
    tonewright bench listeners --only objective --json")]
pub(crate) struct Args {
    /// The protocol
    #[arg(value_name = "PROTOCOL")]
    protocol: Option<String>,
    /// The data it needs [default: $TONEWRIGHT_DATA, else ../shared/data]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data: Option<PathBuf>,
    /// Examine only this measure or method (repeatable)
    #[arg(long = "only", value_name = "NAME")]
    names: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let Some(protocol) = args.protocol else {
        let mut out = voice::out();
        let mut table = Table::default();
        PROTOCOLS.iter().for_each(|entry| table.row([entry.name, entry.summary]));
        for line in table.lines(width()) {
            writeln!(out, "{line}")?;
        }
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    };
    let answer = bench(&protocol, &BenchRequest { data: args.data, names: args.names })?;
    if args.json {
        voice::out_json(&answer.json)?;
    } else {
        let mut out = voice::out();
        write!(out, "{}", answer.markdown)?;
        out.flush()?;
    }
    Ok(ExitCode::SUCCESS)
}
