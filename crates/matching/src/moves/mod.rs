//! Small changes of a preset that respect what its parameters are: ordered knobs move a little or far,
//! unordered choices jump, interchangeable parts are exchanged whole.

mod knobs;
mod parts;

use rand::RngExt as _;
use tonewright_synth::seed::Rng;

pub(crate) use knobs::{Interest, Knobs, reflect};
pub(crate) use parts::Parts;

/// A standard normal number (Box and Muller 1958, the cosine half).
pub(crate) fn normal(rng: &mut Rng) -> f64 {
    // 1 − u lies in (0, 1]: its logarithm is finite.
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()
}

/// `count` different numbers below `below`, in random order; all of them where there are fewer.
pub(crate) fn distinct(rng: &mut Rng, count: usize, below: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..below).collect();
    let count = count.min(below);
    for i in 0..count {
        all.swap(i, rng.random_range(i..below));
    }
    all.truncate(count);
    all
}
