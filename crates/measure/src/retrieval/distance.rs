//! Distances between vectors, a register at a time.

use pulp::{Arch, Simd, WithSimd};

/// A line of the table.
pub struct DistanceEntry {
    /// What users type.
    pub name: &'static str,
    /// One line on what it is.
    pub summary: &'static str,
    /// Whether only directions count: vectors are brought to length 1 before they are compared.
    pub directions: bool,
    /// Writes how far a vector is from each row of as many dimensions, in any unit that grows with the distance.
    pub(super) from: fn(&[f32], &[f32], &mut [f32]),
}

/// All distances.
pub const DISTANCES: &[DistanceEntry] = &[
    DistanceEntry {
        name: "l1",
        summary: "sum of absolute differences: what synth-proxy ranks by",
        directions: false,
        from: |query, rows, out| Arch::new().dispatch(Sums { kind: Absolute, query, rows, out }),
    },
    DistanceEntry {
        name: "l2",
        summary: "Euclidean distance",
        directions: false,
        from: |query, rows, out| Arch::new().dispatch(Sums { kind: Squares, query, rows, out }),
    },
    DistanceEntry {
        name: "cosine",
        summary: "one less the cosine of the angle",
        directions: true,
        // Of vectors of length 1 it is half the squared Euclidean distance, which has no cancellation near 0.
        from: |query, rows, out| Arch::new().dispatch(Sums { kind: Squares, query, rows, out }),
    },
];

/// The distance of that name.
pub fn distance_by_name(name: &str) -> Option<&'static DistanceEntry> {
    DISTANCES.iter().find(|entry| entry.name == name)
}

/// What of a difference is summed.
trait Of: Copy {
    fn of<S: Simd>(self, simd: S, difference: S::f32s, sum: S::f32s) -> S::f32s;
}

#[derive(Clone, Copy)]
struct Absolute;

impl Of for Absolute {
    #[inline(always)]
    fn of<S: Simd>(self, simd: S, difference: S::f32s, sum: S::f32s) -> S::f32s {
        simd.add_f32s(sum, simd.abs_f32s(difference))
    }
}

#[derive(Clone, Copy)]
struct Squares;

impl Of for Squares {
    #[inline(always)]
    fn of<S: Simd>(self, simd: S, difference: S::f32s, sum: S::f32s) -> S::f32s {
        simd.mul_add_e_f32s(difference, difference, sum)
    }
}

struct Sums<'a, K> {
    kind: K,
    query: &'a [f32],
    rows: &'a [f32],
    out: &'a mut [f32],
}

impl<K: Of> WithSimd for Sums<'_, K> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (query, query_rest) = S::as_simd_f32s(self.query);
        let query_rest = simd.partial_load_f32s(query_rest);
        for (row, out) in self.rows.chunks_exact(self.query.len().max(1)).zip(self.out) {
            let (row, row_rest) = S::as_simd_f32s(row);
            let row_rest = simd.partial_load_f32s(row_rest);
            // Lanes beyond the end are 0 in both.
            let rest = simd.sub_f32s(query_rest, row_rest);
            let mut sums = [simd.splat_f32s(0.0); 4];
            sums[0] = self.kind.of(simd, rest, sums[0]);
            let (query_fours, query_some) = query.as_chunks::<4>();
            let (row_fours, row_some) = row.as_chunks::<4>();
            for (query, row) in query_fours.iter().zip(row_fours) {
                for ((sum, x), y) in sums.iter_mut().zip(query).zip(row) {
                    *sum = self.kind.of(simd, simd.sub_f32s(*x, *y), *sum);
                }
            }
            for ((sum, x), y) in sums.iter_mut().zip(query_some).zip(row_some) {
                *sum = self.kind.of(simd, simd.sub_f32s(*x, *y), *sum);
            }
            let pairs = (simd.add_f32s(sums[0], sums[1]), simd.add_f32s(sums[2], sums[3]));
            *out = simd.reduce_sum_f32s(simd.add_f32s(pairs.0, pairs.1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_one_value_after_the_other() {
        for dim in [1, 3, 16, 64, 67, 192, 1072] {
            let value = |i: usize| ((i * 7919) % 1009) as f32 / 504.5 - 1.0;
            let query: Vec<f32> = (0..dim).map(value).collect();
            let rows: Vec<f32> = (dim..4 * dim).map(value).collect();
            for entry in DISTANCES {
                let mut out = [0.0; 3];
                (entry.from)(&query, &rows, &mut out);
                for (row, out) in rows.chunks_exact(dim).zip(out) {
                    let each = row.iter().zip(&query).map(|(x, y)| f64::from(x - y));
                    let sum: f64 = each.map(|d| if entry.name == "l1" { d.abs() } else { d * d }).sum();
                    assert!((sum - f64::from(out)).abs() < 1e-5 * (1.0 + sum), "{} of {dim}", entry.name);
                }
            }
        }
    }
}
