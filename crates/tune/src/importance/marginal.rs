//! What a tree says of each parameter alone: the variance of its mean over all others.

use super::forest::{Leaf, Side};
use crate::Domain;

/// The share of the tree's variance that each parameter alone explains; `None` for a tree that says the same everywhere.
pub(super) fn shares(domains: &[Domain], leaves: &[Leaf]) -> Option<Vec<f64>> {
    let sizes: Vec<f64> = leaves.iter().map(|leaf| leaf.sides.iter().map(Side::share).product()).collect();
    let mean: f64 = leaves.iter().zip(&sizes).map(|(leaf, size)| leaf.value * size).sum();
    let off = |value: f64| (value - mean) * (value - mean);
    let whole: f64 = leaves.iter().zip(&sizes).map(|(leaf, size)| off(leaf.value) * size).sum();
    // Also where it is so little that it is nothing but rounding.
    if whole.is_nan() || whole <= 1e-24 {
        return None;
    }
    let alone = |parameter: usize| {
        let variance = match domains[parameter].choices() {
            Some(many) => of_choices(parameter, many, leaves, &sizes, mean),
            None => of_numbers(parameter, leaves, &sizes, mean),
        };
        (variance / whole).clamp(0.0, 1.0)
    };
    Some((0..domains.len()).map(alone).collect())
}

/// Each choice's mean over all other parameters.
fn of_choices(parameter: usize, many: usize, leaves: &[Leaf], sizes: &[f64], mean: f64) -> f64 {
    let mut means = vec![-mean; many];
    for (leaf, size) in leaves.iter().zip(sizes) {
        let Side::Choices(inside) = &leaf.sides[parameter] else { continue };
        let share = leaf.sides[parameter].share();
        for (mean, _) in means.iter_mut().zip(inside).filter(|(_, inside)| **inside) {
            *mean += leaf.value * size / share;
        }
    }
    means.iter().map(|mean| mean * mean).sum::<f64>() / many as f64
}

/// The mean over all other parameters along a number, which is constant between the places where boxes begin and end.
fn of_numbers(parameter: usize, leaves: &[Leaf], sizes: &[f64], mean: f64) -> f64 {
    let mut turns: Vec<(f64, f64)> = Vec::new();
    for (leaf, size) in leaves.iter().zip(sizes) {
        if let Side::Range(from, to) = leaf.sides[parameter]
            && to > from
        {
            let height = leaf.value * size / (to - from);
            turns.extend([(from, height), (to, -height)]);
        }
    }
    turns.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let (mut variance, mut height) = (0.0, -mean);
    for pair in turns.windows(2) {
        height += pair[0].1;
        variance += height * height * (pair[1].0 - pair[0].0);
    }
    variance
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Over two numbers: 0 in the left half, 1 and 3 in the lower and the upper part of the right one.
    #[test]
    fn variances_are_those_that_are_counted_by_hand() {
        let number = Domain::Float { low: 0.0, high: 1.0, log: false, step: None };
        let leaf = |sides: [(f64, f64); 2], value| Leaf {
            sides: sides.iter().map(|(from, to)| Side::Range(*from, *to)).collect(),
            value,
        };
        let leaves = [
            leaf([(0.0, 0.5), (0.0, 1.0)], 0.0),
            leaf([(0.5, 1.0), (0.0, 0.5)], 1.0),
            leaf([(0.5, 1.0), (0.5, 1.0)], 3.0),
        ];
        // Mean 1; variance 0.5·1 + 0.25·0 + 0.25·4 = 1.5. Along the first: means 0 and 2, variance 1. Along the second: 0.5
        // and 1.5, variance 0.25.
        let shares = shares(&[number.clone(), number], &leaves).unwrap();
        assert!(
            (shares[0] - 1.0 / 1.5).abs() < 1e-12 && (shares[1] - 0.25 / 1.5).abs() < 1e-12,
            "{shares:?}"
        );
    }
}
