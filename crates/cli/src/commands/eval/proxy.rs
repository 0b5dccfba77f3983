//! `tonewright eval proxy`: how near a proxy comes, and how well it finds.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::eval::{self, Found, ProxyExam, ProxyExamRequest, RECALLS, Spread};

use crate::commands::device::Device;
use crate::voice::{self, Failure, Progress, Table, width};

/// Examine a proxy: how near it comes, and how well presets find their sounds and sounds their presets
///
/// Each preset's vector looks for its sound's among those of a gallery, and the other way round; the figures are means over
/// many galleries that are drawn at random, with their standard deviations. MRR is the mean reciprocal rank: 1 where the
/// right one is always first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright eval proxy runs/first --data held-out\n  \
    tonewright eval proxy runs/first --data held-out --data my-presets --growing\n  \
    tonewright eval proxy runs/first/best-00008000.safetensors --data held-out --json > exam.json")]
pub(crate) struct Args {
    /// A checkpoint, or the folder of a run, whose best is taken
    #[arg(value_name = "MODEL", value_hint = ValueHint::AnyPath)]
    model: PathBuf,
    /// A data set of presets that it never saw (repeatable)
    #[arg(long, required = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data: Vec<PathBuf>,
    /// The feature of the data sets [default: the one that the proxy was taught]
    #[arg(long, value_name = "NAME")]
    feature: Option<String>,
    /// Pairs of a gallery; all where there are not so many
    #[arg(long, value_name = "N", default_value_t = 4096)]
    gallery: usize,
    /// Galleries that are drawn
    #[arg(long, value_name = "N", default_value_t = 100)]
    repeats: usize,
    /// What the draws follow from
    #[arg(long, value_name = "N", default_value_t = 42)]
    seed: u64,
    /// What is near: l1, l2 or cosine
    #[arg(long, value_name = "NAME", default_value = "l1")]
    distance: String,
    /// Try galleries of 512, 1024, 2048 ... pairs as well
    #[arg(long)]
    growing: bool,
    #[command(flatten)]
    on: Device,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Say nothing of the progress
    #[arg(long, short)]
    quiet: bool,
}

/// Does it, and says what came of it.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let total = args.data.len();
    let request = ProxyExamRequest {
        model: args.model,
        data: args.data,
        feature: args.feature,
        gallery: args.gallery,
        repeats: args.repeats,
        seed: args.seed,
        distance: args.distance,
        growing: args.growing,
        device: args.on.device,
    };
    let stop = voice::stop_on_ctrl_c("data sets that are done are told");
    let mut progress = Progress::new(args.quiet);
    let exams = eval::proxy(&request, &stop, &mut progress);
    progress.close();
    let exams = exams?;
    if args.json {
        voice::out_json(&exams)?;
    } else {
        for exam in &exams {
            say(exam)?;
        }
    }
    Ok(if exams.len() < total { ExitCode::from(voice::INTERRUPTED) } else { ExitCode::SUCCESS })
}

fn say(exam: &ProxyExam) -> Result<(), Failure> {
    let found = &exam.found;
    let mut out = voice::out();
    writeln!(
        out,
        "{}, after {} steps, on {}: {} galleries of {} of {} pairs, by {}",
        exam.model.display(),
        exam.step,
        exam.data.display(),
        found.repeats,
        found.gallery,
        found.pairs,
        found.distance
    )?;
    let mut table = Table::default();
    let l1 = format!("{} (who always says the mean: {:.4})", spread(found.l1), found.l1_of_mean);
    table.row(["L1".to_owned(), l1]);
    table.row(["gap".to_owned(), spread(found.gap)]);
    if let Some(told) = found.told {
        table.row(["told apart".to_owned(), spread(told)]);
    }
    table.row(["presets find sounds".to_owned(), way(&found.presets_find_sounds)]);
    table.row(["sounds find presets".to_owned(), way(&found.sounds_find_presets)]);
    for grown in &found.growing {
        let words = format!("MRR {:.4} and {:.4}", grown.presets_find_sounds, grown.sounds_find_presets);
        table.row([format!("among {}", grown.gallery), words]);
    }
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

fn spread(spread: Spread) -> String {
    format!("{:.4} ± {:.4}", spread.mean, spread.deviation)
}

/// How well partners are found one way.
fn way(found: &Found) -> String {
    let recall = found.recall.map(|recall| recall.mean);
    let recall: Vec<String> =
        RECALLS.iter().zip(recall).map(|(places, recall)| format!("@{places} {recall:.3}")).collect();
    format!(
        "MRR {}, recall{}, median rank {:.4} of the gallery",
        spread(found.mrr),
        recall.join(", "),
        found.median_rank.mean
    )
}
