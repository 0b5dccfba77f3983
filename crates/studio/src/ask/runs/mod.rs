//! *How did these runs go?* The numbers of trainings and searches beside each other, in words and on a page.

mod track;

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Serialize;
use tonewright_bench::curves::{METRICS, RUNS_MOST, page, rows};

use crate::error::StudioError;

pub use track::{TRACKERS, TrackerEntry, Tracking, track};

pub use tonewright_bench::curves::{Cell, Curves, Follow, Point, Row, sparkline};

/// A run below a folder.
#[derive(Clone, Debug, Serialize)]
pub struct ListedRun {
    /// Its folder.
    pub folder: PathBuf,
    /// What it counts: `step` for a training, `renders` for a search.
    pub counter: &'static str,
    /// How far it is.
    pub at: f64,
    /// When it last wrote.
    #[serde(skip)]
    pub written: SystemTime,
}

/// How deep runs are looked for: `runs/sweep/seed-3` and one more.
const DEPTH: usize = 4;

/// The runs below a folder, the last written first.
///
/// # Errors
/// When the folder can't be read.
pub fn list(folder: &Path) -> Result<Vec<ListedRun>, StudioError> {
    let io = |source| StudioError::Io { doing: "read the folder", path: folder.to_owned(), source };
    std::fs::read_dir(folder).map_err(io)?;
    let mut runs = Vec::new();
    look_below(folder, DEPTH, &mut runs);
    runs.sort_by(|a, b| b.written.cmp(&a.written).then_with(|| a.folder.cmp(&b.folder)));
    Ok(runs)
}

/// Those in this folder and below; what can't be read has none.
fn look_below(folder: &Path, depth: usize, runs: &mut Vec<ListedRun>) {
    if let Ok(curves) = Curves::read(folder) {
        let last = |points: &Vec<Point>| points.last().map(|point| point.at);
        let at = curves.curves.values().filter_map(last).fold(0.0, f64::max);
        let written = std::fs::metadata(folder.join(METRICS)).and_then(|file| file.modified());
        let written = written.unwrap_or(SystemTime::UNIX_EPOCH);
        runs.push(ListedRun { folder: folder.to_owned(), counter: curves.counter, at, written });
    }
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    // A link could lead back to where we are.
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    if depth > 0 {
        folders.for_each(|entry| look_below(&entry.path(), depth - 1, runs));
    }
}

/// All curves of one run, by their names.
pub fn rows_of(run: &Curves) -> Vec<Row> {
    rows(std::slice::from_ref(run))
}

/// Runs beside each other.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Every curve, over all runs.
    pub rows: Vec<Row>,
    /// The page, where one was written.
    pub page: Option<PathBuf>,
}

/// Compares runs, and draws them on a page where that is wanted.
///
/// # Errors
/// When a run has no numbers, there are more than a page can show, or the page can't be written.
pub fn compare(runs: &[PathBuf], out: Option<&Path>) -> Result<Compared, StudioError> {
    if runs.len() > RUNS_MOST {
        return Err(StudioError::Setting {
            key: "RUN".to_owned(),
            reason: format!("{} runs are too many for one page", runs.len()),
            hint: Some(format!("name {RUNS_MOST} at most")),
        });
    }
    let curves = runs.iter().map(|run| Curves::read(run)).collect::<Result<Vec<_>, _>>()?;
    let rows = rows(&curves);
    if let Some(out) = out {
        let names = runs.iter().map(|run| run.display().to_string());
        let named: Vec<(String, Curves)> = names.zip(curves).collect();
        let text = page(&named, crate::runs::version_line());
        crate::runs::write_whole(out, text.as_bytes()).map_err(|source| StudioError::Io {
            doing: "write the page",
            path: out.to_owned(),
            source,
        })?;
    }
    Ok(Compared { rows, page: out.map(Path::to_owned) })
}
