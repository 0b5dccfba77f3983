//! Whether a handful of values is a scale or a choice: on a scale, what lies further apart on the knob sounds further
//! apart.

use tonewright_synth::Norm;

use super::context::Context;
use super::ear::Sound;
use super::room::{Halt, Room};

/// Fewest values of which that can be asked, and most: what has more is a scale.
const VALUES: std::ops::RangeInclusive<usize> = 3..=16;

/// The rank correlation of distances on the knob with distances of the sounds, its mean over the contexts; none where
/// there are too few values or too many.
pub(super) fn rank(
    room: &mut Room,
    at: usize,
    contexts: &[&Context],
    knobs: &[Norm],
) -> Result<Option<f64>, Halt> {
    if !VALUES.contains(&knobs.len()) {
        return Ok(None);
    }
    let mut all = Vec::new();
    for context in contexts {
        let sounds: Option<Vec<Sound>> = room.turn(&context.preset, at, knobs)?.into_iter().collect();
        all.extend(sounds.and_then(|sounds| of_sounds(&sounds)));
    }
    Ok((!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64))
}

fn of_sounds(sounds: &[Sound]) -> Option<f64> {
    let (mut ways, mut distances) = (Vec::new(), Vec::new());
    for (i, a) in sounds.iter().enumerate() {
        for (j, b) in sounds.iter().enumerate().skip(i + 1) {
            ways.push((j - i) as f64);
            distances.push(a.distance_db(b));
        }
    }
    correlation(&ranks(&ways), &ranks(&distances))
}

/// Ranks from 0 on; what is equal shares the mean of its ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let below = |value: f64| values.iter().filter(|other| **other < value).count() as f64;
    let equal = |value: f64| values.iter().filter(|other| **other == value).count() as f64;
    values.iter().map(|value| below(*value) + 0.5 * (equal(*value) - 1.0)).collect()
}

/// Pearson's correlation; none where one of the two does not vary.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        a.iter().zip(b).map(|(a, b)| of(a - mean_a, b - mean_b)).sum()
    };
    let (both, own, others) = (sum(&|a, b| a * b), sum(&|a, _| a * a), sum(&|_, b| b * b));
    (own > 0.0 && others > 0.0).then(|| both / (own * others).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_further_is_of_higher_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 1.0, 7.0]), [2.0, 0.5, 0.5, 3.0]);
        let correlated = |a: &[f64], b: &[f64]| correlation(&ranks(a), &ranks(b)).unwrap();
        assert!((correlated(&[1.0, 2.0, 3.0], &[0.1, 4.0, 90.0]) - 1.0).abs() < 1e-12);
        assert!((correlated(&[1.0, 2.0, 3.0], &[5.0, 4.0, 1.0]) + 1.0).abs() < 1e-12);
        assert_eq!(correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
    }
}
