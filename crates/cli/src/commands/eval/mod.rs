//! `tonewright eval`: how good is what was learned?

mod proxy;
mod report;

use std::process::ExitCode;

use clap::Subcommand;

use crate::voice::Failure;

/// Examine models on data that they never saw (builds with `--features learned`), and put results together
#[derive(Debug, Subcommand)]
pub(crate) enum Args {
    Proxy(proxy::Args),
    Report(report::Args),
}

/// Does it, and says what came of it.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args {
        Args::Proxy(args) => proxy::run(args),
        Args::Report(args) => report::run(args),
    }
}
