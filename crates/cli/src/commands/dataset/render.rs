//! `tonewright dataset render`: a recipe becomes a data set.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::dataset::{RenderOrder, Rendered, Totals, render};

use crate::voice::{self, Failure, Progress};

/// Render a data set, or go on with it
///
/// A recipe says which presets, how they are played, which sounds are refused and what is kept. Item i follows from
/// recipe, seed and i alone: whatever ends the work, the same command goes on, and the bytes are the same. A data set
/// that was ended before its last item leaves with code 130.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright dataset render dx7-fitted --set items=1000      a thousand sounds\n  \
    tonewright dataset render my-recipe.toml -o /data/mine\n  \
    tonewright dataset render my-recipe.toml --shard 2/8       every eighth shard, from the second on\n  \
    tonewright dataset recipes synth-proxy-dexed-val > my-recipe.toml\n\n\
    docs/guides/datasets.md says what a recipe holds.")]
pub(crate) struct Args {
    /// A recipe that ships (`tonewright dataset recipes`), or a .toml file
    #[arg(value_name = "RECIPE", value_hint = ValueHint::FilePath)]
    recipe: String,
    /// The data set's folder, or its place in an object store, s3://bucket/prefix [default: datasets/NAME]
    #[arg(long, short, value_name = "DIR|URL", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    /// Only this share of the shards, such as `2/8`, to share the work between machines; `auto` is the share that
    /// the task of a Slurm array or of an indexed Kubernetes Job has
    #[arg(long, value_name = "K/N")]
    shard: Option<String>,
    /// Another value for a key of the recipe (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Preset files and folders for a recipe that draws from a corpus, in place of those that it names (repeatable)
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    presets: Vec<PathBuf>,
    /// How many threads, one renderer each [default: all cores]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
    /// Say nothing of the progress
    #[arg(long, short)]
    quiet: bool,
}

/// Renders it, and says what came of it.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let order = RenderOrder {
        recipe: args.recipe,
        set: args.set,
        presets: args.presets,
        out: args.out,
        share: args.shard,
        threads: args.threads,
    };
    let stop = voice::stop_on_ctrl_c("what is finished is kept");
    let mut progress = Progress::new(args.quiet);
    let rendered = render(&order, &stop, &mut progress);
    progress.close();
    let rendered = rendered?;
    if !args.quiet {
        conclude(&rendered);
    }
    let mut out = voice::out();
    writeln!(out, "{}", rendered.folder.display())?;
    out.flush()?;
    Ok(if rendered.interrupted { ExitCode::from(voice::INTERRUPTED) } else { ExitCode::SUCCESS })
}

/// What was drawn and refused, what failed, and what is left to do.
fn conclude(rendered: &Rendered) {
    let advance = &rendered.advance;
    let fresh = advance.totals.items() - advance.earlier;
    voice::tell_line(&format!(
        "{fresh} items in {:.1} s, {:.1} a second; {}",
        advance.secs,
        advance.items_per_sec(),
        told(&advance.totals)
    ));
    for failure in &rendered.failures {
        voice::tell_remark(&format!("item {}, draw {}: {}", failure.item, failure.draw, failure.why));
    }
    if rendered.interrupted {
        let (done, items) = (advance.totals.items(), advance.items);
        voice::tell_remark(&format!(
            "stopped with {done} of {items} items done: the same command goes on from here"
        ));
    } else if rendered.taken > 0 {
        voice::tell_remark(&format!("{} shards are being rendered by another process", rendered.taken));
    } else if !rendered.complete {
        voice::tell_remark("other shares of the data set are still missing");
    }
}

/// `900 rendered, 3 given up; 1200 draws, 300 refused (rms 290, lufs 10)`.
fn told(totals: &Totals) -> String {
    let mut words = format!("{} rendered", totals.rendered);
    if totals.refused > 0 {
        words.push_str(&format!(", {} given up as the gates refused every draw", totals.refused));
    }
    if totals.failed > 0 {
        words.push_str(&format!(", {} failed", totals.failed));
    }
    let refused: u64 = totals.refused_by.values().sum();
    words.push_str(&format!("; {} draws", totals.draws));
    if refused > 0 {
        let by: Vec<String> =
            totals.refused_by.iter().map(|(gate, count)| format!("{gate} {count}")).collect();
        words.push_str(&format!(", {refused} refused ({})", by.join(", ")));
    }
    if totals.failed_draws > 0 {
        words.push_str(&format!(", {} on which the synth failed", totals.failed_draws));
    }
    words
}
