//! The strategy's constants from dimension and population (Hansen 2016, table 1).

use super::Form;

#[derive(Clone, Debug)]
pub(super) struct Constants {
    pub(super) population: usize,
    /// For the ranked points: positive ones sum to 1, negative ones follow equations 50 to 53.
    pub(super) weights: Vec<f64>,
    pub(super) mu_eff: f64,
    pub(super) c_sigma: f64,
    pub(super) d_sigma: f64,
    pub(super) c_c: f64,
    pub(super) c_1: f64,
    pub(super) c_mu: f64,
    /// Expected length of a standard normal vector.
    pub(super) chi: f64,
}

impl Constants {
    pub(super) fn new(dimension: usize, population: usize, form: Form) -> Self {
        let n = dimension as f64;
        let raw: Vec<f64> =
            (1..=population).map(|i| ((population as f64 + 1.0) / 2.0).ln() - (i as f64).ln()).collect();
        let (good, bad) = raw.split_at(population / 2);
        let mu_eff = effective(good);
        let c_sigma = (mu_eff + 2.0) / (n + mu_eff + 5.0);
        let d_sigma = 1.0 + 2.0 * (((mu_eff - 1.0) / (n + 1.0)).max(0.0).sqrt() - 1.0).max(0.0) + c_sigma;
        let c_c = (4.0 + mu_eff / n) / (n + 4.0 + 2.0 * mu_eff / n);
        // The diagonal form has fewer numbers to learn and may learn them faster (Ros and Hansen, section 3).
        let faster = if form == Form::Diagonal { (n + 2.0) / 3.0 } else { 1.0 };
        let c_1 = (faster * 2.0 / ((n + 1.3).powi(2) + mu_eff)).min(0.5);
        let wanted = faster * 2.0 * (0.25 + mu_eff + 1.0 / mu_eff - 2.0) / ((n + 2.0).powi(2) + mu_eff);
        let c_mu = wanted.min(1.0 - c_1);
        let by_rates = 1.0 + c_1 / c_mu;
        let by_mass = 1.0 + 2.0 * effective(bad) / (mu_eff + 2.0);
        let by_definiteness = (1.0 - c_1 - c_mu) / (n * c_mu);
        let alpha = by_rates.min(by_mass).min(by_definiteness).max(0.0);
        let (sum_good, sum_bad): (f64, f64) = (good.iter().sum(), bad.iter().map(|w| w.abs()).sum());
        let scaled = |w: &f64| if *w >= 0.0 { w / sum_good } else { w * alpha / sum_bad };
        let chi = n.sqrt() * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n));
        let weights = raw.iter().map(scaled).collect();
        Self { population, weights, mu_eff, c_sigma, d_sigma, c_c, c_1, c_mu, chi }
    }
}

/// The number of points that count: (Σ|w|)² / Σw².
fn effective(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().map(|w| w.abs()).sum();
    sum * sum / weights.iter().map(|w| w * w).sum::<f64>().max(1e-300)
}
