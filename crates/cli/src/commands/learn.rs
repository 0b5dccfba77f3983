//! `tonewright synths learn`: an unknown synth becomes a definition.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::learn::{LearnRequest, learn};

use crate::voice::{self, Failure, Progress};

/// Listen to a synth and write its definition, to be edited
///
/// Each knob is moved while everything else stays put, around several presets. What is never heard is held, what takes
/// only a few values is told apart from what takes any. The definition goes to stdout, or into a file.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright synths learn amsynth > synths/amsynth.toml\n  \
    tonewright synths learn ~/synths/Some.clap -o some.toml\n  \
    tonewright match bass.wav --synth ./some.toml\n\n\
    docs/guides/adding-a-synth.md tells what is left to edit.")]
pub(super) struct Args {
    /// The synth: a plug-in by short name, address or file, `bridge:COMMAND`, or one of ours
    #[arg(value_name = "PLUGIN")]
    synth: String,
    /// Write into this file, which must not be there yet
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    out: Option<PathBuf>,
    /// What the presets are drawn from around which the knobs are moved
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Around how many presets each knob is moved; what is hardly heard, around up to three times as many
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=100))]
    contexts: u16,
    /// Most renders; what was not reached is left as the synth tells it
    #[arg(long, value_name = "N")]
    renders: Option<usize>,
    /// A sentence for the definition's notes; may be given several times
    #[arg(long, value_name = "TEXT")]
    notes: Vec<String>,
    /// Say nothing of the progress
    #[arg(long, short)]
    quiet: bool,
}

/// Listens, and says what was learned.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let request = LearnRequest {
        synth: args.synth,
        seed: args.seed,
        contexts: args.contexts.into(),
        renders_most: args.renders,
        notes: args.notes,
        out: args.out,
    };
    let stop = voice::stop_on_ctrl_c("nothing is written");
    let mut progress = Progress::new(args.quiet);
    let learned = learn(&request, &stop, &mut progress);
    progress.close();
    let learned = learned?;
    if !args.quiet {
        let few = learned.heard_few;
        voice::tell_line(&format!(
            "{}; {few} claim to take any value and were heard to take few",
            learned.totals
        ));
        voice::tell_line(&format!(
            "{} renders around {} presets in {:.0} s",
            learned.renders, learned.contexts, learned.secs
        ));
    }
    let mut out = voice::out();
    match &request.out {
        Some(path) => writeln!(out, "{}", path.display())?,
        None => write!(out, "{}", learned.text)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
