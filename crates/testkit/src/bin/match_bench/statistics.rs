//! Paired comparison of two lists of scores.

/// How one method's scores compare with another's on the same targets.
pub(crate) struct Paired {
    /// Geometric mean of the ratios: below 1 is better.
    pub(crate) ratio: f64,
    /// Targets with a lower (better) and a higher score.
    pub(crate) lower: usize,
    pub(crate) higher: usize,
    /// Two-sided p of the sign test (exact).
    pub(crate) sign_p: f64,
    /// Two-sided p of Wilcoxon's signed-rank test on log ratios (normal approximation, ties averaged).
    pub(crate) wilcoxon_p: f64,
}

impl Paired {
    pub(crate) fn of(scores: &[f64], others: &[f64]) -> Self {
        let log = |(a, b): (&f64, &f64)| (a + 1e-9).ln() - (b + 1e-9).ln();
        let logs: Vec<f64> = scores.iter().zip(others).map(log).collect();
        let lower = logs.iter().filter(|l| **l < 0.0).count();
        let higher = logs.iter().filter(|l| **l > 0.0).count();
        let (sign_p, wilcoxon_p) = (sign_test(lower, higher), wilcoxon(&logs));
        Self { ratio: mean(&logs).exp(), lower, higher, sign_p, wilcoxon_p }
    }
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn sign_test(lower: usize, higher: usize) -> f64 {
    let n = lower + higher;
    let mut term = 0.5_f64.powi(n as i32);
    let mut tail = 0.0;
    for k in 0..=lower.min(higher) {
        tail += term;
        term *= (n - k) as f64 / (k + 1) as f64;
    }
    (2.0 * tail).min(1.0)
}

fn wilcoxon(logs: &[f64]) -> f64 {
    let mut sizes: Vec<(f64, bool)> =
        logs.iter().filter(|l| **l != 0.0).map(|l| (l.abs(), *l > 0.0)).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = sizes.len() as f64;
    if n == 0.0 {
        return 1.0;
    }
    let rank = |size: f64| {
        let below = sizes.iter().filter(|s| s.0 < size).count() as f64;
        let equal = sizes.iter().filter(|s| s.0 == size).count() as f64;
        below + (equal + 1.0) / 2.0
    };
    let positive: f64 = sizes.iter().filter(|s| s.1).map(|s| rank(s.0)).sum();
    let deviation = (n * (n + 1.0) * (2.0 * n + 1.0) / 24.0).sqrt();
    let z = ((positive - n * (n + 1.0) / 4.0).abs() - 0.5).max(0.0) / deviation;
    (2.0 * upper_tail(z)).min(1.0)
}

/// The upper tail of the normal distribution (Abramowitz and Stegun 26.2.17, error below 1e-7).
fn upper_tail(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let series = [1.330_274_429, -1.821_255_978, 1.781_477_937, -0.356_563_782, 0.319_381_530];
    let sum = series.iter().fold(0.0, |sum, c| (sum + c) * t);
    (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt() * sum
}
