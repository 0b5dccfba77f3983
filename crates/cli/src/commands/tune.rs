//! `tonewright tune`: which settings teach best?

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Subcommand, ValueHint};
use tonewright_studio::ask::tune::{self, StudyView, TuneRequest};

use super::configs;
use super::device::Device;
use crate::voice::{self, Failure, Progress, Table, width};

/// Search the settings of trainings (builds with `--features learned`)
#[derive(Debug, Subcommand)]
pub(crate) enum Args {
    Proxy(Proxy),
    Show(Show),
    /// List the studies that ship, or print one
    Configs(configs::Args),
}

/// Search the settings of a proxy: many short trainings, each with settings that follow from how the others went
///
/// The study is a journal in its folder, which Optuna and its dashboard read as well; each trial is a run of its own beside
/// it. A study that was stopped or killed goes on when the same command comes again, and leaves with code 130 where it was
/// stopped before its end. The same command may work on one study in any number of processes at once.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright tune proxy small --data train --held-out held-out -o runs/study\n  \
    tonewright tune proxy small --data train --held-out held-out -o runs/study --trials 100    more trials of the same\n  \
    tonewright tune show runs/study --out study.html\n  \
    tonewright tune configs small > mine.toml")]
pub(crate) struct Proxy {
    #[command(flatten)]
    order: Order,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Say nothing of the progress
    #[arg(long, short)]
    quiet: bool,
}

/// What to try.
#[derive(Debug, clap::Args)]
pub(crate) struct Order {
    /// A study that ships (`tonewright tune configs`), or a .toml file
    #[arg(value_name = "STUDY", value_hint = ValueHint::FilePath)]
    config: String,
    /// The data set that is learned from
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data: PathBuf,
    /// The data set that decides, of other presets
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    held_out: PathBuf,
    /// The study's folder [default: runs/NAME]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    /// Trials in all, those of before included [default: as the study says]
    #[arg(long, value_name = "N")]
    trials: Option<u64>,
    /// What chooses settings: random, qmc, tpe or qmc-tpe [default: as the study says]
    #[arg(long, value_name = "NAME")]
    sampler: Option<String>,
    /// What ends trials early: none, median or hyperband [default: as the study says]
    #[arg(long, value_name = "NAME")]
    pruner: Option<String>,
    /// What the draws follow from [default: as the study says]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Another value for a key of every trial's training config, such as `teach.steps=500` (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    on: Device,
}

impl Order {
    /// As the studio takes it.
    pub(crate) fn request(self) -> TuneRequest {
        TuneRequest {
            config: self.config,
            set: self.set,
            data: self.data,
            held_out: self.held_out,
            out: self.out,
            trials: self.trials,
            seed: self.seed,
            sampler: self.sampler,
            pruner: self.pruner,
            device: self.on.device,
        }
    }
}

/// Show how a study stands: its best trials, how much each setting matters, and a page with charts
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The folder of a study
    #[arg(value_name = "STUDY", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
    /// How many trials to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// A page with charts to write; one that is there is replaced
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Does it, and says what came of it.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args {
        Args::Proxy(args) => proxy(args),
        Args::Show(args) => {
            let view = tune::show(&args.folder)?;
            tell(&view, args.top, args.json)?;
            if let Some(out) = &args.out {
                tune::draw(&args.folder, out)?;
                voice::tell_remark(&format!("the study is drawn in `{}`", out.display()));
            }
            Ok(ExitCode::SUCCESS)
        }
        Args::Configs(args) => configs::run(&args, tune::config_text, tune::config_list),
    }
}

fn proxy(args: Proxy) -> Result<ExitCode, Failure> {
    let stop = voice::stop_on_ctrl_c("the trial goes on the next time");
    let mut progress = Progress::new(args.quiet || args.json);
    let view = tune::proxy(&args.order.request(), &stop, &mut progress);
    progress.close();
    let view = view?;
    tell(&view, 5, args.json)?;
    if view.interrupted {
        voice::tell_remark("stopped: the same command goes on from here");
        return Ok(ExitCode::from(voice::INTERRUPTED));
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(view: &StudyView, top: usize, json: bool) -> Result<(), Failure> {
    if json {
        return voice::out_json(view);
    }
    let mut out = voice::out();
    let StudyView { name, complete, pruned, failed, running, .. } = view;
    writeln!(
        out,
        "{name}: {complete} trials ended, {pruned} were ended early, {failed} failed, {running} run"
    )?;
    let mut table = Table::default();
    for trial in view.trials.iter().take(top) {
        let words = trial.settings.join(" ");
        table.row([format!("trial {}", trial.number), format!("MRR {:.4}", trial.mrr), words]);
    }
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    if !view.importance.is_empty() {
        writeln!(out, "share of the variance that each setting explains alone:")?;
        let mut table = Table::default();
        for one in &view.importance {
            table.row([one.name.clone(), format!("{:.1} % ± {:.1}", 100.0 * one.share, 100.0 * one.spread)]);
        }
        for line in table.lines(width()) {
            writeln!(out, "{line}")?;
        }
    }
    if let Some(best) = view.trials.first() {
        writeln!(out, "the best is in {}", best.folder.display())?;
    }
    Ok(out.flush()?)
}
