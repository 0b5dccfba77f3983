//! How well vectors of presets find those of their sounds, and the other way round, over many draws of a gallery.
//!
//! As synth-proxy evaluates its proxies: of a random subset of pairs each preset looks for its sound among all of the subset's
//! (and here each sound for its preset as well), and the whole is repeated with other subsets. What made the vectors is nobody's
//! business here.

mod classifier;
mod figures;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rand::seq::SliceRandom as _;
use rayon::prelude::*;
use tonewright_measure::retrieval::{
    DistanceEntry, Retrieval, RetrievalError, Vectors, centroid_distance, mean_l1, mean_l1_of_mean, ranks,
};
use tonewright_synth::seed;

pub use figures::{Exam, Found, Grown, Spread};

/// What an exam is.
#[derive(Clone)]
pub struct ExamOrder {
    /// Pairs of a gallery, at least one; all where there are not so many.
    pub gallery: usize,
    /// Galleries that are drawn, at least one.
    pub repeats: usize,
    /// What the draws follow from.
    pub seed: u64,
    /// What is near.
    pub distance: &'static DistanceEntry,
    /// Whether galleries of 512, 1,024, 2,048 … pairs, up to all, are tried as well, each once.
    pub growing: bool,
}

/// Galleries of which a classifier learns to tell presets from sounds: that takes longer than all the rest.
const CLASSIFIED: u64 = 5;

/// The smallest of growing galleries.
const SMALLEST: usize = 512;

/// What one draw came to.
struct Draw {
    l1: f64,
    gap: f64,
    /// How many vectors a classifier tells rightly, where it was asked.
    told: Option<f64>,
    presets: Retrieval,
    sounds: Retrieval,
}

/// Vectors of presets, and of their sounds in the same order.
#[derive(Clone, Copy)]
pub struct Couples<'a> {
    presets: Vectors<'a>,
    sounds: Vectors<'a>,
}

impl<'a> Couples<'a> {
    /// These, one after another, of so many dimensions.
    ///
    /// # Errors
    /// [`RetrievalError`] where there are not as many presets as sounds, or none, and for what is no number.
    pub fn new(presets: &'a [f32], sounds: &'a [f32], dim: usize) -> Result<Self, RetrievalError> {
        let couples = Self { presets: Vectors::new(presets, dim)?, sounds: Vectors::new(sounds, dim)? };
        if couples.presets.len() == couples.sounds.len() && !couples.sounds.is_empty() {
            return Ok(couples);
        }
        let told = |vectors: Vectors, what| format!("{} vectors of {what}", vectors.len());
        Err(RetrievalError::Partners {
            queries: told(couples.presets, "presets"),
            gallery: told(couples.sounds, "sounds"),
        })
    }

    /// One gallery of these pairs.
    fn draw(
        &self,
        rows: &[usize],
        distance: &DistanceEntry,
        classified: Option<&mut seed::Rng>,
    ) -> Result<Draw, RetrievalError> {
        let dim = self.presets.dim();
        let of = |all: Vectors| -> Vec<f32> {
            let all: Vec<&[f32]> = all.rows().collect();
            rows.iter().flat_map(|row| all[*row]).copied().collect()
        };
        let (presets, sounds) = (of(self.presets), of(self.sounds));
        let (presets, sounds) = (Vectors::new(&presets, dim)?, Vectors::new(&sounds, dim)?);
        Ok(Draw {
            l1: mean_l1(presets, sounds)?,
            gap: centroid_distance(presets, sounds)?,
            told: classified.and_then(|rng| classifier::accuracy(presets, sounds, rng)),
            presets: Retrieval::of(&ranks(presets, sounds, distance)?, rows.len()),
            sounds: Retrieval::of(&ranks(sounds, presets, distance)?, rows.len()),
        })
    }
}

/// Examines couples. `watch` is told how many of how many galleries are done. `None` where `stop` became true.
///
/// # Errors
/// None that couples can have: those of the ranks below.
pub fn exam(
    couples: Couples,
    order: &ExamOrder,
    stop: &AtomicBool,
    watch: &(dyn Fn(usize, usize) + Sync),
) -> Result<Option<Exam>, RetrievalError> {
    let pairs = couples.presets.len();
    let gallery = order.gallery.clamp(1, pairs);
    let repeats = if gallery == pairs { 1 } else { order.repeats.max(1) };
    let sizes = growing(order, pairs);
    let galleries: Vec<(usize, u64)> =
        (0..repeats as u64).map(|draw| (gallery, draw)).chain(sizes.iter().map(|size| (*size, 0))).collect();
    let done = AtomicUsize::new(0);
    let one = |(at, (size, draw)): (usize, &(usize, u64))| {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let mut rows: Vec<usize> = (0..pairs).collect();
        rows.shuffle(&mut seed::stream(order.seed, "galleries of an exam", *draw));
        let mut rng = seed::stream(order.seed, "classifiers of an exam", *draw);
        let classified = (at < repeats && *draw < CLASSIFIED).then_some(&mut rng);
        let draw = couples.draw(&rows[..*size], order.distance, classified)?;
        watch(done.fetch_add(1, Ordering::Relaxed) + 1, galleries.len());
        Ok(Some(draw))
    };
    let draws =
        galleries.par_iter().enumerate().map(one).collect::<Result<Option<Vec<Draw>>, RetrievalError>>()?;
    let Some(draws) = draws else { return Ok(None) };
    let (draws, grown) = draws.split_at(repeats);
    let of = |of: fn(&Draw) -> Retrieval| Found::of(&draws.iter().map(of).collect::<Vec<_>>());
    let grown = sizes.iter().zip(grown).map(|(size, draw)| Grown {
        gallery: *size,
        l1: draw.l1,
        presets_find_sounds: draw.presets.mrr,
        sounds_find_presets: draw.sounds.mrr,
    });
    Ok(Some(Exam {
        pairs,
        gallery,
        repeats,
        seed: order.seed,
        distance: order.distance.name,
        l1: Spread::of(draws.iter().map(|draw| draw.l1).collect()),
        l1_of_mean: mean_l1_of_mean(couples.sounds),
        gap: Spread::of(draws.iter().map(|draw| draw.gap).collect()),
        told: spread_of_some(draws.iter().filter_map(|draw| draw.told).collect()),
        presets_find_sounds: of(|draw| draw.presets),
        sounds_find_presets: of(|draw| draw.sounds),
        growing: grown.collect(),
    }))
}

fn spread_of_some(values: Vec<f64>) -> Option<Spread> {
    (!values.is_empty()).then(|| Spread::of(values))
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

    const DIM: usize = 6;
    const PAIRS: usize = 300;

    fn order(gallery: usize, repeats: usize) -> ExamOrder {
        let distance = distance_by_name("l1").expect("in the table");
        ExamOrder { gallery, repeats, seed: 7, distance, growing: true }
    }

    /// Sounds' vectors, and those of presets that are so far off.
    fn couples(off: f32) -> (Vec<f32>, Vec<f32>) {
        let mut rng = seed::stream(1, "couples", 0);
        let mut normal = || seed::normal(&mut rng) as f32;
        let sounds: Vec<f32> = (0..PAIRS * DIM).map(|_| normal()).collect();
        let presets = sounds.iter().map(|value| (1.0 - off) * value + off * normal()).collect();
        (presets, sounds)
    }

    fn examined(off: f32, order: &ExamOrder) -> (Exam, usize) {
        let (presets, sounds) = couples(off);
        let (stop, told) = (AtomicBool::new(false), AtomicUsize::new(0));
        let watch = |done: usize, total: usize| {
            assert!((1..=total).contains(&done));
            told.fetch_add(1, Ordering::Relaxed);
        };
        let couples = Couples::new(&presets, &sounds, DIM).expect("numbers");
        let found = exam(couples, order, &stop, &watch).expect("couples").expect("nobody stopped it");
        (found, told.into_inner())
    }

    #[test]
    fn an_exam_repeats_itself_and_tells_the_able_from_the_ignorant() {
        let (able, told) = examined(0.3, &order(64, 20));
        assert_eq!((able.pairs, able.gallery, able.repeats, told), (PAIRS, 64, 20, 21));
        assert_eq!(able, examined(0.3, &order(64, 20)).0);
        let (right, _) = examined(0.0, &order(64, 3));
        assert_eq!((right.l1.mean, right.presets_find_sounds.mrr.mean, right.gap.mean), (0.0, 1.0, 0.0));
        let (ignorant, _) = examined(1.0, &order(64, 20));
        let ways =
            |exam: &Exam| [&exam.presets_find_sounds, &exam.sounds_find_presets].map(|found| found.mrr.mean);
        // By chance a rank among 64 has a mean reciprocal of 0.074.
        assert!(ways(&able).iter().all(|mrr| *mrr > 0.6) && ways(&ignorant).iter().all(|mrr| *mrr < 0.12));
        let mrr = able.sounds_find_presets.mrr;
        assert!(mrr.middle_95.low < mrr.mean && mrr.mean < mrr.middle_95.high);
        // The able's vectors are shorter than the sounds', which their directions do not tell.
        assert!(able.told.is_some_and(|told| (told.mean - 0.5).abs() < 0.15), "{:?}", able.told);
        assert!(able.l1.mean < able.l1_of_mean && ignorant.l1.mean > ignorant.l1_of_mean);
    }

    #[test]
    fn all_pairs_are_one_gallery_that_is_not_drawn() {
        let (whole, told) = examined(0.3, &order(4096, 20));
        assert_eq!((whole.gallery, whole.repeats, whole.l1.deviation, told), (PAIRS, 1, 0.0, 2));
        assert_eq!(whole.growing.len(), 1);
        let grown = whole.growing[0];
        assert!((grown.presets_find_sounds - whole.presets_find_sounds.mrr.mean).abs() < 1e-9);
        assert!((grown.l1 - whole.l1.mean).abs() < 1e-9 && grown.l1 > 0.0);
    }

    #[test]
    fn none_and_unequal_numbers_are_refused_and_a_stop_is_heard() {
        let (presets, sounds) = couples(0.3);
        assert!(Couples::new(&presets[..2 * DIM], &sounds, DIM).is_err());
        assert!(Couples::new(&[], &[], DIM).is_err());
        let couples = Couples::new(&presets, &sounds, DIM).expect("couples");
        assert_eq!(exam(couples, &order(8, 2), &AtomicBool::new(true), &|_, _| ()), Ok(None));
    }

    #[test]
    fn galleries_grow_up_to_all() {
        let order = order(1, 1);
        assert_eq!(growing(&order, 3000), [512, 1024, 2048, 3000]);
        assert_eq!(growing(&order, 512), [512]);
        assert_eq!(growing(&order, 100), [100]);
    }
}
