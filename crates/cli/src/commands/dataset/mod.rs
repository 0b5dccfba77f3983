//! `tonewright dataset`: recipes become data sets, and data sets are proved.

mod estimate;
mod features;
mod fetch;
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

/// Make data sets of sounds and presets, and prove them
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
        Args::Recipes(args) => recipes::run(&args),
        Args::Priors(_) => priors::run(),
        Args::Features(_) => features::run(),
    }
}
