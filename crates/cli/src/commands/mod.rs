//! The commands, one file each: what may be typed, and how an answer is said.

mod bench;
mod compare;
mod completions;
mod configs;
mod corpus;
mod corpus_sheet;
mod dataset;
mod device;
mod doctor;
mod embed;
mod eval;
mod find;
mod launch;
mod learn;
mod match_sound;
mod measures;
mod methods;
mod models;
mod preset_sheet;
mod presets;
mod render;
mod runs;
mod synths;
mod train;
mod tune;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::voice::Failure;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "tonewright",
    version = tonewright_studio::runs::version_line(),
    about = "A sound goes in, the synth preset that makes it comes out",
    long_about = "A sound goes in, the synth preset that makes it comes out.\n\n\
        Give `tonewright match` a recording of one note, and it searches for the DX7 voice that sounds most like it. \
        You get a .syx file that loads into a DX7 or Dexed, and a page to compare both by ear.",
    after_help = "Examples:\n  \
        tonewright match pluck.wav                     a preset for this sound, in 20 seconds\n  \
        tonewright match pluck.wav --budget 2m         the same, searched longer\n  \
        tonewright find pluck.wav --in banks/          which of your presets is most like it\n  \
        tonewright compare pluck.wav runs/*/match.wav  how far apart two sounds are\n  \
        tonewright render runs/*/preset.syx -o a.wav   what a preset sounds like\n\n\
        `tonewright COMMAND --help` explains a command in full.",
    propagate_version = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What one may ask.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Match(Box<match_sound::Args>),
    Find(Box<find::Args>),
    Render(render::Args),
    #[command(subcommand)]
    Presets(presets::Args),
    #[command(subcommand)]
    Corpus(corpus::Args),
    Compare(compare::Args),
    Synths(synths::Args),
    Methods(methods::Args),
    Measures(measures::Args),
    Embed(embed::Args),
    Models(models::Args),
    #[command(subcommand)]
    Dataset(dataset::Args),
    #[command(subcommand)]
    Launch(launch::Args),
    #[command(subcommand)]
    Train(train::Args),
    #[command(subcommand)]
    Tune(tune::Args),
    #[command(subcommand)]
    Eval(eval::Args),
    #[command(subcommand)]
    Runs(runs::Args),
    Bench(bench::Args),
    Doctor(doctor::Args),
    Completions(completions::Args),
}

impl Command {
    /// Asks, and says the answer.
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Match(args) => match_sound::run(*args),
            Self::Find(args) => find::run(*args),
            Self::Render(args) => render::run(args),
            Self::Presets(args) => presets::run(args),
            Self::Corpus(args) => corpus::run(args),
            Self::Compare(args) => compare::run(args),
            Self::Synths(args) => synths::run(args),
            Self::Methods(args) => methods::run(args),
            Self::Measures(args) => measures::run(args),
            Self::Embed(args) => embed::run(args),
            Self::Models(args) => models::run(args),
            Self::Dataset(args) => dataset::run(args),
            Self::Launch(args) => launch::run(args),
            Self::Train(args) => train::run(args),
            Self::Tune(args) => tune::run(args),
            Self::Eval(args) => eval::run(args),
            Self::Runs(args) => runs::run(args),
            Self::Bench(args) => bench::run(args),
            Self::Doctor(args) => doctor::run(args),
            Self::Completions(args) => completions::run(args),
        }
    }
}
