//! A sample in a few numbers: how many, mean, spread, and the mean's 95 % intervals.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF as _, StudentsT};

use super::bootstrap_interval;

/// From where to where.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A sample and its mean's 95 % intervals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// How many values.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// Their median.
    pub median: f64,
    /// Their standard deviation (n − 1).
    pub standard_deviation: f64,
    /// Student's interval of the mean; absent below two values.
    pub t_interval: Option<Interval>,
    /// The BCa bootstrap's interval of the mean, which asks for no bell shape; absent below two values.
    pub bootstrap_interval: Option<Interval>,
}

impl Summary {
    /// The summary of finite values; `None` without any. `seed` is the bootstrap's.
    pub fn of(values: &[f64], seed: u64) -> Option<Self> {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        if sorted.is_empty() {
            return None;
        }
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len();
        let (mean, standard_deviation) = mean_and_deviation(&sorted);
        let median = f64::midpoint(sorted[(count - 1) / 2], sorted[count / 2]);
        let t_interval = (count > 1).then(|| {
            let half = t_quantile(0.975, count - 1) * standard_deviation / (count as f64).sqrt();
            Interval { low: mean - half, high: mean + half }
        });
        let bootstrap_interval = bootstrap_interval(&sorted, seed);
        Some(Self { count, mean, median, standard_deviation, t_interval, bootstrap_interval })
    }
}

/// Mean and standard deviation (n − 1; 0 for one value).
pub(super) fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (mean, if count > 1.0 { (squares / (count - 1.0)).sqrt() } else { 0.0 })
}

/// Student's t distribution with so many degrees of freedom.
pub(super) fn students_t(freedom: usize) -> StudentsT {
    StudentsT::new(0.0, 1.0, freedom as f64).expect("there is at least one degree of freedom")
}

fn t_quantile(probability: f64, freedom: usize) -> f64 {
    students_t(freedom).inverse_cdf(probability)
}
