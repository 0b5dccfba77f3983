//! Do the measures hear what people hear? Published listening studies, each a folder of sounds and a matrix
//! of how different listeners found each two of them, against the matrix that a measure makes of the same sounds.
//!
//! The protocol is that of timbremetrics (Tian et al., ISMIR 2025, arXiv 2507.07764): sounds are padded to the
//! longest of their study; agreement is Spearman's rank correlation over the pairs, and the share of triplets
//! (anchor, a, b) that both order alike, leaving out those whose two ratings differ by less than
//! [`TRIPLET_MARGIN`]; both are averaged over the studies. A measure that is not symmetric enters as the mean of
//! both directions.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;
use tonewright_audio::{Audio, read};

use tonewright_measure::{Better, MeasureEntry};

use crate::rank::{UnknownMeasure, chosen, mean, spearman};

/// Ratings closer than this share of a study's largest rating leave a triplet undecided.
pub const TRIPLET_MARGIN: f64 = 0.1;

/// What ends a folder of ratings' name.
const RATINGS_SUFFIX: &str = "_dissimilarity_matrix.txt";

/// Why the protocol can't run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListenersError {
    /// No study in the folder.
    #[error(
        "there is no listening study in {}: it must hold folders of sounds, each beside a NAME{RATINGS_SUFFIX}",
        folder.display()
    )]
    NoStudies {
        /// Where was looked.
        folder: PathBuf,
    },
    /// A file or folder can't be read.
    #[error("{} can't be read", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A sound can't be read.
    #[error("the sound {} can't be read", path.display())]
    Sound {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: read::ReadError,
    },
    /// A matrix is not one of as many sounds as the study has.
    #[error("the ratings {} don't fit {sounds} sounds: {reason}", path.display())]
    Ratings {
        /// Which file.
        path: PathBuf,
        /// How many sounds the study has.
        sounds: usize,
        /// What is wrong.
        reason: String,
    },
    /// A name is in no table.
    #[error(transparent)]
    UnknownMeasure(#[from] UnknownMeasure),
}

/// One study: sounds of equal length, and how different listeners found each two of them.
pub struct Study {
    /// The folder's name: first author and year.
    pub name: String,
    /// The sounds in the order of their file names, padded to the longest.
    pub sounds: Vec<Audio>,
    /// Dissimilarities, `sounds.len()` squared, symmetric, row after row.
    pub ratings: Vec<f64>,
}

/// Agreement of one measure with one study.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StudyScore {
    /// Which study.
    pub study: String,
    /// Rank correlation over the pairs.
    pub spearman: Option<f64>,
    /// Share of triplets ordered alike.
    pub triplets: Option<f64>,
    /// Pairs for which the measure has no value; they are left out.
    pub undefined_pairs: usize,
}

/// Agreement of one measure with all studies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The measure.
    pub name: String,
    /// Mean rank correlation over the studies.
    pub spearman: Option<f64>,
    /// Mean share of triplets ordered alike.
    pub triplets: Option<f64>,
    /// Each study.
    pub studies: Vec<StudyScore>,
}

/// What the protocol found: one row for each measure, in the order asked. Displays as a Markdown table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// How many studies were heard.
    pub study_count: usize,
    /// How many sounds they hold.
    pub sound_count: usize,
    /// One for each measure.
    pub rows: Vec<Row>,
}

/// Runs the protocol over the studies in `data_dir` (or its folder `listeners`) for the named measures of the
/// table; no name means all of them.
///
/// # Errors
/// [`ListenersError`]: no studies, an unreadable file, a matrix of the wrong size, an unknown name.
pub fn run(data_dir: &Path, names: &[&str]) -> Result<Report, ListenersError> {
    let measures = chosen(names)?;
    let studies = load(data_dir)?;
    Ok(examine(&studies, &measures))
}

/// Scores each measure on each study, on all cores.
pub fn examine(studies: &[Study], measures: &[&MeasureEntry]) -> Report {
    let jobs: Vec<_> = (0..studies.len()).flat_map(|s| (0..measures.len()).map(move |m| (m, s))).collect();
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((measure, study)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let score = score(measures[*measure], &studies[*study]);
                    done.lock().unwrap_or_else(|e| e.into_inner()).push((*measure, *study, score));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(|e| e.into_inner());
    done.sort_by_key(|(measure, study, _)| (*measure, *study));
    let mut rows: Vec<Row> = measures.iter().map(|m| Row::empty(m.name)).collect();
    done.into_iter().for_each(|(measure, _, score)| rows[measure].studies.push(score));
    rows.iter_mut().for_each(Row::average);
    Report { study_count: studies.len(), sound_count: studies.iter().map(|s| s.sounds.len()).sum(), rows }
}

impl Row {
    fn empty(name: &str) -> Self {
        Self { name: name.to_owned(), spearman: None, triplets: None, studies: Vec::new() }
    }

    fn average(&mut self) {
        self.spearman = mean(self.studies.iter().filter_map(|s| s.spearman));
        self.triplets = mean(self.studies.iter().filter_map(|s| s.triplets));
    }
}

/// The measure's own matrix of a study, against the listeners'.
fn score(measure: &MeasureEntry, study: &Study) -> StudyScore {
    let n = study.sounds.len();
    let distances = matrix(measure, &study.sounds);
    let (mut ours, mut theirs, mut undefined_pairs) = (Vec::new(), Vec::new(), 0);
    for (i, j) in (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))) {
        match distances[i * n + j] {
            Some(distance) => {
                ours.push(distance);
                theirs.push(study.ratings[i * n + j]);
            }
            None => undefined_pairs += 1,
        }
    }
    StudyScore {
        study: study.name.clone(),
        spearman: spearman(&ours, &theirs),
        triplets: triplet_agreement(&distances, &study.ratings, n),
        undefined_pairs,
    }
}

/// A measure's dissimilarity of each two sounds, row after row; `None` where it has no value.
fn matrix(measure: &MeasureEntry, sounds: &[Audio]) -> Vec<Option<f64>> {
    let n = sounds.len();
    let distance = |a: &Audio, b: &Audio| {
        let value = (measure.compute)(a, b).ok()?;
        Some(if measure.better == Better::Lower { value } else { -value })
    };
    let mut distances = vec![None; n * n];
    for (i, j) in (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))) {
        let (a, b) = (&sounds[i], &sounds[j]);
        let both = match measure.symmetric {
            true => distance(a, b),
            false => distance(a, b).zip(distance(b, a)).map(|(forth, back)| 0.5 * (forth + back)),
        };
        (distances[i * n + j], distances[j * n + i]) = (both, both);
    }
    distances
}

/// The share of (anchor, a, b) that a measure orders as the ratings do; `None` where none is decided.
fn triplet_agreement(distances: &[Option<f64>], ratings: &[f64], n: usize) -> Option<f64> {
    let margin = TRIPLET_MARGIN * ratings.iter().copied().fold(0.0, f64::max);
    let (mut alike, mut decided) = (0_usize, 0_usize);
    for anchor in 0..n {
        for a in (0..n).filter(|a| *a != anchor) {
            for b in (a + 1..n).filter(|b| *b != anchor) {
                let (to_a, to_b) = (anchor * n + a, anchor * n + b);
                let rated = ratings[to_a] - ratings[to_b];
                let (Some(x), Some(y)) = (distances[to_a], distances[to_b]) else { continue };
                if rated.abs() < margin || rated == 0.0 {
                    continue;
                }
                decided += 1;
                alike += usize::from((x < y) == (rated < 0.0));
            }
        }
    }
    (decided > 0).then(|| alike as f64 / decided as f64)
}

/// Reads the studies of a folder, in the order of their names.
///
/// # Errors
/// As [`run`].
pub fn load(data_dir: &Path) -> Result<Vec<Study>, ListenersError> {
    let inner = data_dir.join("listeners");
    let folder = if inner.is_dir() { inner } else { data_dir.to_owned() };
    let mut studies = Vec::new();
    for path in sorted_entries(&folder)? {
        let Some(name) = path.file_name().and_then(|n| n.to_str()) else { continue };
        let ratings = folder.join(format!("{name}{RATINGS_SUFFIX}"));
        if path.is_dir() && ratings.is_file() {
            studies.push(load_study(name, &path, &ratings)?);
        }
    }
    if studies.is_empty() { Err(ListenersError::NoStudies { folder }) } else { Ok(studies) }
}

fn load_study(name: &str, folder: &Path, ratings: &Path) -> Result<Study, ListenersError> {
    let mut sounds = Vec::new();
    for path in sorted_entries(folder)? {
        let sound = read::read(&path).map_err(|source| ListenersError::Sound { path, source })?;
        sounds.push(sound);
    }
    let longest = sounds.iter().map(Audio::len_samples).max().unwrap_or(0);
    let padded = |sound: Audio| {
        let (rate_hz, mut channels) = (sound.rate_hz(), sound.into_channels());
        channels.iter_mut().for_each(|c| c.resize(longest, 0.0));
        Audio::from_channels(channels, rate_hz)
    };
    let sounds: Vec<_> = sounds.into_iter().map(padded).collect();
    let text = fs::read_to_string(ratings).map_err(|source| io(ratings, source))?;
    let ratings = parse_ratings(&text, sounds.len()).map_err(|reason| ListenersError::Ratings {
        path: ratings.to_owned(),
        sounds: sounds.len(),
        reason,
    })?;
    Ok(Study { name: name.to_owned(), sounds, ratings })
}

/// A square matrix of numbers; only what is above the diagonal counts, as some files leave the rest zero.
fn parse_ratings(text: &str, n: usize) -> Result<Vec<f64>, String> {
    let rows: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if rows.len() != n {
        return Err(format!("it has {} rows", rows.len()));
    }
    let mut ratings = vec![0.0; n * n];
    for (i, row) in rows.iter().enumerate() {
        let cells: Result<Vec<f64>, _> = row.split_whitespace().map(str::parse).collect();
        let cells = cells.map_err(|e| format!("row {} holds what is no number ({e})", i + 1))?;
        if cells.len() != n || cells.iter().any(|c| !c.is_finite()) {
            return Err(format!("row {} does not hold {n} finite numbers", i + 1));
        }
        for j in i + 1..n {
            ratings[i * n + j] = cells[j];
            ratings[j * n + i] = cells[j];
        }
    }
    Ok(ratings)
}

fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>, ListenersError> {
    let entries = fs::read_dir(folder).map_err(|source| io(folder, source))?;
    let paths: Result<Vec<_>, _> = entries.map(|entry| entry.map(|e| e.path())).collect();
    let mut paths = paths.map_err(|source| io(folder, source))?;
    paths.retain(|p| p.file_name().and_then(|n| n.to_str()).is_some_and(|n| !n.starts_with('.')));
    paths.sort();
    Ok(paths)
}

fn io(path: &Path, source: std::io::Error) -> ListenersError {
    ListenersError::Io { path: path.to_owned(), source }
}

impl fmt::Display for Report {
    /// A Markdown table, with what it stands on above it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} studies, {} sounds\n", self.study_count, self.sound_count)?;
        writeln!(f, "| measure | Spearman | triplets | undefined pairs |\n|---|---|---|---|")?;
        for row in &self.rows {
            let figure = |v: Option<f64>| v.map_or("–".to_owned(), |v| format!("{v:.3}"));
            let undefined: usize = row.studies.iter().map(|s| s.undefined_pairs).sum();
            let (spearman, triplets) = (figure(row.spearman), figure(row.triplets));
            writeln!(f, "| {} | {spearman} | {triplets} | {undefined} |", row.name)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_are_checked_and_mirrored() {
        let ratings = parse_ratings("0 1 2\n0 0 3\n0 0 0\n", 3).expect("a matrix");
        assert_eq!(ratings, [0.0, 1.0, 2.0, 1.0, 0.0, 3.0, 2.0, 3.0, 0.0]);
        for bad in ["0 1\n1 0", "0 1 2\n0 0\n0 0 0", "0 1 2\n0 0 x\n0 0 0", "0 1 nan\n0 0 1\n0 0 0"] {
            assert!(parse_ratings(bad, 3).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_measure_that_agrees_scores_one() {
        let ratings = [0.0, 1.0, 2.0, 1.0, 0.0, 4.0, 2.0, 4.0, 0.0];
        let same: Vec<_> = ratings.iter().map(|r| Some(r * 3.0)).collect();
        let opposite: Vec<_> = ratings.iter().map(|r| Some(-r)).collect();
        assert_eq!(triplet_agreement(&same, &ratings, 3), Some(1.0));
        assert_eq!(triplet_agreement(&opposite, &ratings, 3), Some(0.0));
        assert_eq!(triplet_agreement(&same, &[1.0; 9], 3), None, "nothing is decided");
        let mut holes = same.clone();
        (holes[1], holes[3]) = (None, None);
        assert_eq!(triplet_agreement(&holes, &ratings, 3), Some(1.0), "undefined pairs are left out");
    }

    #[test]
    fn an_empty_folder_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = run(folder.path(), &[]).expect_err("no studies");
        assert!(error.to_string().contains("no listening study"), "{error}");
    }

    /// Rows recomputed by `tests/reference/measures/listeners.py`, on a study of short sounds.
    #[test]
    fn figures_agree_with_python() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let data =
            std::env::var_os("TONEWRIGHT_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
        let Ok(mut studies) = load(&data) else {
            eprintln!(
                "SKIPPED figures_agree_with_python: no listening studies in {}; set TONEWRIGHT_DATA to a folder \
                 that holds `listeners` (the studies of timbremetrics, arXiv 2507.07764)",
                data.display()
            );
            return;
        };
        studies.retain(|study| study.name == "Grey1977");
        let text =
            fs::read_to_string(root.join("tests/reference/measures/listeners.json")).expect("reference");
        let reference: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let names = ["mss-absolute", "mfcc40-euclidean", "mr-stft"];
        let report = examine(&studies, &chosen(&names).expect("known"));
        for row in &report.rows {
            let expected = &reference[&row.name]["Grey1977"];
            let figures = [row.spearman, row.triplets].map(|v| v.expect("defined"));
            for (found, expected) in figures.iter().zip([&expected[0], &expected[1]]) {
                let expected = expected.as_f64().expect("a number");
                // One pair of 120 whose order two roundings see differently moves the figures by less.
                assert!((found - expected).abs() < 2e-3, "{}: {found}, Python has {expected}", row.name);
            }
        }
    }
}
