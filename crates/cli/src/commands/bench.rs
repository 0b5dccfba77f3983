//! `tonewright bench`: how good is it?

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use clap::ValueHint;
use tonewright_studio::ask::bench::{BenchRequest, PROTOCOLS, Sitting, bench};

use crate::voice::{self, Failure, Progress, Table, width};

/// Measure how good measures and methods are
///
/// Without a PROTOCOL, lists them. Each prints the Markdown table that the documentation publishes.
///
/// The protocols that examine methods keep each finished item in their folder: the same command again goes on where it
/// ended, and other methods, budgets, seeds or parts come into the same table. They are judged by the real Dexed where
/// TONEWRIGHT_PYTHON, or target/reference-venv, is a Python that has dexed-py, and by tonewright's own engine elsewhere.
/// An exam that Ctrl-C ended before its last item leaves with code 130.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright bench                                   list the protocols\n  \
    tonewright bench listeners                         every measure against human ratings\n  \
    tonewright bench listeners --only objective --json\n  \
    tonewright bench in-domain --budget 5000           every method on voices that the synth can make\n  \
    tonewright bench in-domain --methods search,search+bank,retrieve --targets 8 --seeds 1,2\n  \
    tonewright bench real-notes --methods search,random --budget 20s --shard 1/4 --out results\n  \
    tonewright bench in-domain --calibrate             renders a second on two idle cores: what the next line is given\n  \
    tonewright bench in-domain --budget 20s,120s --renders-per-sec 600")]
pub(crate) struct Args {
    /// The protocol
    #[arg(value_name = "PROTOCOL")]
    protocol: Option<String>,
    /// The data it needs [default: $TONEWRIGHT_DATA, else ../shared/data]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data: Option<PathBuf>,
    /// Examine only this measure or method (repeatable)
    #[arg(long = "only", value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,

    /// The methods to examine; the first is compared with the others [default: all]
    ///
    /// `+bank` behind a name, as in `search+bank`, lets it start from the training voices.
    #[arg(long, value_name = "A,B,...", value_delimiter = ',', help_heading = "Examining methods")]
    methods: Vec<String>,
    /// The proxy for `--methods proxy`: a checkpoint, or a run's folder; else the one that ships for the synth
    #[arg(long, value_name = "FILE|DIR", help_heading = "Examining methods", value_hint = ValueHint::AnyPath)]
    proxy: Option<PathBuf>,
    /// How long each method may search for each target, as in `match`; several with commas between [default: 20s]
    ///
    /// Methods that do not plan with their budget search once, to the longest: what they had at each shorter one counts
    /// for it. `2m+5000` ends at whichever comes first.
    #[arg(long, value_name = "BUDGET", help_heading = "Examining methods", allow_hyphen_values = true)]
    budget: Option<String>,
    /// Spend each second of the budget as so many renders: the same work on any machine, under any load
    #[arg(long, value_name = "N", help_heading = "Examining methods")]
    renders_per_sec: Option<f64>,
    /// Only measure how many renders a second two idle cores of this machine make of these targets
    ///
    /// The first of the methods is tried for 1000 renders, or --budget, on each of 16 targets, or --targets. CPU time is
    /// counted, so that other work on the machine matters little.
    #[arg(long, help_heading = "Examining methods")]
    calibrate: bool,
    /// How many targets [default: all of the protocol]
    #[arg(long, value_name = "N", help_heading = "Examining methods")]
    targets: Option<usize>,
    /// Match every target once with each seed [default: 1]
    #[arg(long, value_name = "1,2,...", value_delimiter = ',', help_heading = "Examining methods")]
    seeds: Vec<u64>,
    /// Only this part of the targets, such as `2/4`, to share the work between machines
    #[arg(long, value_name = "K/N", help_heading = "Examining methods")]
    shard: Option<String>,
    /// The synth to program [default: dx7]
    #[arg(long, value_name = "NAME", help_heading = "Examining methods")]
    synth: Option<String>,
    /// Where results are kept and gone on with [default: runs/bench-PROTOCOL]
    #[arg(long, short, value_name = "DIR", help_heading = "Examining methods", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let Some(protocol) = args.protocol else { return list() };
    let request = BenchRequest {
        data: args.data,
        only: args.only,
        methods: args.methods,
        proxy: args.proxy,
        synth: args.synth,
        budget: args.budget,
        renders_per_sec: args.renders_per_sec,
        calibrate: args.calibrate,
        targets: args.targets,
        seeds: args.seeds,
        shard: args.shard,
        out: args.out,
    };
    // What keeps nothing may end at once.
    let can_go_on = PROTOCOLS.iter().any(|entry| entry.name == protocol && entry.can_go_on());
    let stop = if can_go_on { voice::stop_on_ctrl_c("what is finished is kept") } else { Arc::default() };
    let mut progress = Progress::new(args.json);
    let answer = bench(&protocol, &request, &stop, &mut progress);
    progress.close();
    let answer = answer?;
    if args.json {
        voice::out_json(&answer.json)?;
    } else {
        let mut out = voice::out();
        write!(out, "{}", answer.markdown)?;
        out.flush()?;
    }
    let is_stopped = stop.load(Ordering::Relaxed);
    Ok(answer.sitting.map_or(ExitCode::SUCCESS, |sitting| conclude(&sitting, is_stopped)))
}

fn list() -> Result<ExitCode, Failure> {
    let mut out = voice::out();
    let mut table = Table::default();
    PROTOCOLS.iter().for_each(|entry| table.row([entry.name, entry.summary]));
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Where everything lies, and how to go on after a stop.
fn conclude(sitting: &Sitting, is_stopped: bool) -> ExitCode {
    let Sitting { files, done, items } = sitting;
    let is_partial = is_stopped && done < items;
    if is_partial {
        voice::tell_remark(&format!(
            "stopped with {done} of {items} items done: the same command goes on from here"
        ));
    }
    files.iter().for_each(|file| voice::tell_remark(&format!("written: {}", file.display())));
    if is_partial { ExitCode::from(voice::INTERRUPTED) } else { ExitCode::SUCCESS }
}
