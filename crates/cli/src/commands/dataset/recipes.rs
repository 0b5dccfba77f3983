//! `tonewright dataset recipes`: the recipes that ship.

use std::io::Write as _;
use std::process::ExitCode;

use tonewright_studio::ask::dataset::{recipe_list, recipe_text};

use crate::voice::{self, Failure, Table, width};

/// List the recipes that ship, or print one
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The recipe to print
    #[arg(value_name = "RECIPE")]
    name: Option<String>,
}

/// Lists them, or prints one.
pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut out = voice::out();
    match args.name.as_deref() {
        Some(name) => write!(out, "{}", recipe_text(name)?)?,
        None => {
            let mut table = Table::default();
            for listed in recipe_list() {
                table.row([listed.name.clone(), listed.summary]);
                if listed.recipes != [listed.name] {
                    table.row([String::new(), listed.recipes.join(", ")]);
                }
            }
            for line in table.lines(width()) {
                writeln!(out, "{line}")?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
