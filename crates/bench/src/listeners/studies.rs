//! Listening studies from disk: a folder of sounds and a matrix of ratings beside it, for each.

use std::fs;
use std::path::{Path, PathBuf};

use tonewright_audio::{Audio, read};

use super::error::{ListenersError, io};

/// What ends a folder of ratings' name.
pub(super) const RATINGS_SUFFIX: &str = "_dissimilarity_matrix.txt";

/// One study: sounds of equal length, and how different listeners found each two of them.
pub struct Study {
    /// The folder's name: first author and year.
    pub name: String,
    /// The sounds in the order of their file names, padded to the longest.
    pub sounds: Vec<Audio>,
    /// Dissimilarities, `sounds.len()` squared, symmetric, row after row.
    pub ratings: Vec<f64>,
}

/// Reads the studies of a folder, in the order of their names.
///
/// # Errors
/// As [`super::run`].
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
}
