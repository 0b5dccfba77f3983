//! Do the measures hear what people hear? Published listening studies, each a folder of sounds and a matrix
//! of how different listeners found each two of them, against the matrix that a measure makes of the same sounds.
//!
//! The protocol is that of timbremetrics (Tian et al., ISMIR 2025, arXiv 2507.07764): sounds are padded to the
//! longest of their study; agreement is Spearman's rank correlation over the pairs, and the share of triplets
//! (anchor, a, b) that both order alike, leaving out those whose two ratings differ by less than
//! [`TRIPLET_MARGIN`]; both are averaged over the studies. A measure that is not symmetric enters as the mean of
//! both directions.

mod agreement;
mod error;
mod report;
mod studies;

use std::path::Path;

use rayon::prelude::*;
use tonewright_measure::MeasureEntry;

use crate::rank::chosen;

pub use agreement::TRIPLET_MARGIN;
pub use error::ListenersError;
pub use report::{Report, Row, StudyScore};
pub use studies::{Study, load};

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
    let row = |measure: &&MeasureEntry| {
        let scores = studies.par_iter().map(|study| agreement::score(measure, study));
        Row::of(measure.name, scores.collect())
    };
    Report {
        study_count: studies.len(),
        sound_count: studies.iter().map(|study| study.sounds.len()).sum(),
        rows: measures.par_iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;

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
