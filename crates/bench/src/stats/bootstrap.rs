//! The bias-corrected and accelerated bootstrap (Efron 1987) of a mean.

use rand::RngExt as _;
use statrs::distribution::{ContinuousCDF as _, Normal};
use tonewright_synth::seed;

use super::Interval;

/// How often the sample is drawn again: the ends then wander by about 1 % of the interval.
const DRAWS: usize = 10_000;

/// The 95 % BCa interval of the mean; `None` below two values. The same seed gives the same interval.
pub fn bootstrap_interval(values: &[f64], seed: u64) -> Option<Interval> {
    if values.len() < 2 {
        return None;
    }
    let mean = |v: &mut dyn Iterator<Item = f64>| v.sum::<f64>() / values.len() as f64;
    let observed = mean(&mut values.iter().copied());
    let mut rng = seed::stream(seed, "bootstrap", 0);
    let mut draw = || mean(&mut (0..values.len()).map(|_| values[rng.random_range(0..values.len())]));
    let mut means: Vec<f64> = (0..DRAWS).map(|_| draw()).collect();
    means.sort_by(f64::total_cmp);
    if means[0] == means[DRAWS - 1] {
        return Some(Interval { low: observed, high: observed });
    }
    let normal = Normal::standard();
    // Ties with the observed mean count half, as SciPy does.
    let below = means.partition_point(|m| *m < observed);
    let at_most = means.partition_point(|m| *m <= observed);
    let share = (below + at_most) as f64 / (2.0 * DRAWS as f64);
    let bias = normal.inverse_cdf(share);
    let acceleration = acceleration(values);
    let end = |probability: f64| {
        let z = bias + normal.inverse_cdf(probability);
        quantile(&means, normal.cdf(bias + z / (1.0 - acceleration * z)))
    };
    Some(Interval { low: end(0.025), high: end(0.975) })
}

/// Skewness of the jackknife, over six: how the mean's spread changes with the mean.
fn acceleration(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let sum: f64 = values.iter().sum();
    let left_out: Vec<f64> = values.iter().map(|v| (sum - v) / (count - 1.0)).collect();
    let centre = left_out.iter().sum::<f64>() / count;
    let moment = |power| left_out.iter().map(|m| (centre - m).powi(power)).sum::<f64>();
    let spread = moment(2);
    if spread > 0.0 { moment(3) / (6.0 * spread.powf(1.5)) } else { 0.0 }
}

/// Of values in order, of which there is at least one: linear between two, as NumPy has it.
pub(crate) fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let at = probability.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let (below, share) = (at.floor() as usize, at.fract());
    sorted[below] + share * (sorted[(below + 1).min(sorted.len() - 1)] - sorted[below])
}
