//! Files of settings that ship: all of them with what they are for, or the text of one.

use std::io::Write as _;
use std::process::ExitCode;

use tonewright_studio::StudioError;
use tonewright_studio::ask::train::ListedConfig;

use crate::voice::{self, Failure};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The one to print
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Prints the one that is named, or lists all.
pub(crate) fn run(
    args: &Args,
    text: impl FnOnce(&str) -> Result<String, StudioError>,
    list: impl FnOnce() -> Result<Vec<ListedConfig>, StudioError>,
) -> Result<ExitCode, Failure> {
    let mut out = voice::out();
    match &args.name {
        Some(name) => write!(out, "{}", text(name)?)?,
        None => {
            for listed in list()? {
                writeln!(out, "{}\n    {}", listed.names.join("\n"), listed.summary)?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
