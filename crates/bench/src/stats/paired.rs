//! Two methods on the same targets: tests of their differences, and one call for all of them.

use serde::{Deserialize, Serialize};
use statrs::distribution::{Binomial, ContinuousCDF as _, DiscreteCDF as _};

use super::summary::{mean_and_deviation, students_t};
use super::{Summary, Wilcoxon, wilcoxon};

/// Student's t test on differences of pairs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairedT {
    /// The statistic.
    pub t: f64,
    /// How likely a t this far from zero is where the mean difference is zero.
    pub p_two_sided: f64,
    /// How likely a t this small or smaller is.
    pub p_less: f64,
    /// Cohen's d for pairs: mean difference over its standard deviation.
    pub dz: f64,
}

/// How often one is lower than the other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignTest {
    /// Differences below zero.
    pub negative: usize,
    /// Differences above zero.
    pub positive: usize,
    /// How likely so uneven a split is for a fair coin.
    pub p_two_sided: f64,
}

/// How method A does against method B on the same targets, for a measure where lower is better.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairedComparison {
    /// A − B.
    pub difference: Summary,
    /// Targets where A is lower, B is lower, and neither.
    pub wins_losses_ties: (usize, usize, usize),
    /// The signed-rank test; absent when no pair differs.
    pub wilcoxon: Option<Wilcoxon>,
    /// Student's test; absent below two pairs or without spread.
    pub t_test: Option<PairedT>,
}

/// Student's test; `None` below two differences or when all are equal.
pub fn paired_t(differences: &[f64]) -> Option<PairedT> {
    if differences.len() < 2 {
        return None;
    }
    let (mean, deviation) = mean_and_deviation(differences);
    if deviation == 0.0 || !deviation.is_finite() {
        return None;
    }
    let t = mean / (deviation / (differences.len() as f64).sqrt());
    let distribution = students_t(differences.len() - 1);
    Some(PairedT {
        t,
        p_two_sided: (2.0 * distribution.cdf(-t.abs())).min(1.0),
        p_less: distribution.cdf(t),
        dz: mean / deviation,
    })
}

/// The sign test; `None` when no difference is apart from zero.
pub fn sign_test(differences: &[f64]) -> Option<SignTest> {
    let negative = differences.iter().filter(|d| **d < 0.0).count();
    let positive = differences.iter().filter(|d| **d > 0.0).count();
    let count = negative + positive;
    let coin = (count > 0).then(|| Binomial::new(0.5, count as u64).expect("one half is a probability"))?;
    let p_two_sided = (2.0 * coin.cdf(negative.min(positive) as u64)).min(1.0);
    Some(SignTest { negative, positive, p_two_sided })
}

/// Everything on A against B; values pair by position, and pairs that are not finite are left out. `None` without
/// a pair.
pub fn compare(a: &[f64], b: &[f64], seed: u64) -> Option<PairedComparison> {
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).filter(|d| d.is_finite()).collect();
    let count = |test: fn(&f64) -> bool| differences.iter().filter(|d| test(d)).count();
    Some(PairedComparison {
        difference: Summary::of(&differences, seed)?,
        wins_losses_ties: (count(|d| *d < 0.0), count(|d| *d > 0.0), count(|d| *d == 0.0)),
        wilcoxon: wilcoxon(&differences),
        t_test: paired_t(&differences),
    })
}
