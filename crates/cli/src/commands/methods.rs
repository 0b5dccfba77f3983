//! `tonewright methods`: how can one search?

use std::io::Write as _;
use std::process::ExitCode;

use clap::Subcommand;
use tonewright_studio::ask::synths::{MethodSheet, method, methods};

use crate::voice::{self, Failure, Paint, Table, width};

/// List the search methods, or show the settings of one
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright methods\n  \
    tonewright methods show search\n  \
    tonewright match a.wav --method genetic --set method-config.population=64")]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the methods, the default first
    List,
    /// Show a method's settings
    Show {
        /// The method
        #[arg(value_name = "NAME")]
        name: String,
    },
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args.what {
        Some(What::Show { name }) if args.json => voice::out_json(&method(&name)?)?,
        Some(What::Show { name }) => say_one(&method(&name)?)?,
        _ if args.json => voice::out_json(&methods())?,
        _ => say_all()?,
    }
    Ok(ExitCode::SUCCESS)
}

fn say_all() -> Result<(), Failure> {
    let mut table = Table::default();
    for (number, sheet) in methods().into_iter().enumerate() {
        let mark = if number == 0 { " (the default)" } else { "" };
        table.row([sheet.name, format!("{}{mark}", sheet.summary)]);
    }
    let mut out = voice::out();
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

fn say_one(sheet: &MethodSheet) -> Result<(), Failure> {
    let mut out = voice::out();
    writeln!(out, "{}: {}", Paint::stdout().bold(&sheet.name), sheet.summary)?;
    if let Some(paper) = &sheet.paper {
        writeln!(out, "paper: {paper}")?;
    }
    writeln!(out, "\nsettings (`--set method-config.NAME=VALUE`)")?;
    let mut table = Table::default();
    for (name, value) in &sheet.defaults {
        table.row([name.clone(), value.to_string()]);
    }
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}
