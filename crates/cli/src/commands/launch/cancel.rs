//! `tonewright launch cancel`: the tasks of a launch are ended.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::launch::cancel;

use crate::voice::{self, Failure};

/// End all tasks of a launch; what is finished is kept
///
/// The same launch again goes on from there.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The launch's folder [default: the latest in launches/]
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: Option<PathBuf>,
}

/// Ends them.
pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let folder = cancel(args.folder.as_deref())?;
    let mut out = voice::out();
    writeln!(out, "{}", folder.display())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
