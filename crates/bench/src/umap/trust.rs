//! How far a picture can be trusted.

use rayon::prelude::*;
use tonewright_measure::retrieval::Vectors;

use super::neighbours::{centred, squared_distances};

/// The trustworthiness of a picture: 1 where the nearest of each point in the plane are among its nearest indeed, about ½ where
/// they are any (J. Venna and S. Kaski, *Neighborhood preservation in nonlinear projection methods*, 2001; as scikit-learn
/// computes it). `near` of each are looked at, of at most `asked` points, spread evenly over all. 1 where there are too few
/// points for so many neighbours.
pub fn trustworthiness(points: Vectors, places: &[[f32; 2]], near: usize, asked: usize) -> f64 {
    let count = points.len().min(places.len());
    if near == 0 || 2 * near >= count || asked == 0 {
        return 1.0;
    }
    let (values, flat) = (centred(points), places.as_flattened());
    let step = count.div_ceil(asked);
    let asked: Vec<usize> = (0..count).step_by(step).collect();
    let wrong = |at: &usize| -> f64 {
        let apart = distances(&values, points.dim(), count, *at);
        let mut order: Vec<u32> = (0..count as u32).filter(|other| *other as usize != *at).collect();
        let seen = distances(flat, 2, count, *at);
        let nearer = |a: &u32, b: &u32| seen[*a as usize].total_cmp(&seen[*b as usize]).then(a.cmp(b));
        order.select_nth_unstable_by(near - 1, nearer);
        let rank = |other: &u32| {
            let own = (apart[*other as usize], *other);
            let before = |(at, squared): (usize, &f32)| {
                squared.total_cmp(&own.0).then((at as u32).cmp(&own.1)).is_le()
            };
            // The point itself is none of them.
            let all = apart.iter().enumerate().filter(|one| one.0 != *at && before(*one)).count();
            all.saturating_sub(near) as f64
        };
        order[..near].iter().map(rank).sum()
    };
    let wrong: Vec<f64> = asked.par_iter().map(wrong).collect();
    let mean = wrong.iter().sum::<f64>() / asked.len() as f64;
    1.0 - 2.0 * mean / (near as f64 * (2.0 * count as f64 - 3.0 * near as f64 - 1.0))
}

/// The squared distances of one row to all.
fn distances(values: &[f32], dim: usize, count: usize, at: usize) -> Vec<f32> {
    let mut out = vec![0.0; count];
    squared_distances(&values[at * dim..][..dim], &values[..count * dim], &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::heaps;
    use super::*;

    #[test]
    fn a_picture_of_the_plane_is_right_and_one_that_is_mixed_up_is_not() {
        let values = heaps(1, 200, 2);
        let points = Vectors::new(&values, 2).unwrap();
        let places: Vec<[f32; 2]> = values.as_chunks::<2>().0.to_vec();
        assert_eq!(trustworthiness(points, &places, 5, 200), 1.0);
        let mixed: Vec<[f32; 2]> = (0..200).map(|at| places[at * 77 % 200]).collect();
        let trust = trustworthiness(points, &mixed, 5, 200);
        assert!((0.35..0.75).contains(&trust), "{trust}");
        assert_eq!(trustworthiness(points, &places, 100, 200), 1.0);
    }
}
