//! Exact nearest neighbours by Euclidean distance.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;
use tonewright_measure::retrieval::Vectors;

/// The nearest neighbours of each point: the point itself first, then by distance; as many of each.
pub(super) struct Near {
    /// How many of each, itself among them.
    pub(super) each: usize,
    /// Whom, point after point.
    pub(super) whom: Vec<u32>,
    /// How far, in the same order.
    pub(super) distance: Vec<f32>,
}

/// Points that look for their neighbours together, while parts of all points pass by in a near cache.
const LOOKING: usize = 32;
/// Points of such a part.
const PASSING: usize = 128;
/// Sums that are kept side by side: as many on every machine, so that they round alike.
const LANES: usize = 16;

/// The values with each dimension's mean taken off, in units in which the largest is 1: no square of a difference is too
/// large, and pictures know no units.
pub(super) fn centred(points: Vectors) -> Vec<f32> {
    let mut mean = vec![0.0; points.dim()];
    for row in points.rows() {
        mean.iter_mut().zip(row).for_each(|(mean, x)| *mean += f64::from(*x) / points.len() as f64);
    }
    let off = || points.rows().flat_map(|row| row.iter().zip(&mean).map(|(x, mean)| f64::from(*x) - mean));
    let largest = off().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    let unit = if largest > 0.0 { largest } else { 1.0 };
    off().map(|x| (x / unit) as f32).collect()
}

/// The nearest of points of so many dimensions; `None` where `stop` became true. `watch` is told how many points are done.
pub(super) fn nearest(
    values: &[f32],
    dim: usize,
    each: usize,
    stop: &AtomicBool,
    watch: &(dyn Fn(usize) + Sync),
) -> Option<Near> {
    let count = values.len() / dim;
    let each = each.min(count);
    let done = AtomicUsize::new(0);
    let block = |(at, queries): (usize, &[f32])| {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let found = of_block(queries, at * LOOKING, values, dim, each - 1);
        let own = queries.len() / dim;
        watch(done.fetch_add(own, Ordering::Relaxed) + own);
        Some(found)
    };
    let blocks: Option<Vec<_>> = values.par_chunks(LOOKING * dim).enumerate().map(block).collect();
    let mut near =
        Near { each, whom: Vec::with_capacity(count * each), distance: Vec::with_capacity(count * each) };
    for (point, found) in blocks?.into_iter().flatten().enumerate() {
        near.whom.push(point as u32);
        near.distance.push(0.0);
        for (squared, whom) in found {
            near.whom.push(whom);
            near.distance.push(squared.sqrt());
        }
    }
    Some(near)
}

/// The nearest others of some points of which the first is `first`: squared distances, and whom.
fn of_block(queries: &[f32], first: usize, all: &[f32], dim: usize, most: usize) -> Vec<Vec<(f32, u32)>> {
    let mut found: Vec<Found> = queries.chunks_exact(dim).map(|_| Found::new(most)).collect();
    let mut squared = [0.0; PASSING];
    for (part, rows) in all.chunks(PASSING * dim).enumerate() {
        for (at, query) in queries.chunks_exact(dim).enumerate() {
            squared_distances(query, rows, &mut squared);
            for (row, squared) in squared[..rows.len() / dim].iter().enumerate() {
                let whom = part * PASSING + row;
                if whom != first + at {
                    found[at].take(*squared, whom as u32);
                }
            }
        }
    }
    found.into_iter().map(Found::sorted).collect()
}

/// Writes the squared distances of a point to rows: sums side by side in which no step multiplies and adds at once, so that they
/// round alike on all machines.
pub(super) fn squared_distances(query: &[f32], rows: &[f32], out: &mut [f32]) {
    let (query_lanes, query_rest) = query.as_chunks::<LANES>();
    for (row, out) in rows.chunks_exact(query.len()).zip(out) {
        let (row_lanes, row_rest) = row.as_chunks::<LANES>();
        let mut sums = [0.0_f32; LANES];
        for (x, y) in query_lanes.iter().zip(row_lanes) {
            for lane in 0..LANES {
                let off = x[lane] - y[lane];
                sums[lane] += off * off;
            }
        }
        for ((sum, x), y) in sums.iter_mut().zip(query_rest).zip(row_rest) {
            *sum += (x - y) * (x - y);
        }
        *out = sums.iter().sum();
    }
}

/// The nearest so far.
struct Found {
    most: usize,
    /// No farther one is among the nearest.
    bound: f32,
    kept: Vec<(f32, u32)>,
}

impl Found {
    fn new(most: usize) -> Self {
        Self { most, bound: f32::INFINITY, kept: Vec::with_capacity(4 * most) }
    }

    fn take(&mut self, squared: f32, whom: u32) {
        if squared > self.bound || self.most == 0 {
            return;
        }
        self.kept.push((squared, whom));
        if self.kept.len() >= 4 * self.most {
            self.thin();
        }
    }

    fn thin(&mut self) {
        if self.kept.len() > self.most {
            let (_, farthest, _) = self.kept.select_nth_unstable_by(self.most - 1, nearer);
            self.bound = farthest.0;
            self.kept.truncate(self.most);
        }
    }

    fn sorted(mut self) -> Vec<(f32, u32)> {
        if self.most > 0 {
            self.thin();
        }
        self.kept.sort_unstable_by(nearer);
        self.kept.shrink_to_fit();
        self.kept
    }
}

/// By distance; of equally near ones the first.
fn nearer(a: &(f32, u32), b: &(f32, u32)) -> std::cmp::Ordering {
    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
}

#[cfg(test)]
mod tests {
    use super::super::tests::heaps;
    use super::*;

    #[test]
    fn they_are_those_of_one_look_after_the_other() {
        // More points than pass by at once, dimensions beside the lanes, and points that are alike.
        let mut values = heaps(3, 60, 21);
        values.copy_within(0..210, 2100);
        let values = centred(Vectors::new(&values, 21).unwrap());
        let near = nearest(&values, 21, 9, &AtomicBool::new(false), &|_| ()).unwrap();
        let row = |at: usize| &values[at * 21..][..21];
        for at in 0..180 {
            let far = |other: usize| {
                row(at).iter().zip(row(other)).map(|(x, y)| f64::from(x - y).powi(2)).sum::<f64>().sqrt()
            };
            let mut others: Vec<(f64, u32)> =
                (0..180).filter(|other| *other != at).map(|other| (far(other), other as u32)).collect();
            others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            assert_eq!((near.whom[at * 9], near.distance[at * 9]), (at as u32, 0.0));
            for (place, (distance, whom)) in others[..8].iter().enumerate() {
                assert_eq!(near.whom[at * 9 + 1 + place], *whom);
                assert!((f64::from(near.distance[at * 9 + 1 + place]) - distance).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn there_are_no_more_than_all() {
        let near = nearest(&[0.0, 1.0, 5.0], 1, 75, &AtomicBool::new(false), &|_| ()).unwrap();
        assert_eq!((near.each, near.whom), (3, vec![0, 1, 2, 1, 0, 2, 2, 1, 0]));
    }
}
