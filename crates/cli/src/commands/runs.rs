//! `tonewright runs`: how did trainings and searches go?

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use clap::{Subcommand, ValueHint};
use serde_json::json;
use tonewright_studio::ask::runs::{self, Cell, Curves, Follow, Row, sparkline};

use crate::voice::{self, Failure, Paint, Table, width};

/// See how trainings and searches go: list, watch and compare the folders of runs
#[derive(Debug, Subcommand)]
pub(crate) enum Args {
    List(List),
    Watch(Watch),
    Compare(Compare),
    Track(Track),
}

/// Hand the numbers of a run on to another program: tensorboard, wandb or mlflow
///
/// `tensorboard` writes an event file into the run's folder; the others need their Python packages (`TONEWRIGHT_PYTHON`
/// names the Python that has them) and take their usual environment variables.
#[derive(Debug, clap::Args)]
pub(crate) struct Track {
    /// The folder of a run
    #[arg(value_name = "RUN", value_hint = ValueHint::DirPath)]
    run: PathBuf,
    /// Which program
    #[arg(long, value_name = "NAME")]
    to: String,
}

/// List the runs below a folder, the last written first
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Where to look
    #[arg(value_name = "DIR", default_value = "runs", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Watch a run while it works: every curve with its last value, its best and its course; Ctrl-C ends it
#[derive(Debug, clap::Args)]
pub(crate) struct Watch {
    /// The folder of a run
    #[arg(value_name = "RUN", value_hint = ValueHint::DirPath)]
    run: PathBuf,
    /// Look once and end
    #[arg(long)]
    once: bool,
    /// How often to look, in seconds
    #[arg(long, value_name = "SECS", default_value_t = 1.0, value_parser = secs)]
    every: f64,
}

/// Compare runs: every curve's last value and its best, and a page with the curves drawn over each other
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright runs compare runs/first runs/second\n  \
    tonewright runs compare runs/seed-* --out curves.html")]
pub(crate) struct Compare {
    /// Folders of runs, eight at most
    #[arg(required = true, value_name = "RUN", value_hint = ValueHint::DirPath)]
    runs: Vec<PathBuf>,
    /// A page to write; one that is there is replaced
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// How often a run can be looked at.
fn secs(text: &str) -> Result<f64, String> {
    let secs: Option<f64> = text.parse().ok().filter(|secs| (0.05..=3600.0).contains(secs));
    secs.ok_or_else(|| "write seconds from 0.05 to 3600".to_owned())
}

/// Looks, and says what is there.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args {
        Args::List(args) => list(&args),
        Args::Watch(args) => watch(&args),
        Args::Compare(args) => compare(&args),
        Args::Track(args) => {
            let run = runs::track(&args.run, &args.to)?;
            voice::tell_remark(&format!("`{}` has the numbers of `{}`", args.to, run.display()));
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn list(args: &List) -> Result<ExitCode, Failure> {
    let found = runs::list(&args.folder)?;
    if args.json {
        voice::out_json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::default();
    for run in &found {
        let ago = run.written.elapsed().map_or(0, |ago| ago.as_secs());
        table.row([run.folder.display().to_string(), format!("{} {}", run.counter, run.at), written(ago)]);
    }
    print(&table)?;
    Ok(ExitCode::SUCCESS)
}

/// `written 3 min ago`.
fn written(secs: u64) -> String {
    match secs {
        0..120 => format!("written {secs} s ago"),
        120..7200 => format!("written {} min ago", secs / 60),
        7200..172_800 => format!("written {} h ago", secs / 3600),
        _ => format!("written {} days ago", secs / 86_400),
    }
}

fn compare(args: &Compare) -> Result<ExitCode, Failure> {
    let compared = runs::compare(&args.runs, args.out.as_deref())?;
    if args.json {
        voice::out_json(&as_json(&compared.rows, &args.runs))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::default();
    let names = args.runs.iter().map(|run| run.display().to_string());
    table.cells(std::iter::once(String::new()).chain(names).collect());
    for row in &compared.rows {
        let cells = row.cells.iter().map(|cell| cell.as_ref().map_or_else(|| "-".to_owned(), words));
        table.cells(std::iter::once(row.name.clone()).chain(cells).collect());
    }
    print(&table)?;
    if let Some(page) = &compared.page {
        voice::tell_remark(&format!("the curves are drawn in `{}`", page.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// `0.0312 (best 0.0298 at 4000) *`: the star leads.
fn words(cell: &Cell) -> String {
    let best =
        cell.best.map_or_else(String::new, |best| format!(" (best {} at {})", number(best.value), best.at));
    format!("{}{best}{}", number(cell.last.value), if cell.leads { " *" } else { "" })
}

/// Four significant digits.
fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if !(1e-4..1e6).contains(&size) => format!("{value:.3e}"),
        size => format!("{value:.*}", (3 - size.log10().floor() as i32).max(0) as usize),
    }
}

fn as_json(rows: &[Row], runs: &[PathBuf]) -> serde_json::Value {
    let cell = |(run, cell): (&PathBuf, &Option<Cell>)| {
        cell.map(|cell| {
            let best = cell.best.map(|best| json!({ "at": best.at, "value": best.value }));
            json!({ "run": run, "at": cell.last.at, "last": cell.last.value, "best": best, "leads": cell.leads })
        })
    };
    let row = |row: &Row| {
        let runs: Vec<_> = runs.iter().zip(&row.cells).filter_map(cell).collect();
        json!({ "curve": row.name, "runs": runs })
    };
    rows.iter().map(row).collect()
}

fn print(table: &Table) -> Result<(), Failure> {
    let mut out = voice::out();
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

/// Looks again and again; on a terminal the picture stays in its place, elsewhere a line comes with every change.
fn watch(args: &Watch) -> Result<ExitCode, Failure> {
    let mut follow = Follow::new(&args.run);
    let stop = voice::stop_on_ctrl_c("nothing more is looked at; the run goes on");
    let (on_terminal, mut drawn) = (std::io::stdout().is_terminal(), 0);
    while !stop.load(Ordering::Relaxed) {
        if follow.look().map_err(tonewright_studio::StudioError::from)? || drawn == 0 {
            let lines =
                if on_terminal || args.once { picture(follow.curves()) } else { vec![line(follow.curves())] };
            let mut out = voice::out();
            if on_terminal && drawn > 0 {
                // Up to where the last picture began, and nothing below.
                write!(out, "\x1b[{drawn}F\x1b[J")?;
            }
            for line in &lines {
                writeln!(out, "{line}")?;
            }
            out.flush()?;
            drawn = lines.len();
        }
        if args.once {
            break;
        }
        let until = Instant::now() + Duration::from_secs_f64(args.every);
        while Instant::now() < until && !stop.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(25));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A line for each curve.
fn picture(curves: &Curves) -> Vec<String> {
    let at =
        curves.curves.values().filter_map(|points| points.last()).map(|point| point.at).fold(0.0, f64::max);
    let mut table = Table::default();
    for row in runs::rows_of(curves) {
        let Some(Some(cell)) = row.cells.first().copied() else { continue };
        let course = curves.curves.get(&row.name).map_or_else(String::new, |points| sparkline(points, 32));
        table.row([row.name, words(&cell), course]);
    }
    let head = Paint::stdout().bold(&format!("{} {at}", curves.counter));
    std::iter::once(head).chain(table.lines(width())).collect()
}

/// `step 40  loss 0.2512`: where each curve stands.
fn line(curves: &Curves) -> String {
    let rows = runs::rows_of(curves);
    let at =
        rows.iter().flat_map(|row| row.cells.iter().flatten()).map(|cell| cell.last.at).fold(0.0, f64::max);
    let now = rows.iter().filter_map(|row| Some((row, (*row.cells.first()?)?)));
    let now = now.filter(|(_, cell)| cell.last.at == at);
    let words = now.map(|(row, cell)| format!("  {} {}", row.name, number(cell.last.value)));
    format!("{} {at}{}", curves.counter, words.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let told = [0.0, 0.031_249, 12.5, 1234.56, -0.5, 3e-7, 2.5e9].map(number);
        assert_eq!(told, ["0", "0.03125", "12.50", "1235", "-0.5000", "3.000e-7", "2.500e9"]);
        assert_eq!(
            [5, 600, 9000, 400_000].map(written),
            ["written 5 s ago", "written 10 min ago", "written 2 h ago", "written 4 days ago"]
        );
    }
}
