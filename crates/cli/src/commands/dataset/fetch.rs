//! `tonewright dataset fetch`: a data set comes from an object store.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::dataset::{FetchRequest, fetch};

use crate::voice::{self, Failure, Progress};

/// Fetch a data set from an object store
///
/// Files that are here in their full length stay, so the same command goes on where it was ended. `tonewright dataset
/// verify` says whether every byte is right.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright dataset fetch s3://sounds/bells -o datasets/bells")]
pub(crate) struct Args {
    /// Where it is: s3://bucket/prefix
    #[arg(value_name = "URL")]
    url: String,
    /// The folder for it
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: PathBuf,
    /// Say nothing of the progress
    #[arg(long, short)]
    quiet: bool,
}

/// Fetches it, and says where it is.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let stop = voice::stop_on_ctrl_c("files that are here are kept");
    let mut progress = Progress::new(args.quiet);
    let fetched = fetch(&FetchRequest { url: args.url, out: args.out.clone() }, &stop, &mut progress);
    progress.close();
    let fetched = fetched?;
    if !args.quiet {
        let megabytes = fetched.bytes as f64 / 1e6;
        voice::tell_line(&format!("{} files fetched, {megabytes:.1} MB", fetched.files));
    }
    if !fetched.complete {
        voice::tell_remark("it has no manifest yet: shards of it are still being rendered");
    }
    let mut out = voice::out();
    writeln!(out, "{}", args.out.display())?;
    out.flush()?;
    Ok(if fetched.interrupted { ExitCode::from(voice::INTERRUPTED) } else { ExitCode::SUCCESS })
}
