//! Ranks: how many are nearer to a query than its partner is.

use super::distance::DistanceEntry;
use super::vectors::{RetrievalError, Vectors};

/// Rows of a gallery that are compared with one query after the other while they lie in a near cache.
const NEAR_BYTES: usize = 16 * 1024;

/// The rank, from 0 on, of each query's partner among all rows of the gallery.
///
/// # Errors
/// [`RetrievalError::Partners`].
pub fn ranks(
    queries: Vectors,
    gallery: Vectors,
    distance: &DistanceEntry,
) -> Result<Vec<f64>, RetrievalError> {
    queries.partners(gallery)?;
    let (dim, queries, gallery) = (queries.dim(), prepared(queries, distance), prepared(gallery, distance));
    let mut own = Vec::with_capacity(queries.len() / dim);
    for (query, partner) in queries.chunks_exact(dim).zip(gallery.chunks_exact(dim)) {
        own.push(one(query, partner, distance));
    }
    let mut ranks = vec![0.0; own.len()];
    let block = (NEAR_BYTES / size_of::<f32>()).div_ceil(dim);
    let mut distances = vec![0.0; block];
    for rows in gallery.chunks(block * dim) {
        let distances = &mut distances[..rows.len() / dim];
        for ((query, own), rank) in queries.chunks_exact(dim).zip(&own).zip(&mut ranks) {
            (distance.from)(query, rows, distances);
            *rank += counted(distances, *own);
        }
    }
    // Each was counted half for its own partner.
    ranks.iter_mut().for_each(|rank| *rank -= 0.5);
    Ok(ranks)
}

/// The same in small galleries, as synth-proxy validates while it trains: row *i* of the first group is looked for among rows
/// `i`, `i + group`, `i + 2 · group` and so on. Rows beyond the last whole group are left out.
///
/// # Errors
/// [`RetrievalError::Partners`]; [`RetrievalError::Shape`] for groups of 0.
pub fn group_ranks(
    queries: Vectors,
    gallery: Vectors,
    distance: &DistanceEntry,
    group: usize,
) -> Result<Vec<f64>, RetrievalError> {
    queries.partners(gallery)?;
    if group == 0 {
        return Err(RetrievalError::Shape { values: queries.len(), dim: 0 });
    }
    let dim = queries.dim();
    let (queries, gallery) = (prepared(queries, distance), prepared(gallery, distance));
    let whole = gallery.len() / dim / group * group;
    let rank = |(index, query): (usize, &[f32])| {
        let row = |at: usize| &gallery[at * dim..][..dim];
        let own = one(query, row(index), distance);
        let among = (index..whole).step_by(group).map(|at| counted(&[one(query, row(at), distance)], own));
        among.sum::<f64>() - 0.5
    };
    Ok(queries.chunks_exact(dim).take(group.min(whole)).enumerate().map(rank).collect())
}

fn one(query: &[f32], row: &[f32], distance: &DistanceEntry) -> f32 {
    let mut out = [0.0];
    (distance.from)(query, row, &mut out);
    out[0]
}

/// How many are nearer, those as near by half.
fn counted(distances: &[f32], own: f32) -> f64 {
    let (mut nearer, mut equal) = (0_u32, 0_u32);
    for distance in distances {
        nearer += u32::from(*distance < own);
        equal += u32::from(*distance == own);
    }
    f64::from(nearer) + 0.5 * f64::from(equal)
}

/// The vectors as they are compared.
fn prepared(vectors: Vectors, distance: &DistanceEntry) -> Vec<f32> {
    if !distance.directions {
        return vectors.rows().flatten().copied().collect();
    }
    let unit = |row: &[f32]| {
        let length = row.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
        let scale = if length > 0.0 { length.recip() } else { 0.0 };
        row.iter().map(move |x| (f64::from(*x) * scale) as f32).collect::<Vec<_>>()
    };
    vectors.rows().flat_map(unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retrieval::{DISTANCES, distance_by_name};

    fn values(count: usize, salt: usize) -> Vec<f32> {
        (0..count).map(|i| (((i + salt) * 7919) % 10_007) as f32 / 5003.5 - 1.0).collect()
    }

    #[test]
    fn ranks_are_places_in_the_sorted_gallery() {
        let (count, dim) = (700, 19);
        let (queries, gallery) = (values(count * dim, 1), values(count * dim, 5));
        let (q, g) = (Vectors::new(&queries, dim).unwrap(), Vectors::new(&gallery, dim).unwrap());
        for entry in DISTANCES {
            let found = ranks(q, g, entry).unwrap();
            for (index, rank) in found.iter().enumerate().step_by(97) {
                let apart = |row: &[f32]| -> f64 {
                    let (a, b): (Vec<f64>, Vec<f64>) = q
                        .rows()
                        .nth(index)
                        .unwrap()
                        .iter()
                        .zip(row)
                        .map(|(a, b)| (f64::from(*a), f64::from(*b)))
                        .unzip();
                    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
                    match entry.name {
                        "l1" => a.iter().zip(&b).map(|(a, b)| (a - b).abs()).sum(),
                        "l2" => a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum(),
                        _ => 1.0 - dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt(),
                    }
                };
                let own = apart(g.rows().nth(index).unwrap());
                let expected = g.rows().filter(|row| apart(row) < own - 1e-9).count() as f64;
                assert!((rank - expected).abs() < 1.01, "{} of {index}: {rank}, {expected}", entry.name);
            }
        }
    }

    #[test]
    fn a_model_that_always_answers_the_same_finds_nothing() {
        let (same, gallery) = (vec![0.25; 8 * 3], values(8 * 3, 0));
        let (same, gallery) = (Vectors::new(&same, 3).unwrap(), Vectors::new(&gallery, 3).unwrap());
        let l1 = distance_by_name("l1").unwrap();
        // Sounds ask: every preset is as near, so that the partner is in the middle.
        assert_eq!(ranks(gallery, same, l1).unwrap(), [3.5; 8]);
        let mean = ranks(same, gallery, l1).unwrap().iter().sum::<f64>() / 8.0;
        assert!((mean - 3.5).abs() < 1e-9);
    }

    #[test]
    fn groups_are_those_of_the_published_validation() {
        // Two queries, two batches: query 0 among samples 0 and 2, query 1 among 1 and 3.
        let queries = [0.0, 10.0, 2.0, 7.0, 99.0];
        let gallery = [1.0, 6.0, 0.5, 9.0, 0.0];
        let (q, g) = (Vectors::new(&queries, 1).unwrap(), Vectors::new(&gallery, 1).unwrap());
        let l1 = distance_by_name("l1").unwrap();
        assert_eq!(group_ranks(q, g, l1, 2).unwrap(), [1.0, 1.0]);
        // Sample 2 is as near to query 0 as its partner.
        assert_eq!(group_ranks(g, q, l1, 2).unwrap(), [0.5, 1.0]);
        assert_eq!(group_ranks(q, g, l1, 6).unwrap(), [0.0; 0]);
        assert!(group_ranks(q, g, l1, 0).is_err());
        // A group is a whole gallery where there is one query.
        assert_eq!(group_ranks(q, g, l1, 1).unwrap()[0], ranks(q, g, l1).unwrap()[0]);
    }
}
