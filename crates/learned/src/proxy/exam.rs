//! An exam of a finished proxy: how near it comes, and how well presets find their sounds and sounds their presets, over many
//! draws of a gallery.
//!
//! As synth-proxy evaluates: of a random subset of pairs each preset looks for its sound among all of the subset's (and here the
//! other way round as well), and the whole is repeated with other subsets.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rand::seq::SliceRandom as _;
use rayon::prelude::*;
use serde::Serialize;
use tonewright_measure::retrieval::{
    DistanceEntry, RECALLS, Retrieval, TOP, Vectors, centroid_distance, ranks,
};
use tonewright_nn::burn::tensor::Device;
use tonewright_synth::seed;

use super::validate::answers;
use super::{Pairs, Proxy};
use crate::LearnError;

/// What an exam is.
#[derive(Clone)]
pub struct ExamOrder {
    /// Pairs of a gallery; all where there are not so many.
    pub gallery: usize,
    /// Galleries that are drawn.
    pub repeats: usize,
    /// What the draws follow from.
    pub seed: u64,
    /// What is near.
    pub distance: &'static DistanceEntry,
    /// Whether galleries of 512, 1,024, 2,048 … pairs, up to all, are tried as well, each once.
    pub growing: bool,
}

/// The smallest of growing galleries.
const SMALLEST: usize = 512;

/// A figure over the draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation over the draws (divided by their number, as NumPy does).
    pub deviation: f64,
    /// Where the middle 95 of 100 draws lie.
    pub middle_95: [f64; 2],
}

impl Spread {
    fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let count = values.len().max(1) as f64;
        let mean = values.iter().sum::<f64>() / count;
        let deviation = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
        let at = |share: f64| {
            let place = share * (values.len().max(1) - 1) as f64;
            let value = |place: f64| values.get(place as usize).copied().unwrap_or(f64::NAN);
            value(place.floor()) + place.fract() * (value(place.ceil()) - value(place.floor()))
        };
        Self { mean, deviation, middle_95: [at(0.025), at(0.975)] }
    }
}

/// How well partners are found in one direction; see [`Retrieval`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// Mean reciprocal rank.
    pub mrr: Spread,
    /// The same of first places only, of [`TOP`].
    pub top_mrr: [Spread; TOP.len()],
    /// Share within the first places of [`RECALLS`].
    pub recall: [Spread; RECALLS.len()],
    /// Mean of rank over gallery.
    pub mean_rank: Spread,
    /// Median of the same.
    pub median_rank: Spread,
}

impl Found {
    fn of(draws: &[Retrieval]) -> Self {
        let over = |of: &dyn Fn(&Retrieval) -> f64| Spread::of(draws.iter().map(of).collect());
        Self {
            mrr: over(&|found| found.mrr),
            top_mrr: std::array::from_fn(|at| over(&|found| found.top_mrr[at])),
            recall: std::array::from_fn(|at| over(&|found| found.recall[at])),
            mean_rank: over(&|found| found.mean_rank),
            median_rank: over(&|found| found.median_rank),
        }
    }
}

/// What one gallery of a size came to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Grown {
    /// Its size.
    pub gallery: usize,
    /// Mean reciprocal rank of presets' sounds.
    pub presets_find_sounds: f64,
    /// Mean reciprocal rank of sounds' presets.
    pub sounds_find_presets: f64,
}

/// What an exam found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exam {
    /// Pairs of the data set.
    pub pairs: usize,
    /// Pairs of a gallery.
    pub gallery: usize,
    /// Galleries that were drawn: one where a gallery is all there is.
    pub repeats: usize,
    /// What the draws follow from.
    pub seed: u64,
    /// What was near.
    pub distance: &'static str,
    /// Mean absolute difference between what the proxy says and the truth, in the units that it was taught in.
    pub l1: Spread,
    /// The same of one who always says the mean of all pairs.
    pub l1_of_mean: f64,
    /// How far the two kinds of vectors lie apart as wholes, 0 to 2.
    pub gap: Spread,
    /// Presets ask, as synth-proxy evaluates.
    pub presets_find_sounds: Found,
    /// Sounds ask, as it validates.
    pub sounds_find_presets: Found,
    /// Growing galleries, where they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub growing: Vec<Grown>,
}

/// What one draw came to.
struct Draw {
    l1: f64,
    gap: f64,
    presets: Retrieval,
    sounds: Retrieval,
}

/// What a proxy says of all pairs, and the truth.
struct Answers {
    said: Vec<f32>,
    truth: Vec<f32>,
    dim: usize,
}

impl Answers {
    /// One gallery of these pairs.
    fn draw(&self, rows: &[usize], distance: &DistanceEntry) -> Result<Draw, LearnError> {
        let of = |all: &[f32]| -> Vec<f32> {
            rows.iter().flat_map(|row| &all[row * self.dim..][..self.dim]).copied().collect()
        };
        let (said, truth) = (of(&self.said), of(&self.truth));
        let apart = said.iter().zip(&truth).map(|(a, b)| f64::from((a - b).abs())).sum::<f64>();
        let (presets, sounds) = (Vectors::new(&said, self.dim)?, Vectors::new(&truth, self.dim)?);
        Ok(Draw {
            l1: apart / said.len().max(1) as f64,
            gap: centroid_distance(presets, sounds)?,
            presets: Retrieval::of(&ranks(presets, sounds, distance)?, rows.len()),
            sounds: Retrieval::of(&ranks(sounds, presets, distance)?, rows.len()),
        })
    }

    fn l1_of_mean(&self) -> f64 {
        let count = (self.truth.len() / self.dim).max(1) as f64;
        let mut mean = vec![0.0; self.dim];
        for row in self.truth.chunks_exact(self.dim) {
            mean.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value) / count);
        }
        let apart =
            mean.iter().cycle().zip(&self.truth).map(|(mean, value)| (mean - f64::from(*value)).abs());
        apart.sum::<f64>() / self.truth.len().max(1) as f64
    }
}

/// Examines a proxy on pairs that fit it. `watch` is told how many of how many galleries are done. `None` where `stop` became
/// true.
///
/// # Errors
/// [`LearnError::Unfit`] for pairs of other presets or vectors, [`LearnError::Data`] for damaged shards,
/// [`LearnError::Setting`] for a gallery or repeats of none.
pub fn exam(
    proxy: &Proxy,
    pairs: &Pairs,
    order: &ExamOrder,
    device: &Device,
    stop: &AtomicBool,
    watch: &(dyn Fn(usize, usize) + Sync),
) -> Result<Option<Exam>, LearnError> {
    proxy.card.fits(pairs)?;
    let nothing = |key| LearnError::Setting { key, reason: "is 0: nothing would be looked for".to_owned() };
    if order.gallery == 0 || pairs.is_empty() {
        return Err(nothing("gallery"));
    }
    if order.repeats == 0 {
        return Err(nothing("repeats"));
    }
    let (said, truth) = answers(&proxy.network, pairs, &proxy.scale, device)?;
    let answers = Answers { said, truth, dim: pairs.dim() };
    let gallery = order.gallery.min(pairs.len());
    let repeats = if gallery == pairs.len() { 1 } else { order.repeats };
    let sizes = growing(order, pairs.len());
    let galleries: Vec<(usize, u64)> =
        (0..repeats as u64).map(|draw| (gallery, draw)).chain(sizes.iter().map(|size| (*size, 0))).collect();
    let done = AtomicUsize::new(0);
    let one = |(size, draw): &(usize, u64)| {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let mut rows: Vec<usize> = (0..pairs.len()).collect();
        rows.shuffle(&mut seed::stream(order.seed, "galleries of an exam", *draw));
        let draw = answers.draw(&rows[..*size], order.distance)?;
        watch(done.fetch_add(1, Ordering::Relaxed) + 1, galleries.len());
        Ok(Some(draw))
    };
    let draws = galleries.par_iter().map(one).collect::<Result<Option<Vec<Draw>>, LearnError>>()?;
    let Some(draws) = draws else { return Ok(None) };
    let (draws, grown) = draws.split_at(repeats);
    let of = |of: fn(&Draw) -> Retrieval| Found::of(&draws.iter().map(of).collect::<Vec<_>>());
    let grown = sizes.iter().zip(grown).map(|(size, draw)| Grown {
        gallery: *size,
        presets_find_sounds: draw.presets.mrr,
        sounds_find_presets: draw.sounds.mrr,
    });
    Ok(Some(Exam {
        pairs: pairs.len(),
        gallery,
        repeats,
        seed: order.seed,
        distance: order.distance.name,
        l1: Spread::of(draws.iter().map(|draw| draw.l1).collect()),
        l1_of_mean: answers.l1_of_mean(),
        gap: Spread::of(draws.iter().map(|draw| draw.gap).collect()),
        presets_find_sounds: of(|draw| draw.presets),
        sounds_find_presets: of(|draw| draw.sounds),
        growing: grown.collect(),
    }))
}

/// The sizes of growing galleries: doubled each time, and all.
fn growing(order: &ExamOrder, all: usize) -> Vec<usize> {
    if !order.growing {
        return Vec::new();
    }
    let doubled = std::iter::successors(Some(SMALLEST), |size| Some(size * 2)).take_while(|size| *size < all);
    doubled.chain([all]).collect()
}

#[cfg(test)]
mod tests {
    use tonewright_measure::retrieval::distance_by_name;

    use super::*;

    #[test]
    fn spreads_are_numpys() {
        let spread = Spread::of(vec![4.0, 1.0, 3.0, 2.0]);
        assert_eq!((spread.mean, spread.deviation), (2.5, 1.25_f64.sqrt()));
        // numpy.quantile([1, 2, 3, 4], [0.025, 0.975])
        assert!((spread.middle_95[0] - 1.075).abs() < 1e-12 && (spread.middle_95[1] - 3.925).abs() < 1e-12);
        assert_eq!(Spread::of(vec![7.0]), Spread { mean: 7.0, deviation: 0.0, middle_95: [7.0, 7.0] });
    }

    #[test]
    fn who_says_the_truth_is_never_wrong_and_who_says_nothing_is() {
        let truth: Vec<f32> = (0..60).map(|i| ((i * 7919) % 101) as f32 / 50.0).collect();
        let distance = distance_by_name("l1").expect("in the table");
        let rows = [4, 1, 17, 9];
        let right = Answers { said: truth.clone(), truth: truth.clone(), dim: 3 }
            .draw(&rows, distance)
            .expect("numbers");
        assert_eq!((right.l1, right.presets.mrr, right.sounds.mrr), (0.0, 1.0, 1.0));
        let dumb = Answers { said: vec![0.5; 60], truth, dim: 3 };
        let draw = dumb.draw(&rows, distance).expect("numbers");
        assert!(draw.sounds.mrr < 0.5 && draw.l1 > 0.1 && dumb.l1_of_mean() > 0.1);
    }

    #[test]
    fn galleries_grow_up_to_all() {
        let distance = distance_by_name("l1").expect("in the table");
        let order = ExamOrder { gallery: 1, repeats: 1, seed: 1, distance, growing: true };
        assert_eq!(growing(&order, 3000), [512, 1024, 2048, 3000]);
        assert_eq!(growing(&order, 512), [512]);
        assert_eq!(growing(&order, 100), [100]);
    }
}
