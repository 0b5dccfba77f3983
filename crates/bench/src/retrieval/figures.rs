//! What an exam of vectors tells.

use serde::Serialize;
use tonewright_measure::retrieval::{RECALLS, Retrieval, TOP};

use crate::stats::{Interval, quantile};

/// A figure over the draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation over the draws (divided by their number, as NumPy does).
    pub deviation: f64,
    /// Where the middle 95 of 100 draws lie.
    pub middle_95: Interval,
}

impl Spread {
    /// Of at least one draw.
    pub(super) fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let deviation = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
        let middle_95 = Interval { low: quantile(&values, 0.025), high: quantile(&values, 0.975) };
        Self { mean, deviation, middle_95 }
    }
}

/// How well partners are found in one direction; see [`Retrieval`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// Mean reciprocal rank.
    pub mrr: Spread,
    /// The same of first places only, of [`TOP`].
    pub top_mrr: [Spread; TOP.len()],
    /// Share within the first places of [`RECALLS`].
    pub recall: [Spread; RECALLS.len()],
    /// Mean of rank over gallery.
    pub mean_rank: Spread,
    /// Median of the same.
    pub median_rank: Spread,
}

impl Found {
    pub(super) fn of(draws: &[Retrieval]) -> Self {
        let over = |of: &dyn Fn(&Retrieval) -> f64| Spread::of(draws.iter().map(of).collect());
        Self {
            mrr: over(&|found| found.mrr),
            top_mrr: std::array::from_fn(|at| over(&|found| found.top_mrr[at])),
            recall: std::array::from_fn(|at| over(&|found| found.recall[at])),
            mean_rank: over(&|found| found.mean_rank),
            median_rank: over(&|found| found.median_rank),
        }
    }
}

/// What one gallery of a size came to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Grown {
    /// Its size.
    pub gallery: usize,
    /// Mean absolute difference between presets' and sounds' vectors.
    pub l1: f64,
    /// Mean reciprocal rank of presets' sounds.
    pub presets_find_sounds: f64,
    /// Mean reciprocal rank of sounds' presets.
    pub sounds_find_presets: f64,
}

/// What an exam found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exam {
    /// Pairs of the data set.
    pub pairs: usize,
    /// Pairs of a gallery.
    pub gallery: usize,
    /// Galleries that were drawn: one where a gallery is all there is.
    pub repeats: usize,
    /// What the draws follow from.
    pub seed: u64,
    /// What was near.
    pub distance: &'static str,
    /// Mean absolute difference between presets' and sounds' vectors.
    pub l1: Spread,
    /// The same between the mean of all sounds' vectors and each of them: of presets' vectors that know nothing.
    pub l1_of_mean: f64,
    /// How far the two kinds of vectors lie apart as wholes, 0 to 2.
    pub gap: Spread,
    /// Of the first galleries, the share of vectors that a classifier tells rightly to be presets' or sounds' (½: no gap).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<Spread>,
    /// Presets ask, as synth-proxy evaluates.
    pub presets_find_sounds: Found,
    /// Sounds ask, as it validates.
    pub sounds_find_presets: Found,
    /// Growing galleries, where they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub growing: Vec<Grown>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads_are_numpys() {
        let spread = Spread::of(vec![4.0, 1.0, 3.0, 2.0]);
        assert_eq!((spread.mean, spread.deviation), (2.5, 1.25_f64.sqrt()));
        // numpy.quantile([1, 2, 3, 4], [0.025, 0.975])
        assert!(
            (spread.middle_95.low - 1.075).abs() < 1e-12 && (spread.middle_95.high - 3.925).abs() < 1e-12
        );
        let one = Spread::of(vec![7.0]);
        assert_eq!((one.mean, one.deviation, one.middle_95.low, one.middle_95.high), (7.0, 0.0, 7.0, 7.0));
    }
}
