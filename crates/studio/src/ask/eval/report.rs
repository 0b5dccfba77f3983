//! *How do they compare?* Results of exams become tables, bars and curves, and vectors a map of sounds, on one page.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use tonewright_bench::results::{Results, Sheet, TABLE_FORMATS, TableFormat, format_of, page};

use super::enabled::map;
use crate::error::StudioError;
use crate::events::Listener;
use crate::runs::{version_line, write_whole};

/// What to put together.
#[derive(Clone, Debug)]
pub struct ReportRequest {
    /// Files of results, as exams write them; `NAME=FILE` gives its networks another name.
    pub results: Vec<String>,
    /// The map, where one is wanted.
    pub map: Option<MapRequest>,
    /// The page.
    pub out: PathBuf,
    /// Tables, in the format that their names end in.
    pub tables: Vec<PathBuf>,
}

/// What to draw a map of.
#[derive(Clone, Debug)]
pub struct MapRequest {
    /// Data sets whose sounds are drawn: at least one.
    pub data: Vec<PathBuf>,
    /// Proxies: checkpoints, or folders of runs, whose best are taken.
    pub proxies: Vec<PathBuf>,
    /// The feature; that of the first proxy where it is not told.
    pub feature: Option<String>,
    /// Labels of items.
    pub labels: Option<PathBuf>,
    /// Most items of a data set.
    pub items: usize,
    /// Sounds that the page carries, over all data sets.
    pub sounds: usize,
    /// Neighbours of a point.
    pub neighbours: usize,
    /// How near each other points may come.
    pub min_dist: f64,
    /// What the draws follow from.
    pub seed: u64,
}

/// What was written.
#[derive(Debug)]
pub struct Report {
    /// The results.
    pub results: Results,
    /// The page.
    pub page: PathBuf,
    /// What should be known, a sentence each.
    pub remarks: Vec<String>,
}

/// Puts results together, draws a map where one is wanted, and writes page and tables.
///
/// # Errors
/// When a file, data set or model can't be used, or what is wanted can't be drawn or written.
pub fn report(
    request: &ReportRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Report, StudioError> {
    let tables = formats(request)?;
    let results = Results::read(request.results.iter().map(|told| file_of(told)))?;
    let (map, remarks) = match &request.map {
        Some(wanted) => {
            let (map, remarks) = map(wanted, stop, listener)?;
            (Some(map), remarks)
        }
        None => (None, Vec::new()),
    };
    let text = page(&results, map.as_ref(), &format!("tonewright {}", version_line()));
    let sheet = Sheet::of(&results);
    for (path, format) in &tables {
        written(path, &(format.write)(&sheet), "write the table")?;
    }
    written(&request.out, &text, "write the page")?;
    Ok(Report { results, page: request.out.clone(), remarks })
}

/// The formats of the tables.
fn formats(request: &ReportRequest) -> Result<Vec<(&Path, &'static TableFormat)>, StudioError> {
    let refused = |reason: String| StudioError::Setting {
        key: "--table".to_owned(),
        reason,
        hint: Some(format!(
            "names end in {}",
            TABLE_FORMATS.iter().map(|format| format!(".{}", format.ending)).collect::<Vec<_>>().join(", ")
        )),
    };
    if request.results.is_empty() && !request.tables.is_empty() {
        return Err(refused("is a table of results, and no file of results is named".to_owned()));
    }
    let format = |path: &'_ PathBuf| {
        format_of(path).ok_or_else(|| refused(format!("`{}` tells no format", path.display())))
    };
    request.tables.iter().map(|path| Ok((path.as_path(), format(path)?))).collect()
}

/// A file of results and, of `NAME=FILE`, the name; a file that is there is one whatever it is called.
fn file_of(told: &str) -> (Option<&str>, &Path) {
    match told.split_once('=') {
        Some((name, file)) if !Path::new(told).exists() => (Some(name), Path::new(file)),
        _ => (None, Path::new(told)),
    }
}

fn written(path: &Path, text: &str, doing: &'static str) -> Result<(), StudioError> {
    write_whole(path, text.as_bytes()).map_err(|source| StudioError::Io {
        doing,
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_before_files() {
        assert_eq!(file_of("mine=exam.json"), (Some("mine"), Path::new("exam.json")));
        assert_eq!(file_of("exam.json"), (None, Path::new("exam.json")));
        let folder = tempfile::tempdir().unwrap();
        let odd = folder.path().join("a=b.json");
        std::fs::write(&odd, "[]").unwrap();
        assert_eq!(file_of(odd.to_str().unwrap()), (None, odd.as_path()));
    }
}
