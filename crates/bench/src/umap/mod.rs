//! UMAP: a picture in the plane in which points that are near each other among many dimensions stay near each other
//! (L. McInnes, J. Healy, J. Melville, *UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction*, 2018,
//! arXiv:1802.03426), from exact nearest neighbours by Euclidean distance and from the two principal components.
//!
//! The same points and seed make the same picture to the last bit, on any machine and any number of threads: sums have an order
//! of their own, no step multiplies and adds at once, powers and exponentials are those of `libm`, and points are moved
//! one after the other. Departures from the authors' program, umap-learn: neighbours are always exact (there approximate from
//! 4,096 points on), an edge's turns come at fixed epochs from the first on, and draws are ours.

mod curve;
mod fuzzy;
mod layout;
mod neighbours;
mod principal;
mod trust;

use std::sync::atomic::AtomicBool;

use tonewright_measure::retrieval::Vectors;

pub use trust::trustworthiness;

/// How a picture is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UmapSettings {
    /// Nearest neighbours of a point that it is tied to, itself among them: at least 2; all where there are not so many.
    pub neighbours: usize,
    /// How near each other points may come, from 0 to 3: larger is looser.
    pub min_dist: f64,
    /// What the draws follow from.
    pub seed: u64,
    /// Rounds in which points are moved, at least 1; as umap-learn 500 up to 10,000 points and 200 above where it is not told.
    pub epochs: Option<usize>,
}

impl Default for UmapSettings {
    /// synth-proxy's.
    fn default() -> Self {
        Self { neighbours: 75, min_dist: 0.99, seed: 42, epochs: None }
    }
}

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum UmapError {
    /// A setting can't be.
    #[error("`{key}` {reason}")]
    Setting {
        /// Which.
        key: &'static str,
        /// Why.
        reason: String,
    },
    /// More points than can be drawn.
    #[error("{points} points are more than a map takes: at most {POINTS_MOST}")]
    Points {
        /// How many.
        points: usize,
    },
}

/// Most points of a map.
pub const POINTS_MOST: usize = 200_000;
/// Most neighbours of a point.
const NEIGHBOURS_MOST: usize = 1000;
/// Most rounds.
const EPOCHS_MOST: usize = 10_000;

impl UmapSettings {
    /// Whether a picture can be made so.
    ///
    /// # Errors
    /// [`UmapError::Setting`].
    pub fn check(&self) -> Result<(), UmapError> {
        let setting = |key, reason: String| Err(UmapError::Setting { key, reason });
        if !(2..=NEIGHBOURS_MOST).contains(&self.neighbours) {
            return setting("neighbours", format!("is {}: 2 to {NEIGHBOURS_MOST} can be", self.neighbours));
        }
        if !(0.0..=3.0).contains(&self.min_dist) {
            return setting("min-dist", format!("is {}: 0 to 3 can be", self.min_dist));
        }
        match self.epochs {
            Some(epochs) if !(1..=EPOCHS_MOST).contains(&epochs) => {
                setting("epochs", format!("is {epochs}: 1 to {EPOCHS_MOST} can be"))
            }
            _ => Ok(()),
        }
    }
}

/// Places of points in the plane, in their order. `watch` is told how many of how many steps are done. `None` where `stop`
/// became true.
///
/// # Errors
/// [`UmapError`].
pub fn umap(
    points: Vectors,
    settings: &UmapSettings,
    stop: &AtomicBool,
    watch: &(dyn Fn(usize, usize) + Sync),
) -> Result<Option<Vec<[f32; 2]>>, UmapError> {
    settings.check()?;
    let count = points.len();
    if count > POINTS_MOST {
        return Err(UmapError::Points { points: count });
    }
    if count < 2 {
        return Ok(Some(vec![[0.0; 2]; count]));
    }
    let epochs = settings.epochs.unwrap_or(if count <= 10_000 { 500 } else { 200 });
    let total = count + epochs;
    let values = neighbours::centred(points);
    let near =
        neighbours::nearest(&values, points.dim(), settings.neighbours, stop, &|done| watch(done, total));
    let Some(near) = near else { return Ok(None) };
    let edges = fuzzy::edges(&near);
    let mut places = principal::places(&values, points.dim(), settings.seed);
    let motion = layout::Motion { curve: curve::fit(settings.min_dist), epochs, seed: settings.seed };
    let whole = layout::arrange(&mut places, &edges, &motion, stop, &|done| watch(count + done, total));
    Ok(whole.then_some(places))
}

#[cfg(test)]
mod tests {
    use tonewright_synth::seed;

    use super::*;

    /// So many points in each of some heaps, far from each other.
    pub(super) fn heaps(heaps: usize, each: usize, dim: usize) -> Vec<f32> {
        let mut rng = seed::stream(1, "heaps", 0);
        let mut normal = || seed::normal(&mut rng) as f32;
        let centres: Vec<f32> = (0..heaps * dim).map(|_| 4.0 * normal()).collect();
        let point = |at: usize| centres[(at % heaps) * dim..][..dim].to_vec();
        (0..heaps * each).flat_map(point).map(|x| x + normal()).collect()
    }

    /// Those of `points` in `tests/reference/umap/make.py`.
    pub(super) fn points(count: usize, dim: usize, heaps: usize) -> Vec<f32> {
        let mut state = 1_u32;
        let mut draw = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state) / 2_f64.powi(32)
        };
        let centres: Vec<f64> = (0..heaps * dim).map(|_| 4.0 * draw()).collect();
        let row = |at: usize| &centres[(at % heaps) * dim..][..dim];
        (0..count).flat_map(row).map(|x| (x + draw() + draw() + draw()) as f32).collect()
    }

    /// What umap-learn says.
    pub(super) fn reference() -> serde_json::Value {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/umap/umap.json");
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    #[test]
    fn pictures_are_as_right_as_those_of_umap_learn() {
        let values = points(800, 24, 8);
        for told in reference()["pictures"].as_array().unwrap() {
            let number = |name: &str| told[name].as_f64().unwrap();
            let settings = UmapSettings {
                neighbours: number("neighbours") as usize,
                min_dist: number("min_dist"),
                ..UmapSettings::default()
            };
            let places = drawn(&values, 24, &settings);
            let near = number("near") as usize;
            let trust = trustworthiness(Vectors::new(&values, 24).unwrap(), &places, near, 800);
            eprintln!("trustworthiness {trust:.4}, umap-learn {:.4}", number("trustworthiness"));
            assert!(trust > number("trustworthiness") - 0.01, "{trust} where umap-learn has {told}");
        }
    }

    fn drawn(values: &[f32], dim: usize, settings: &UmapSettings) -> Vec<[f32; 2]> {
        let points = Vectors::new(values, dim).unwrap();
        umap(points, settings, &AtomicBool::new(false), &|_, _| ()).unwrap().unwrap()
    }

    #[test]
    fn heaps_stay_heaps() {
        let (values, settings) =
            (heaps(5, 60, 20), UmapSettings { neighbours: 15, ..UmapSettings::default() });
        let places = drawn(&values, 20, &settings);
        let far = |a: usize, b: usize| {
            f64::from(places[a][0] - places[b][0]).hypot(f64::from(places[a][1] - places[b][1]))
        };
        let own = |at: usize| {
            let mut others: Vec<usize> = (0..300).filter(|other| *other != at).collect();
            others.sort_by(|a, b| far(at, *a).total_cmp(&far(at, *b)));
            others[..10].iter().filter(|other| **other % 5 == at % 5).count()
        };
        let share = (0..300).map(own).sum::<usize>() as f64 / 3000.0;
        assert!(share > 0.99, "{share}");
        let trust = trustworthiness(Vectors::new(&values, 20).unwrap(), &places, 15, 300);
        assert!(trust > 0.85, "{trust}");
    }

    #[test]
    fn a_picture_is_the_same_on_any_number_of_threads_and_follows_from_the_seed() {
        let (values, settings) =
            (heaps(3, 70, 11), UmapSettings { neighbours: 12, ..UmapSettings::default() });
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| drawn(&values, 11, &settings))
        };
        assert_eq!(on(1), on(5));
        assert_ne!(on(1), drawn(&values, 11, &UmapSettings { seed: 43, ..settings }));
        // Sums that went another way would move every place.
        let print = on(1)
            .iter()
            .flatten()
            .fold(0_u64, |hash, x| (hash ^ u64::from(x.to_bits())).wrapping_mul(0x0000_0100_0000_01b3));
        assert_eq!(print, PRINT, "{print:#x}");
    }

    /// Of the picture above, on any machine.
    const PRINT: u64 = 0x0b0d_3408_45a3_0703;

    #[test]
    fn any_points_have_places() {
        let few = UmapSettings { epochs: Some(20), ..UmapSettings::default() };
        let mut mixed = heaps(2, 40, 3);
        mixed[..9].fill(f32::MAX);
        mixed[9..18].fill(f32::MIN);
        mixed[18..36].fill(f32::MIN_POSITIVE);
        for values in [vec![], vec![1.0; 3], vec![1.0, 2.0, 3.0, 1.0, 2.0, 3.0], vec![7.0; 300], mixed] {
            for min_dist in [0.0, 0.99, 3.0] {
                let places = drawn(&values, 3, &UmapSettings { min_dist, ..few });
                assert_eq!(places.len(), values.len() / 3);
                assert!(places.iter().flatten().all(|x| x.is_finite()), "{places:?}");
            }
        }
    }

    #[test]
    fn a_stop_is_heard_and_nonsense_refused() {
        let values = heaps(2, 20, 3);
        let points = Vectors::new(&values, 3).unwrap();
        let with = |settings: UmapSettings, stop: bool| {
            umap(points, &settings, &AtomicBool::new(stop), &|done, total| assert!(done <= total))
        };
        assert_eq!(with(UmapSettings::default(), true), Ok(None));
        assert!(with(UmapSettings::default(), false).unwrap().is_some());
        for wrong in [
            UmapSettings { neighbours: 1, ..UmapSettings::default() },
            UmapSettings { min_dist: f64::NAN, ..UmapSettings::default() },
            UmapSettings { epochs: Some(0), ..UmapSettings::default() },
        ] {
            assert!(matches!(with(wrong, false), Err(UmapError::Setting { .. })));
        }
    }
}
