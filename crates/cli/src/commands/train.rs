//! `tonewright train`: a config and data sets become a model.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Subcommand, ValueHint};
use tonewright_studio::ask::train::{self, LearnFrom, ProxyRequest, TaughtProxy};

use super::configs;
use super::device::Device;
use crate::voice::{self, Failure, Progress};

/// Teach models on data sets (builds with `--features learned`)
#[derive(Debug, Subcommand)]
pub(crate) enum Args {
    Proxy(Box<Proxy>),
    /// Write what a proxy has learned into one small file, to use and to pass on
    ///
    /// Its weights in 16-bit floating point, what it says of itself, and nothing that only a training needs.
    Pack {
        /// A run's folder (its best checkpoint), or a checkpoint
        #[arg(value_name = "RUN", value_hint = ValueHint::AnyPath)]
        run: PathBuf,
        /// The file to write (.safetensors)
        #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
        out: PathBuf,
    },
    /// List the configs that ship, or print one
    Configs(configs::Args),
}

/// Teach a proxy: a network that tells what a preset sounds like without rendering it
///
/// It learns what a feature says of the sounds of a finished data set, or of sounds that are rendered meanwhile. A run that was stopped, by Ctrl-C or otherwise, goes
/// on when the same command comes again, and leaves with code 130 where it was stopped before its end.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright dataset render dx7-fitted --set items=20000 --set store.features='[\"statistics\"]' -o train\n  \
    tonewright dataset render dx7-fitted --set items=2000 --set seed=2 --set store.features='[\"statistics\"]' -o held-out\n  \
    tonewright train proxy small --data train --held-out held-out -o runs/first\n  \
    tonewright train proxy small --fresh dx7-fitted --held-out held-out -o runs/second\n  \
    tonewright train proxy fine-tune-small --from runs/first --data my-presets --held-out my-others -o runs/mine\n  \
    tonewright train pack runs/mine -o mine.safetensors\n  \
    tonewright train configs synth-proxy-dexed-tfm > mine.toml")]
pub(crate) struct Proxy {
    /// A config that ships (`tonewright train configs`), or a .toml file
    #[arg(value_name = "CONFIG", value_hint = ValueHint::FilePath)]
    config: String,
    /// The data set that it learns from
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, required_unless_present = "fresh")]
    data: Option<PathBuf>,
    /// Learn from sounds that are rendered meanwhile and kept nowhere, by a recipe that ships (`tonewright dataset recipes`) or a .toml file
    #[arg(long, value_name = "RECIPE", value_hint = ValueHint::FilePath, conflicts_with = "data")]
    fresh: Option<String>,
    /// Another value for a key of that recipe (repeatable)
    #[arg(long, value_name = "KEY=VALUE", requires = "fresh")]
    fresh_set: Vec<String>,
    /// Files and folders from which that recipe's corpora come (repeatable)
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath, requires = "fresh")]
    presets: Vec<PathBuf>,
    /// Threads that render for `--fresh`; 0 takes every core
    #[arg(long, value_name = "N", default_value_t = 0, requires = "fresh")]
    threads: usize,
    /// Begin with the weights of a proxy (a run's folder, a checkpoint, or one that ships) and teach it more: its network, feature and units stand for what the config says of these
    #[arg(long = "from", value_name = "PROXY", value_hint = ValueHint::AnyPath)]
    begin_with: Option<PathBuf>,
    /// The data set that it is examined with, of other presets
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    held_out: PathBuf,
    /// The run's folder [default: runs/NAME]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    /// Another value for a key of the config, such as `teach.steps=5000` (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Hand the run's numbers on: tensorboard, wandb or mlflow (repeatable)
    #[arg(long, value_name = "NAME")]
    track: Vec<String>,
    #[command(flatten)]
    on: Device,
    /// Say nothing of the progress
    #[arg(long, short)]
    quiet: bool,
}

/// Does it, and says what came of it.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args {
        Args::Proxy(args) => proxy(*args),
        Args::Pack { run, out } => pack(&run, &out),
        Args::Configs(args) => configs::run(&args, train::config_text, train::config_list),
    }
}

fn pack(run: &Path, path: &Path) -> Result<ExitCode, Failure> {
    let packed = train::pack(run, path)?;
    voice::tell_line(&format!("{}; {:.2} MB", packed.print, packed.bytes as f64 / 1e6));
    let mut out = voice::out();
    writeln!(out, "{}", path.display())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn proxy(args: Proxy) -> Result<ExitCode, Failure> {
    let from = match (args.data, args.fresh) {
        (_, Some(name)) => {
            LearnFrom::Recipe { name, set: args.fresh_set, presets: args.presets, threads: args.threads }
        }
        (data, None) => LearnFrom::Data(data.unwrap_or_default()),
    };
    let request = ProxyRequest {
        config: args.config,
        set: args.set,
        from,
        begin_with: args.begin_with,
        held_out: args.held_out,
        out: args.out,
        track: args.track,
        device: args.on.device,
    };
    let stop = voice::stop_on_ctrl_c("a checkpoint is written");
    let mut progress = Progress::new(args.quiet);
    let taught = train::proxy(&request, &stop, &mut progress);
    progress.close();
    let taught = taught?;
    if !args.quiet {
        conclude(&taught);
    }
    let mut out = voice::out();
    writeln!(out, "{}", taught.folder.display())?;
    out.flush()?;
    Ok(if taught.interrupted { ExitCode::from(voice::INTERRUPTED) } else { ExitCode::SUCCESS })
}

/// How far it came, how well it does, and where the best of it is.
fn conclude(taught: &TaughtProxy) {
    let rate = taught.fresh as f64 / taught.secs.max(1e-9);
    voice::tell_line(&format!("{} steps in {:.1} s, {rate:.1} a second", taught.fresh, taught.secs));
    if let Some(found) = taught.found {
        voice::tell_line(&format!(
            "MRR {:.3} among {} presets; L1 {:.4} (who always says the mean: {:.4})",
            found.mrr, found.gallery, found.l1, found.l1_of_mean
        ));
    }
    if let Some((path, step, mrr)) = &taught.best {
        voice::tell_line(&format!("best: MRR {mrr:.3} after {step} steps, {}", path.display()));
    }
    if taught.interrupted {
        let (step, steps) = (taught.step, taught.steps);
        voice::tell_remark(&format!(
            "stopped after {step} of {steps} steps: the same command goes on from here"
        ));
    } else if taught.exhausted {
        voice::tell_remark("ended before its last step, as validations did not get better");
    }
}
