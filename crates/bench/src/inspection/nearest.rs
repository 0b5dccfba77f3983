//! How far presets are from the nearest of some real ones.

use rayon::prelude::*;
use serde::Serialize;
use tonewright_synth::{Preset, SynthSpec};

/// How far presets are from the nearest real one, and how far real ones are from each other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Nearest {
    /// How many real presets there are.
    pub real: usize,
    /// Of the data set's presets.
    pub drawn: Distances,
    /// Of the real ones, each from the nearest of the others.
    pub among_real: Option<Distances>,
}

/// The least, the quartiles and the most of distances to the nearest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Distances {
    /// Of how many presets.
    pub presets: usize,
    /// The share of parameters that differ.
    pub differ: [f64; 5],
    /// The mean way between the knobs, over all parameters, of the preset that is nearest by it.
    pub way: [f64; 5],
}

/// Most presets of which the nearest is looked for.
const ASKED_MOST: usize = 300;

/// The distances of some presets to the nearest of these real ones; `None` where either are missing.
pub fn nearest(drawn: &[Preset], real: &[Preset], spec: &SynthSpec) -> Option<Nearest> {
    let compared: Vec<usize> = (0..spec.params.len()).filter(|at| spec.params[*at].in_preset_file).collect();
    let knobs =
        |preset: &Preset| -> Vec<f32> { compared.iter().map(|at| preset.values[*at].get()).collect() };
    let (drawn, real): (Vec<_>, Vec<_>) =
        (spread(drawn).map(|(_, preset)| knobs(preset)).collect(), real.iter().map(knobs).collect());
    let own: Vec<usize> = spread(&real).map(|(at, _)| at).collect();
    let of_drawn = drawn.par_iter().map(|preset| distance(preset, &real, None)).collect();
    let of_real = own.par_iter().map(|at| distance(&real[*at], &real, Some(*at))).collect();
    Some(Nearest { real: real.len(), drawn: quartiles(of_drawn)?, among_real: quartiles(of_real) })
}

/// Some of them, spread evenly over all, with their places.
fn spread<T>(all: &[T]) -> impl Iterator<Item = (usize, &T)> {
    let step = all.len().div_ceil(ASKED_MOST).max(1);
    all.iter().enumerate().step_by(step)
}

/// The least share of knobs that differ and the least mean way, over all others.
fn distance(preset: &[f32], others: &[Vec<f32>], but: Option<usize>) -> Option<(f64, f64)> {
    let mut least: Option<(usize, f32)> = None;
    for (_, other) in others.iter().enumerate().filter(|(at, _)| Some(*at) != but) {
        let differ = preset.iter().zip(other).filter(|(a, b)| a != b).count();
        let way = preset.iter().zip(other).map(|(a, b)| (a - b).abs()).sum::<f32>();
        let (fewest, shortest) = least.unwrap_or((differ, way));
        least = Some((fewest.min(differ), shortest.min(way)));
    }
    let count = preset.len().max(1) as f64;
    least.map(|(differ, way)| (differ as f64 / count, f64::from(way) / count))
}

fn quartiles(distances: Vec<Option<(f64, f64)>>) -> Option<Distances> {
    let (mut differ, mut way): (Vec<f64>, Vec<f64>) = distances.into_iter().flatten().unzip();
    let last = differ.len().checked_sub(1)?;
    let of = |values: &mut Vec<f64>| {
        values.sort_by(f64::total_cmp);
        [0, 1, 2, 3, 4].map(|quarter| values[last * quarter / 4])
    };
    Some(Distances { presets: last + 1, differ: of(&mut differ), way: of(&mut way) })
}

#[cfg(test)]
mod tests {
    use tonewright_synth::{Norm, SYNTHS};

    use super::*;

    #[test]
    fn the_nearest_is_the_one_with_fewest_differences() {
        let synth = (SYNTHS.iter().find(|entry| entry.name == "dx7").unwrap().build)();
        let spec = synth.spec();
        let of = |value: f32| Preset {
            name: String::new(),
            values: vec![Norm::saturating(value); spec.params.len()],
        };
        let real = [of(0.0), of(0.5), of(0.6)];
        let mut near = of(0.5);
        let changed = spec.params.iter().position(|param| param.in_preset_file).unwrap();
        near.values[changed] = Norm::ONE;
        let found = nearest(&[near, of(0.6)], &real, spec).unwrap();
        let files = spec.params.iter().filter(|param| param.in_preset_file).count() as f64;
        assert_eq!((found.real, found.drawn.presets), (3, 2));
        assert_eq!((found.drawn.differ[0], found.drawn.differ[4]), (0.0, 1.0 / files));
        let among = found.among_real.unwrap();
        assert!((among.way[0] - 0.1).abs() < 1e-6 && (among.way[4] - 0.5).abs() < 1e-6, "{among:?}");
        assert_eq!(nearest(&[], &real, spec), None);
        assert_eq!(nearest(&real, &[], spec), None);
    }
}
