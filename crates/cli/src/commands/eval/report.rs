//! `tonewright eval report`: results as tables and pictures.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::eval::{self, MapRequest, Measure, ReportRequest, Results};

use crate::voice::{self, Failure, Progress, Table, width};

/// Put results of exams together: tables, bars, curves and a map of sounds, on one page
///
/// Each file is what `eval proxy --json` wrote of a network. Hand-crafted presets, those of corpora and of factories, stand
/// beside synthetic ones, with the difference in per cent. With `--data` the page has a map as well: sounds, and what each
/// `--proxy` says of their presets, as points that play.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright eval proxy runs/tfm --data drawn --data real --growing --json > tfm.json\n  \
    tonewright eval report tfm.json hn-pt.json -o report.html --table results.csv --table results.tex\n  \
    tonewright eval report first=a.json second=b.json\n  \
    tonewright eval report tfm.json --data drawn --data real --proxy runs/tfm --labels labels.csv")]
pub(crate) struct Args {
    /// Files of results; NAME=FILE gives a network another name
    #[arg(required_unless_present = "data", value_name = "RESULT", value_hint = ValueHint::FilePath)]
    results: Vec<String>,
    /// The page; one that is there is replaced
    #[arg(long, short, value_name = "FILE", default_value = "report.html", value_hint = ValueHint::FilePath)]
    out: PathBuf,
    /// A table to write as well: .csv, .md or .tex (repeatable)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    table: Vec<PathBuf>,
    /// A data set whose sounds are drawn on a map (repeatable)
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data: Vec<PathBuf>,
    /// A proxy whose answers are drawn on the map: a checkpoint, or the folder of a run (repeatable)
    #[arg(long, requires = "data", value_name = "MODEL", value_hint = ValueHint::AnyPath)]
    proxy: Vec<PathBuf>,
    /// The feature of the map [default: the one that the first proxy was taught]
    #[arg(long, requires = "data", value_name = "NAME")]
    feature: Option<String>,
    /// Labels of items: a .csv with the columns item, label and perhaps name and data
    #[arg(long, requires = "data", value_name = "FILE", value_hint = ValueHint::FilePath)]
    labels: Option<PathBuf>,
    /// Items of a data set on the map, spread over all
    #[arg(long, value_name = "N", default_value_t = 2000)]
    items: usize,
    /// Sounds that the page carries
    #[arg(long, value_name = "N", default_value_t = 200)]
    sounds: usize,
    /// Nearest neighbours that a point of the map is tied to
    #[arg(long, value_name = "N", default_value_t = 75)]
    neighbours: usize,
    /// How near each other points of the map come, 0 to 3
    #[arg(long, value_name = "DISTANCE", default_value_t = 0.99)]
    min_dist: f64,
    /// What the draws of the map follow from
    #[arg(long, value_name = "N", default_value_t = 42)]
    seed: u64,
    /// Say nothing of the progress
    #[arg(long, short)]
    quiet: bool,
}

/// Puts them together, and says what they are.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let Args { data, proxy: proxies, feature, labels, items, sounds, neighbours, min_dist, seed, .. } = args;
    let wants_map = !data.is_empty();
    let map = MapRequest { data, proxies, feature, labels, items, sounds, neighbours, min_dist, seed };
    let request = ReportRequest {
        results: args.results,
        map: wants_map.then_some(map),
        out: args.out,
        tables: args.table,
    };
    let stop = voice::stop_on_ctrl_c("nothing is written");
    let mut progress = Progress::new(args.quiet);
    let report = eval::report(&request, &stop, &mut progress);
    progress.close();
    let report = report?;
    report.remarks.iter().for_each(|words| voice::tell_remark(words));
    let mut out = voice::out();
    for line in table(&report.results).lines(width()) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{}", report.page.display())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// A line for each result.
fn table(results: &Results) -> Table {
    let mut table = Table::default();
    for entry in results.entries() {
        let figure = |measure: Measure| {
            let (figure, decimals) = (measure.of(entry), measure.decimals());
            format!("{} {:.decimals$} ± {:.decimals$}", measure.words(), figure.mean, figure.deviation)
        };
        let [mrr, l1] = Measure::ALL.map(figure);
        table.row([entry.network.clone(), entry.synth.clone(), entry.kind.words().to_owned(), mrr, l1]);
    }
    table
}
