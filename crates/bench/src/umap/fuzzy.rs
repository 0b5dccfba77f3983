//! The fuzzy set of edges (sections 2.2 and 3.1 of the paper, its algorithms 2 and 3).

use rayon::prelude::*;

use super::neighbours::Near;

/// Edges with their strengths, from 0 to 1: each both ways.
pub(super) struct Edges {
    /// Where the edges of each point begin, and where the last one's end.
    pub(super) begin: Vec<usize>,
    /// Whereto, ascending within a point.
    pub(super) to: Vec<u32>,
    /// How strong.
    pub(super) strength: Vec<f32>,
}

/// Halvings after which a scale is what it is.
const HALVINGS: usize = 64;
/// How near sums of strengths come to what they should be.
const NEAR_ENOUGH: f64 = 1e-5;
/// The least scale, as a share of the mean distance to neighbours.
const LEAST_SCALE: f64 = 1e-3;

/// The distance from which a point's edges grow weaker, and the scale on which they do.
#[derive(Clone, Copy, Debug)]
struct Reach {
    nearest: f64,
    scale: f64,
}

/// The union of what each point says of its neighbours.
pub(super) fn edges(near: &Near) -> Edges {
    let points: Vec<&[f32]> = near.distance.chunks_exact(near.each).collect();
    let sum: f64 = near.distance.iter().map(|distance| f64::from(*distance)).sum();
    let mean = sum / near.distance.len() as f64;
    let strengths: Vec<f32> = points
        .par_iter()
        .flat_map_iter(|distances| {
            let reach = reach(distances, mean);
            // The first is the point itself.
            distances.iter().enumerate().map(move |(at, d)| if at == 0 { 0.0 } else { reach.strength(*d) })
        })
        .collect();
    union(near, &strengths)
}

/// Where and how edges of a point grow weaker, so that their strengths sum to the logarithm (to the base of two) of the number
/// of neighbours. `mean` is the mean distance of all.
fn reach(distances: &[f32], mean: f64) -> Reach {
    let others = &distances[1..];
    let positive = others.iter().find(|distance| **distance > 0.0);
    let nearest = positive.map_or(0.0, |distance| f64::from(*distance));
    let target = libm::log2(distances.len() as f64);
    let (mut low, mut high, mut scale) = (0.0, f64::INFINITY, 1.0);
    for _ in 0..HALVINGS {
        let found = Reach { nearest, scale };
        let sum: f64 = others.iter().map(|distance| found.exact(f64::from(*distance))).sum();
        if (sum - target).abs() < NEAR_ENOUGH {
            break;
        }
        if sum > target {
            high = scale;
        } else {
            low = scale;
        }
        scale = if high.is_finite() { (low + high) / 2.0 } else { scale * 2.0 };
    }
    let own = distances.iter().map(|distance| f64::from(*distance)).sum::<f64>() / distances.len() as f64;
    let least = LEAST_SCALE * if nearest > 0.0 { own } else { mean };
    Reach { nearest, scale: scale.max(least) }
}

impl Reach {
    fn exact(self, distance: f64) -> f64 {
        let beyond = distance - self.nearest;
        if beyond > 0.0 && self.scale > 0.0 { libm::exp(-beyond / self.scale) } else { 1.0 }
    }

    fn strength(self, distance: f32) -> f32 {
        self.exact(f64::from(distance)) as f32
    }
}

/// That one of two points says that they are tied: a + b − ab.
fn union(near: &Near, strengths: &[f32]) -> Edges {
    let count = near.whom.len() / near.each;
    let mut said: Vec<(u32, u32, f32)> = Vec::with_capacity(2 * near.whom.len());
    for (at, (to, strength)) in near.whom.iter().zip(strengths).enumerate() {
        let from = (at / near.each) as u32;
        if *strength > 0.0 {
            said.push((from, *to, *strength));
            said.push((*to, from, *strength));
        }
    }
    said.par_sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    let mut edges = Edges { begin: vec![0; count + 1], to: Vec::new(), strength: Vec::new() };
    for both in said.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        // One of them says so, or both do.
        let not = both.iter().fold(1.0, |not, said| not * (1.0 - f64::from(said.2)));
        edges.begin[both[0].0 as usize + 1] += 1;
        edges.to.push(both[0].1);
        edges.strength.push((1.0 - not) as f32);
    }
    for point in 0..count {
        edges.begin[point + 1] += edges.begin[point];
    }
    edges
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::super::neighbours::nearest;
    use super::super::tests::{points, reference};
    use super::*;

    fn number(value: &serde_json::Value) -> f64 {
        value.as_f64().unwrap()
    }

    #[test]
    fn scales_and_edges_are_umap_learns() {
        let told = &reference()["small"];
        let each = told["neighbours"].as_u64().unwrap() as usize;
        let mut values = points(60, 5, 3);
        values.copy_within(10 * 5..14 * 5, 50 * 5);
        let near = nearest(&values, 5, each, &AtomicBool::new(false), &|_| ()).unwrap();
        let mean =
            near.distance.iter().map(|distance| f64::from(*distance)).sum::<f64>() / (60 * each) as f64;
        for (point, distances) in near.distance.chunks_exact(each).enumerate() {
            for (distance, theirs) in distances.iter().zip(told["distances"][point].as_array().unwrap()) {
                assert!((f64::from(*distance) - number(theirs)).abs() < 1e-5, "{distance} {theirs}");
            }
            let found = reach(distances, mean);
            let (nearest, scale) = (number(&told["nearest"][point]), number(&told["scales"][point]));
            assert!((found.nearest - nearest).abs() < 1e-5, "{found:?} {nearest}");
            assert!((found.scale / scale - 1.0).abs() < 1e-3, "{found:?} {scale}");
        }
        let edges = edges(&near);
        let theirs = told["edges"].as_array().unwrap();
        assert_eq!(edges.to.len(), theirs.len());
        for (at, edge) in theirs.iter().enumerate() {
            let from = edges.begin.partition_point(|begin| *begin <= at) - 1;
            assert_eq!(
                (from as u64, u64::from(edges.to[at])),
                (edge[0].as_u64().unwrap(), edge[1].as_u64().unwrap())
            );
            assert!((f64::from(edges.strength[at]) - number(&edge[2])).abs() < 1e-4, "{edge}");
        }
    }

    #[test]
    fn points_that_are_alike_are_tied() {
        let near = nearest(&[3.0; 40], 4, 5, &AtomicBool::new(false), &|_| ()).unwrap();
        let edges = edges(&near);
        assert!(!edges.to.is_empty() && edges.strength.iter().all(|strength| *strength == 1.0));
    }
}
