//! Wilcoxon's signed-rank test: exact where the sample is small enough to count every sign pattern, ties
//! included; the normal approximation with tie correction above. Differences of zero are left out (Wilcoxon's
//! own way).

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF as _, Normal};

/// Above this many differences the normal approximation is used; it is then right to three digits.
const MOST_EXACT: usize = 200;

/// What the test found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wilcoxon {
    /// Differences that are not zero.
    pub count: usize,
    /// Sum of the ranks of the positive differences.
    pub positive_ranks: f64,
    /// How likely a sum this far from the middle is where the differences are symmetric about zero.
    pub p_two_sided: f64,
    /// How likely a sum this small or smaller is.
    pub p_less: f64,
    /// (positive − negative) / all ranks: −1 where every difference is negative, an effect size.
    pub rank_biserial: f64,
}

/// The test on differences of pairs; `None` when none differs from zero.
pub fn wilcoxon(differences: &[f64]) -> Option<Wilcoxon> {
    let nonzero = nonzero(differences);
    if nonzero.is_empty() {
        return None;
    }
    let doubled = doubled_midranks(&nonzero);
    let (p_less, p_greater) =
        if nonzero.len() <= MOST_EXACT { exact(&nonzero, &doubled) } else { normal(&nonzero, &doubled) };
    let total: u64 = doubled.iter().sum();
    let positive = positive_sum(&nonzero, &doubled);
    Some(Wilcoxon {
        count: nonzero.len(),
        positive_ranks: positive as f64 / 2.0,
        p_two_sided: (2.0 * f64::min(p_less, p_greater)).min(1.0),
        p_less,
        rank_biserial: (2.0 * positive as f64 - total as f64) / total as f64,
    })
}

fn nonzero(differences: &[f64]) -> Vec<f64> {
    let mut nonzero: Vec<f64> = differences.iter().copied().filter(|d| d.is_finite() && *d != 0.0).collect();
    nonzero.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    nonzero
}

/// Twice the mid-rank of each of the sorted differences: whole numbers, ties or not.
fn doubled_midranks(sorted: &[f64]) -> Vec<u64> {
    let mut ranks = Vec::with_capacity(sorted.len());
    for group in sorted.chunk_by(|a, b| a.abs() == b.abs()) {
        let first = ranks.len() as u64 + 1;
        let last = first + group.len() as u64 - 1;
        ranks.extend(std::iter::repeat_n(first + last, group.len()));
    }
    ranks
}

fn positive_sum(sorted: &[f64], doubled: &[u64]) -> u64 {
    sorted.iter().zip(doubled).filter(|(d, _)| **d > 0.0).map(|(_, rank)| rank).sum()
}

/// P(W ≤ w) and P(W ≥ w), counting all sign patterns by the sum they make.
fn exact(sorted: &[f64], doubled: &[u64]) -> (f64, f64) {
    let total = doubled.iter().sum::<u64>() as usize;
    let mut chance = vec![0.0; total + 1];
    chance[0] = 1.0;
    let mut reach = 0;
    for rank in doubled.iter().map(|r| *r as usize) {
        reach += rank;
        for sum in (0..=reach).rev() {
            let with = if sum >= rank { chance[sum - rank] } else { 0.0 };
            chance[sum] = 0.5 * (chance[sum] + with);
        }
    }
    let observed = positive_sum(sorted, doubled) as usize;
    let less: f64 = chance[..=observed].iter().sum();
    let greater: f64 = chance[observed..].iter().sum();
    (less.min(1.0), greater.min(1.0))
}

/// The same by the normal distribution with the variance that ties leave, without continuity correction.
fn normal(sorted: &[f64], doubled: &[u64]) -> (f64, f64) {
    let mean = doubled.iter().sum::<u64>() as f64 / 4.0;
    let variance = doubled.iter().map(|r| (*r as f64 / 2.0).powi(2)).sum::<f64>() / 4.0;
    let z = (positive_sum(sorted, doubled) as f64 / 2.0 - mean) / variance.sqrt();
    let normal = Normal::standard();
    (normal.cdf(z), normal.sf(z))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_negative_is_as_unlikely_as_tossing_heads() {
        let result = wilcoxon(&[-1.0, -2.0, -3.0, -4.0, -5.0]).unwrap();
        assert_eq!((result.p_less, result.rank_biserial, result.positive_ranks), (1.0 / 32.0, -1.0, 0.0));
        assert_eq!(wilcoxon(&[0.0, 0.0]), None);
    }

    #[test]
    fn the_approximation_meets_the_exact_count_where_one_takes_over() {
        let differences: Vec<f64> = (0..200).map(|i| f64::from((i * 7919) % 401) - 230.0).collect();
        let sorted = nonzero(&differences);
        let doubled = doubled_midranks(&sorted);
        let ((less, _), (near, _)) = (exact(&sorted, &doubled), normal(&sorted, &doubled));
        assert!((less - near).abs() < 1e-3, "{less} {near}");
    }
}
