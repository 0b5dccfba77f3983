//! `tonewright dataset`: recipes become data sets, data sets are proved, and written in the formats of others.

mod estimate;
mod export;
mod features;
mod fetch;
mod import;
mod inspect;
mod merge;
mod priors;
mod recipes;
mod render;
mod split;
mod stats;
mod verify;

use std::process::ExitCode;

use clap::Subcommand;

use crate::voice::Failure;

/// Make data sets of sounds and presets, prove them, write them in other formats
#[derive(Debug, Subcommand)]
pub(crate) enum Args {
    Render(render::Args),
    Estimate(estimate::Args),
    Verify(verify::Args),
    Inspect(inspect::Args),
    Fetch(fetch::Args),
    Split(split::Args),
    Merge(merge::Args),
    Stats(stats::Args),
    Export(export::Args),
    Import(import::Args),
    Recipes(recipes::Args),
    Priors(priors::Args),
    Features(features::Args),
}

/// Does it, and says what came of it.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args {
        Args::Render(args) => render::run(args),
        Args::Estimate(args) => estimate::run(args),
        Args::Verify(args) => verify::run(&args),
        Args::Inspect(args) => inspect::run(args),
        Args::Fetch(args) => fetch::run(args),
        Args::Split(args) => split::run(args),
        Args::Merge(args) => merge::run(args),
        Args::Stats(args) => stats::run(args),
        Args::Export(args) => export::run(args),
        Args::Import(args) => import::run(args),
        Args::Recipes(args) => recipes::run(&args),
        Args::Priors(_) => priors::run(),
        Args::Features(_) => features::run(),
    }
}
