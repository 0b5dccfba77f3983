//! `tonewright launch logs`: what the tasks of a launch have said.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::launch::{JOIN, log};

use crate::voice::{self, Failure};

/// Print what a task of a launch has said
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The launch's folder [default: the latest in launches/]
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: Option<PathBuf>,
    /// The task's number, from 0, or `join`
    #[arg(long, value_name = "K", default_value = JOIN)]
    task: String,
}

/// Prints it.
pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let said = log(args.folder.as_deref(), &args.task)?;
    let mut out = voice::out();
    out.write_all(&said)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
