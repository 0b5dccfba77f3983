//! `tonewright dataset merge`: data sets become one.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::dataset::{MergeRequest, merge};

use crate::voice::{self, Failure, Progress};

/// Make one data set of several
///
/// Shares of one recipe that several machines rendered become the data set that one machine would have made, byte by
/// byte. Data sets of other recipes go one behind the other where their rows hold the same. Shards are linked, or copied
/// where the disk can't link.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright dataset merge host1/bells host2/bells -o datasets/bells\n  \
    tonewright dataset merge datasets/fitted datasets/factory -o datasets/both")]
pub(crate) struct Args {
    /// The data sets' folders
    #[arg(required = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    folders: Vec<PathBuf>,
    /// The folder of the result
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: PathBuf,
    /// Say nothing of the progress
    #[arg(long, short)]
    quiet: bool,
}

/// Merges them, and says what is there.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let mut progress = Progress::new(args.quiet);
    let request = MergeRequest { folders: args.folders, out: args.out };
    let merged = merge(&request, &mut progress);
    progress.close();
    let merged = merged?;
    if merged.manifest.is_none() {
        let (shards, of) = (merged.shards, merged.of);
        voice::tell_remark(&format!("{shards} of {of} shards are there: merge again when the others are"));
    }
    let mut out = voice::out();
    writeln!(out, "{}", request.out.display())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
