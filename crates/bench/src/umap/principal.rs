//! Where points begin: on their two principal components.

use rayon::prelude::*;
use tonewright_synth::seed::{self, Rng};

/// Rounds of the power method. The components need not be exact: points move away from here.
const ROUNDS: usize = 40;
/// Points whose sums are made together, on any number of threads.
const TOGETHER: usize = 256;
/// The side of the square in which points begin.
const SIDE: f64 = 10.0;
/// How far they are moved at random, so that no two lie on each other.
const SHAKE: f64 = 1e-4;

/// Places of points, whose values have no mean, in a square of side 10.
pub(super) fn places(values: &[f32], dim: usize, seed: u64) -> Vec<[f32; 2]> {
    let mut rng = seed::stream(seed, "where points of a map begin", 0);
    let first = component(values, dim, &[], &mut rng);
    let second = component(values, dim, std::slice::from_ref(&first), &mut rng);
    let along = |axis: &[f64]| -> Vec<f64> { values.par_chunks(dim).map(|row| dot(row, axis)).collect() };
    let mut axes = [along(&first), along(&second)];
    let largest = axes.iter().flatten().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    for axis in &mut axes {
        let unit = if largest > 0.0 { SIDE / largest } else { 0.0 };
        axis.iter_mut().for_each(|x| *x = *x * unit + SHAKE * seed::normal(&mut rng));
        let ends = |ends: (f64, f64), x: &f64| (ends.0.min(*x), ends.1.max(*x));
        let (low, high) = axis.iter().fold((f64::INFINITY, f64::NEG_INFINITY), ends);
        let side = if high > low { high - low } else { 1.0 };
        axis.iter_mut().for_each(|x| *x = SIDE * (*x - low) / side);
    }
    axes[0].iter().zip(&axes[1]).map(|(x, y)| [*x as f32, *y as f32]).collect()
}

/// The direction of the largest variance across `others`, by the power method; its largest part is positive.
fn component(values: &[f32], dim: usize, others: &[Vec<f64>], rng: &mut Rng) -> Vec<f64> {
    let mut axis: Vec<f64> = (0..dim).map(|_| seed::normal(rng)).collect();
    for _ in 0..ROUNDS {
        across(&mut axis, others);
        let sums = |rows: &[f32]| {
            let mut sum = vec![0.0; dim];
            for row in rows.chunks_exact(dim) {
                let along = dot(row, &axis);
                sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += along * f64::from(*x));
            }
            sum
        };
        let parts: Vec<Vec<f64>> = values.par_chunks(TOGETHER * dim).map(sums).collect();
        let mut next = vec![0.0; dim];
        for part in parts {
            next.iter_mut().zip(part).for_each(|(next, x)| *next += x);
        }
        // Points without any variance have no direction: any will do.
        if next.iter().all(|x| *x == 0.0) {
            break;
        }
        axis = next;
    }
    across(&mut axis, others);
    let largest = axis.iter().fold(0.0, |largest: f64, x| if x.abs() > largest.abs() { *x } else { largest });
    axis.iter_mut().for_each(|x| *x *= largest.signum());
    axis
}

/// Takes out what lies along others, and brings it to length 1; what has no length stays nothing.
fn across(axis: &mut [f64], others: &[Vec<f64>]) {
    for other in others {
        let along: f64 = axis.iter().zip(other).map(|(x, y)| x * y).sum();
        axis.iter_mut().zip(other).for_each(|(x, y)| *x -= along * y);
    }
    let length = axis.iter().map(|x| x * x).sum::<f64>().sqrt();
    let unit = if length > 0.0 { 1.0 / length } else { 0.0 };
    axis.iter_mut().for_each(|x| *x *= unit);
}

fn dot(row: &[f32], axis: &[f64]) -> f64 {
    row.iter().zip(axis).map(|(x, y)| f64::from(*x) * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_direction_comes_first() {
        // Wide along (3, 4, 0), half as wide along (0, 0, 1), and a little across both.
        let mut rng = seed::stream(3, "points", 0);
        let mut normal = || seed::normal(&mut rng);
        let row = |(a, b, c): (f64, f64, f64)| [0.6 * a - 0.8 * c, 0.8 * a + 0.6 * c, b];
        let rows: Vec<[f64; 3]> =
            (0..400).map(|_| row((normal(), 0.5 * normal(), 0.05 * normal()))).collect();
        let values: Vec<f32> = rows.iter().flatten().map(|x| *x as f32).collect();
        let mut rng = seed::stream(1, "test", 0);
        let first = component(&values, 3, &[], &mut rng);
        let second = component(&values, 3, std::slice::from_ref(&first), &mut rng);
        assert!((first[0] - 0.6).abs() < 0.03 && (first[1] - 0.8).abs() < 0.03, "{first:?}");
        assert!(second[2] > 0.99, "{second:?}");
        let places = places(&values, 3, 1);
        let ends = |axis: usize| {
            let of = places.iter().map(|place| place[axis]);
            (of.clone().fold(f32::MAX, f32::min), of.fold(f32::MIN, f32::max))
        };
        assert_eq!((ends(0), ends(1)), ((0.0, 10.0), (0.0, 10.0)));
    }
}
