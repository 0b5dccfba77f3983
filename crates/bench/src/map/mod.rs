//! A map: sounds, and what networks say of their presets, as points in the plane, on a page that plays them.

mod labels;
mod page;
mod sound;

use tonewright_measure::retrieval::{RetrievalError, Vectors};

use crate::umap::{UmapError, UmapSettings, trustworthiness, umap};

pub use labels::{Label, Labels, LabelsError};
pub(crate) use page::{SCRIPT, STYLE, section};
pub use sound::{Clip, clips};

use std::sync::atomic::AtomicBool;

/// Something that has vectors: an item of a data set.
#[derive(Clone, Debug, Default)]
pub struct MapItem {
    /// Its data set, an index into [`Map::sets`].
    pub set: usize,
    /// Its number in that.
    pub item: u64,
    /// What it is called, where that is known.
    pub name: String,
    /// What people call its kind, where that is known.
    pub label: Option<String>,
    /// A sound, where the page carries it.
    pub clip: Option<Clip>,
}

/// One picture of all items.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What it shows: `sounds`, or a network.
    pub name: String,
    /// Where each item is.
    pub places: Vec<[f32; 2]>,
}

/// Several pictures of the same items, in one plane: what is near in one is near in all.
#[derive(Clone, Debug)]
pub struct Map {
    /// The feature whose vectors they are.
    pub feature: String,
    /// The data sets.
    pub sets: Vec<String>,
    /// The items.
    pub items: Vec<MapItem>,
    /// The pictures.
    pub panels: Vec<Panel>,
    /// How it was made.
    pub settings: UmapSettings,
    /// How far it can be trusted: see [`trustworthiness`].
    pub trust: f64,
}

/// Why there is no map.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MapError {
    /// Vectors that nothing can be drawn of.
    #[error(transparent)]
    Vectors(#[from] RetrievalError),
    /// What can't be drawn.
    #[error(transparent)]
    Umap(#[from] UmapError),
}

/// A picture's name and its vectors, one for each item, row after row.
pub type Layer = (String, Vec<f32>);

/// Neighbours by which the trust in a map is told, and points that are asked for theirs.
const TRUST: (usize, usize) = (15, 1000);

/// Draws layers of vectors of so many dimensions, all in one plane. Dimensions count in units of their deviation over the first
/// layer. `watch` is told how many of how many steps are done. `None` where `stop` became true.
///
/// # Errors
/// [`MapError`].
pub fn panels(
    layers: &[Layer],
    dim: usize,
    settings: &UmapSettings,
    stop: &AtomicBool,
    watch: &(dyn Fn(usize, usize) + Sync),
) -> Result<Option<(Vec<Panel>, f64)>, MapError> {
    let Some((_, first)) = layers.first() else { return Ok(Some((Vec::new(), 1.0))) };
    let unit = units(Vectors::new(first, dim)?);
    let rows = layers.iter().flat_map(|(_, values)| values.chunks_exact(dim));
    let values: Vec<f32> = rows.flat_map(|row| row.iter().zip(&unit).map(|(x, unit)| x * unit)).collect();
    let points = Vectors::new(&values, dim)?;
    let Some(places) = umap(points, settings, stop, watch)? else { return Ok(None) };
    let trust = trustworthiness(points, &places, TRUST.0, TRUST.1);
    let mut rest = places.as_slice();
    let mut panels = Vec::with_capacity(layers.len());
    for (name, values) in layers {
        let (own, others) = rest.split_at((values.len() / dim).min(rest.len()));
        panels.push(Panel { name: name.clone(), places: own.to_vec() });
        rest = others;
    }
    Ok(Some((panels, trust)))
}

/// What each dimension is multiplied by; one that does not vary stays as it is.
fn units(points: Vectors) -> Vec<f32> {
    let (count, mut mean, mut squares) =
        (points.len().max(1) as f64, vec![0.0; points.dim()], vec![0.0; points.dim()]);
    for row in points.rows() {
        mean.iter_mut().zip(row).for_each(|(mean, x)| *mean += f64::from(*x) / count);
    }
    for row in points.rows() {
        for ((squares, x), mean) in squares.iter_mut().zip(row).zip(&mean) {
            *squares += (f64::from(*x) - mean) * (f64::from(*x) - mean) / count;
        }
    }
    let unit = |(squares, mean): (&f64, &f64)| {
        let deviation = squares.sqrt();
        // Rounding is no variation.
        if deviation > 1e-6 * mean.abs() && deviation > 1e-30 { (1.0 / deviation) as f32 } else { 1.0 }
    };
    squares.iter().zip(&mean).map(unit).collect()
}

#[cfg(test)]
mod tests {
    use tonewright_synth::seed;

    use super::*;

    #[test]
    fn layers_lie_in_one_plane_whatever_their_units() {
        let mut rng = seed::stream(1, "map", 0);
        let sounds: Vec<f32> = (0..120)
            .flat_map(|at| [f64::from(at % 3) * 9e5, f64::from(at % 2) * 9e-3].map(|x| x as f32))
            .enumerate()
            .map(|(at, x)| x + seed::normal(&mut rng) as f32 * if at % 2 == 0 { 1e4 } else { 1e-4 })
            .collect();
        // A network that knows everything.
        let layers = [("sounds".to_owned(), sounds.clone()), ("tfm".to_owned(), sounds)];
        let settings = UmapSettings { neighbours: 15, epochs: Some(200), ..UmapSettings::default() };
        let drawn = panels(&layers, 2, &settings, &AtomicBool::new(false), &|_, _| ()).unwrap();
        let (panels, trust) = drawn.unwrap();
        assert_eq!((panels.len(), panels[0].places.len(), panels[1].places.len()), (2, 120, 120));
        assert!(trust > 0.9, "{trust}");
        let far = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        // What is said of a preset lies nearer to its own heap's sounds than to any other's.
        let mean_to = |at: usize, heap: usize| {
            let of: Vec<f32> = (0..120)
                .filter(|other| other % 6 == heap && *other != at)
                .map(|other| far(panels[1].places[at], panels[0].places[other]))
                .collect();
            of.iter().sum::<f32>() / of.len() as f32
        };
        let right =
            (0..120).filter(|at| (0..6).all(|heap| mean_to(*at, at % 6) <= mean_to(*at, heap))).count();
        assert!(right > 110, "{right}");
    }

    #[test]
    fn what_breaks_down_is_told() {
        let draw = |layers: &[Layer]| {
            panels(layers, 2, &UmapSettings::default(), &AtomicBool::new(false), &|_, _| ())
                .map(|drawn| drawn.is_some())
        };
        let layer = |values: &[f32]| ("a".to_owned(), values.to_vec());
        assert!(matches!(draw(&[layer(&[1.0, f32::NAN])]), Err(MapError::Vectors(_))));
        assert!(matches!(draw(&[layer(&[1.0, 2.0, 3.0])]), Err(MapError::Vectors(_))));
        assert!(matches!(draw(&[layer(&[1.0, 2.0]), layer(&[f32::INFINITY; 2])]), Err(MapError::Vectors(_))));
        assert_eq!(draw(&[]), Ok(true));
        assert_eq!(draw(&[layer(&[])]), Ok(true));
    }
}
