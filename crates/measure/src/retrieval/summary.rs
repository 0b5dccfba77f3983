//! What ranks come to.

use serde::{Deserialize, Serialize};

/// The places up to which reciprocal ranks are summed.
pub const TOP: [usize; 5] = [1, 2, 3, 4, 5];
/// The places within which a partner counts as found.
pub const RECALLS: [usize; 3] = [1, 5, 10];

/// How well partners are found; 1 is best, but for the two normalised ranks.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Retrieval {
    /// Mean reciprocal rank, ranks counted from 1 on.
    pub mrr: f64,
    /// The same where only partners on the first places of [`TOP`] count.
    pub top_mrr: [f64; TOP.len()],
    /// Share of partners within the first places of [`RECALLS`].
    pub recall: [f64; RECALLS.len()],
    /// Mean of rank (from 1 on) over gallery: about ½ by chance.
    pub mean_rank: f64,
    /// Median of the same (of an even count the lower one, as PyTorch has it).
    pub median_rank: f64,
}

impl Retrieval {
    /// Of ranks from 0 on in galleries of so many; all zero for none.
    pub fn of(ranks: &[f64], gallery: usize) -> Self {
        if ranks.is_empty() {
            return Self::default();
        }
        let mean = |of: &dyn Fn(f64) -> f64| ranks.iter().map(|r| of(*r)).sum::<f64>() / ranks.len() as f64;
        let reciprocal = |rank: f64| (rank + 1.0).recip();
        let within = |places: usize, rank: f64| if rank < places as f64 { 1.0 } else { 0.0 };
        let mut sorted = ranks.to_vec();
        sorted.sort_by(f64::total_cmp);
        let gallery = gallery.max(1) as f64;
        Self {
            mrr: mean(&reciprocal),
            top_mrr: TOP.map(|places| mean(&|rank| within(places, rank) * reciprocal(rank))),
            recall: RECALLS.map(|places| mean(&|rank| within(places, rank))),
            mean_rank: mean(&|rank| (rank + 1.0) / gallery),
            median_rank: (sorted[(sorted.len() - 1) / 2] + 1.0) / gallery,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn top_places_are_those_of_the_published_example() {
        let found = Retrieval::of(&[0.0, 0.0, 2.0], 10);
        assert!((found.top_mrr[0] - 2.0 / 3.0).abs() < 1e-12 && found.top_mrr[1] == found.top_mrr[0]);
        assert!((found.top_mrr[2] - 7.0 / 9.0).abs() < 1e-12);
        assert!((found.mrr - 7.0 / 9.0).abs() < 1e-12);
        assert_eq!(found.recall, [2.0 / 3.0, 1.0, 1.0]);
        assert!((found.mean_rank - 0.5 / 3.0).abs() < 1e-12 && (found.median_rank - 0.1).abs() < 1e-12);
        assert_eq!(Retrieval::of(&[], 4), Retrieval::default());
        assert_eq!(Retrieval::of(&[1.0, 0.0, 3.0, 2.0], 4).median_rank, 0.5);
    }
}
