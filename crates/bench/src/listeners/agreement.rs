//! How far a measure and the listeners of one study agree.

use tonewright_audio::Audio;
use tonewright_measure::{Better, MeasureEntry};

use super::Study;
use super::report::StudyScore;
use crate::rank::spearman;

/// Ratings closer than this share of a study's largest rating leave a triplet undecided.
pub const TRIPLET_MARGIN: f64 = 0.1;

/// The measure's own matrix of a study, against the listeners'.
pub(super) fn score(measure: &MeasureEntry, study: &Study) -> StudyScore {
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
