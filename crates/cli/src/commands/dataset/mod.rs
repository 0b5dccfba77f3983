//! `tonewright dataset`: recipes become data sets, data sets are proved, and written in the formats of others.

mod export;
mod import;
mod recipes;
mod render;
mod verify;

use std::process::ExitCode;

use clap::Subcommand;

use crate::voice::Failure;

/// Make data sets of sounds and presets, prove them, write them in other formats
#[derive(Debug, Subcommand)]
pub(crate) enum Args {
    Render(render::Args),
    Verify(verify::Args),
    Export(export::Args),
    Import(import::Args),
    Recipes(recipes::Args),
}

/// Does it, and says what came of it.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args {
        Args::Render(args) => render::run(args),
        Args::Verify(args) => verify::run(&args),
        Args::Export(args) => export::run(args),
        Args::Import(args) => import::run(args),
        Args::Recipes(args) => recipes::run(&args),
    }
}
