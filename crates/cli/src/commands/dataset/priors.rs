//! `tonewright dataset priors`: how presets can be drawn.

use std::io::Write as _;
use std::process::ExitCode;

use tonewright_studio::ask::dataset::PRIORS;

use crate::voice::{self, Failure, Paint, Table, width};

/// List how presets can be drawn, with the settings of each
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Lists them.
pub(super) fn run() -> Result<ExitCode, Failure> {
    let mut out = voice::out();
    for (index, prior) in PRIORS.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}: {}", Paint::stdout().bold(prior.name), prior.summary)?;
        let mut table = Table::default();
        table.row(["from".to_owned(), prior.source.to_owned()]);
        for (key, usual, words) in prior.settings {
            let usual = if usual.is_empty() { String::new() } else { format!(" [default: {usual}]") };
            table.row([(*key).to_owned(), format!("{words}{usual}")]);
        }
        for line in table.lines(width()) {
            writeln!(out, "{line}")?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
