//! `tonewright dataset`: recipes become data sets, and data sets are proved.

mod recipes;
mod render;
mod verify;

use std::process::ExitCode;

use clap::Subcommand;

use crate::voice::Failure;

/// Make data sets of sounds and presets, and prove them
#[derive(Debug, Subcommand)]
pub(crate) enum Args {
    Render(render::Args),
    Verify(verify::Args),
    Recipes(recipes::Args),
}

/// Does it, and says what came of it.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args {
        Args::Render(args) => render::run(args),
        Args::Verify(args) => verify::run(&args),
        Args::Recipes(args) => recipes::run(&args),
    }
}
