//! A distribution over the values of one parameter, and its small form on disk.

use rand::RngExt as _;
use serde::{Deserialize, Serialize};

use crate::seed::Rng;

/// Largest number of values of which each has its own weight on disk.
const FULL: usize = 33;
/// Weights of a coarser distribution: equal slices of the range.
const SLICES: usize = 10;
/// Single values that stand out of their slice, at most.
const PEAKS: usize = 5;
/// Smallest share that a choice names.
const LEAST_NAMED: f64 = 0.008;
/// Least share of the background in a choice.
const BACKGROUND_SHARE: f64 = 0.01;
/// Share of the uniform distribution in every other, so that no value is impossible.
const UNIFORM_SHARE: f64 = 0.002;

/// A distribution as the shipped table holds it: weights of equal slices of the range (one value a slice
/// where there are few values), and the values that stand out, in units of one 255th.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sketch(Vec<u8>, Vec<(u8, u8)>);

impl Sketch {
    /// The sketch of a distribution given by (not normalised) weights.
    pub fn of(weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let byte = |share: f64| (255.0 * share / total).round() as u8;
        if weights.len() <= FULL {
            return Self(trimmed(weights.iter().map(|weight| byte(*weight)).collect()), Vec::new());
        }
        let mut rest = weights.to_vec();
        let mut order: Vec<usize> = (0..rest.len()).collect();
        order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]).then(a.cmp(b)));
        let mut peaks = Vec::new();
        for value in order.into_iter().take(PEAKS) {
            // Nothing is gained by naming a value that carries less than a hundredth.
            if byte(rest[value]) >= 3 {
                peaks.push((value as u8, byte(rest[value])));
                rest[value] = 0.0;
            }
        }
        let mut slices = vec![0.0; SLICES];
        rest.iter().enumerate().for_each(|(value, weight)| slices[slice_of(value, weights.len())] += weight);
        Self(trimmed(slices.into_iter().map(byte).collect()), peaks)
    }

    /// The weight of each of `cardinality` values.
    fn weights(&self, cardinality: usize) -> Vec<f64> {
        let Self(slices, peaks) = self;
        let slice = |value| if cardinality <= FULL { value } else { slice_of(value, cardinality) };
        let mut widths = vec![0.0; SLICES.max(cardinality.min(FULL))];
        (0..cardinality).for_each(|value| widths[slice(value)] += 1.0);
        let weight = |value| f64::from(slices.get(slice(value)).copied().unwrap_or(0)) / widths[slice(value)];
        let mut weights: Vec<f64> = (0..cardinality).map(weight).collect();
        for (value, peak) in peaks {
            if let Some(weight) = weights.get_mut(usize::from(*value)) {
                *weight += f64::from(*peak);
            }
        }
        weights
    }
}

/// A distribution of which only the commonest values are named, each followed by its weight in 255ths; what is
/// missing to the whole belongs to a background that the reader knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice(Vec<u8>);

impl Choice {
    /// The choice that (not normalised) weights describe: rare values are left to the background, which does
    /// not gain by them.
    pub fn of(weights: &[f64]) -> Self {
        let total = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let share = |weight: &f64| if *weight >= LEAST_NAMED * total { *weight } else { 0.0 };
        let named: Vec<f64> = weights.iter().map(share).collect();
        let scale = 255.0 * (1.0 - BACKGROUND_SHARE) / named.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let bytes = named.iter().map(|weight| (weight * scale) as u8).enumerate();
        let kept = bytes.filter(|(_, weight)| *weight > 0);
        Self(kept.flat_map(|(value, weight)| [value as u8, weight]).collect())
    }

    /// The distribution, given the (not normalised) weights of the background.
    pub fn over(&self, background: &[f64]) -> Categorical {
        let total = background.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let pairs = || self.0.chunks_exact(2).map(|pair| (usize::from(pair[0]), f64::from(pair[1]) / 255.0));
        let named = pairs().map(|(_, weight)| weight).sum::<f64>();
        let rest = (1.0 - named).max(BACKGROUND_SHARE);
        let mut weights: Vec<f64> = background.iter().map(|weight| rest * weight / total).collect();
        for (value, weight) in pairs() {
            if let Some(slot) = weights.get_mut(value) {
                *slot += weight;
            }
        }
        Categorical::from_weights(&weights)
    }
}

/// Zeros at the end go without saying.
fn trimmed(mut weights: Vec<u8>) -> Vec<u8> {
    while weights.last() == Some(&0) {
        weights.pop();
    }
    weights
}

fn slice_of(value: usize, cardinality: usize) -> usize {
    value * SLICES / cardinality
}

/// A distribution over the values `0..n`, ready to use.
#[derive(Clone, Debug)]
pub struct Categorical {
    /// Probability of each value.
    probabilities: Vec<f64>,
}

impl Categorical {
    /// The distribution of a sketch over `cardinality` values.
    pub fn new(sketch: &Sketch, cardinality: usize) -> Self {
        Self::from_weights(&sketch.weights(cardinality))
    }

    /// The distribution with these weights, and a little of the uniform one.
    pub fn from_weights(weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        let uniform = 1.0 / weights.len().max(1) as f64;
        let share = |weight: f64| if total > 0.0 { weight / total } else { uniform };
        let smooth = |weight: &f64| (1.0 - UNIFORM_SHARE) * share(*weight) + UNIFORM_SHARE * uniform;
        Self { probabilities: weights.iter().map(smooth).collect() }
    }

    /// The probability of each value.
    pub fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }

    /// The probability of a value.
    pub fn probability(&self, value: u8) -> f64 {
        self.probabilities.get(usize::from(value)).copied().unwrap_or(0.0)
    }

    /// One value.
    pub fn draw(&self, rng: &mut Rng) -> u8 {
        let mut left: f64 = rng.random();
        for (value, probability) in self.probabilities.iter().enumerate() {
            left -= probability;
            if left < 0.0 {
                return value as u8;
            }
        }
        (self.probabilities.len() - 1) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_keeps_peaks_and_slices() {
        let mut weights = vec![1.0; 100];
        weights[99] = 100.0;
        weights[50] = 50.0;
        let categorical = Categorical::new(&Sketch::of(&weights), 100);
        let total: f64 = (0..100).map(|value| categorical.probability(value)).sum();
        assert!((total - 1.0).abs() < 1e-9, "{total}");
        assert!((categorical.probability(99) - 100.0 / 248.0).abs() < 0.01);
        assert!((categorical.probability(20) - 1.0 / 248.0).abs() < 0.001);
    }

    #[test]
    fn a_choice_names_what_is_common_and_leaves_the_rest_to_the_background() {
        let choice = Choice::of(&[600.0, 0.0, 397.0, 3.0]);
        let categorical = choice.over(&[1.0, 1.0, 1.0, 7.0]);
        let total: f64 = categorical.probabilities().iter().sum();
        assert!((total - 1.0).abs() < 1e-9, "{total}");
        assert!((categorical.probability(0) - 0.6).abs() < 0.01);
        assert!((categorical.probability(2) - 0.4).abs() < 0.01);
        // Too rare to be named, so they share about a hundredth as the background does.
        let (never, rare) = (categorical.probability(1), categorical.probability(3));
        assert!(never > 0.0 && rare > 4.0 * never && rare + never < 0.025, "{never} {rare}");
    }

    #[test]
    fn draws_follow_the_probabilities() {
        let categorical = Categorical::from_weights(&[1.0, 0.0, 3.0]);
        let mut rng = crate::seed::stream(1, "categorical-test", 0);
        let mut counts = [0; 3];
        (0..4000).for_each(|_| counts[usize::from(categorical.draw(&mut rng))] += 1);
        assert!((900..1100).contains(&counts[0]) && counts[1] < 20, "{counts:?}");
    }
}
