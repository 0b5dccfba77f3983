//! Does a measure lead a search home? Around each preset, one knob is moved a little and far in the same
//! direction: a useful measure finds the near one closer. And among candidates of every distance from a preset,
//! it should rank as the four scores rank by which sound matching is judged.

mod report;
mod surroundings;

use rayon::prelude::*;
use serde::Serialize;
use tonewright_measure::{Better, MeasureEntry, by_name};
use tonewright_synth::seed::stream;
use tonewright_synth::{Gesture, Preset, RenderError, RenderSetup, Synth};

use crate::rank::{UnknownMeasure, chosen, mean, spearman};

pub use report::{Report, Row};
use surroundings::{Neighbourhood, neighbourhood};

/// The scores by which matching is judged (Hayes et al. 2025).
pub const SCORES: [&str; 4] = ["mss", "wmfcc", "sot", "rms-cosine"];
/// How much is tried.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// How many of the presets are taken, from the first on, silent ones left out.
    pub presets: usize,
    /// Knobs moved for each preset: each gives a near and a far neighbour.
    pub knobs: usize,
    /// Candidates for each preset that differ in several knobs at once.
    pub mixtures: usize,
    /// Seed of all draws.
    pub seed: u64,
    /// What is played.
    pub gesture: Gesture,
    /// Rate and length of the sounds.
    pub setup: RenderSetup,
}

impl Default for Settings {
    /// 24 presets, 8 knobs, 8 mixtures; middle C held for 1 s of 1.5 s at 44.1 kHz.
    fn default() -> Self {
        let gesture = Gesture { gate_secs: 1.0, ..Gesture::default() };
        Self {
            presets: 24,
            knobs: 8,
            mixtures: 8,
            seed: 1,
            gesture,
            setup: RenderSetup::of_secs(44_100, 1.5),
        }
    }
}

/// Why the protocol can't run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NeighboursError {
    /// A name is in no table.
    #[error(transparent)]
    UnknownMeasure(#[from] UnknownMeasure),
    /// The synth can't play what is asked.
    #[error("the neighbours can't be rendered")]
    Render(#[from] RenderError),
    /// Every preset is silent, or there is none.
    #[error("none of the {count} presets makes a sound with this gesture: give others, or another note")]
    Silent {
        /// How many were tried.
        count: usize,
    },
}

/// Runs the protocol on the presets of a synth for the named measures; no name means all of the table.
///
/// # Errors
/// [`NeighboursError`]: an unknown name, a setup that the synth can't render, nothing but silent presets.
pub fn run(
    synth: &dyn Synth,
    presets: &[Preset],
    names: &[&str],
    settings: &Settings,
) -> Result<Report, NeighboursError> {
    let measures = chosen(names)?;
    let mut renderer = synth.open(settings.setup)?;
    let mut hoods = Vec::new();
    for (index, preset) in presets.iter().enumerate() {
        if hoods.len() == settings.presets {
            break;
        }
        let mut rng = stream(settings.seed, "neighbours", index as u64);
        hoods.extend(neighbourhood(synth, renderer.as_mut(), preset, settings, &mut rng)?);
    }
    if hoods.is_empty() {
        return Err(NeighboursError::Silent { count: presets.len() });
    }
    Ok(examine(&hoods, &measures))
}

/// Distances of every candidate of every preset under one measure, better ones lower.
type Distances = Vec<Vec<Option<f64>>>;

fn examine(hoods: &[Neighbourhood], measures: &[&MeasureEntry]) -> Report {
    let scores: Vec<&MeasureEntry> = SCORES.iter().filter_map(|name| by_name(name)).collect();
    let mut needed = measures.to_vec();
    needed.extend(scores.iter().filter(|score| !measures.iter().any(|m| m.name == score.name)));
    let distances = all_distances(hoods, &needed);
    let of = |name: &str| &distances[needed.iter().position(|m| m.name == name).unwrap_or(0)];
    let row = |measure: &&MeasureEntry| {
        let own = of(measure.name);
        Row {
            name: measure.name.to_owned(),
            ordered: ordered(hoods, own),
            agreement: SCORES.map(|score| agreement(own, of(score))),
            undefined: own.iter().flatten().filter(|d| d.is_none()).count(),
        }
    };
    Report {
        presets: hoods.len(),
        pairs: hoods.iter().map(|hood| hood.pairs).sum(),
        rows: measures.iter().map(row).collect(),
    }
}

/// Every measure on every candidate, on all cores.
fn all_distances(hoods: &[Neighbourhood], measures: &[&MeasureEntry]) -> Vec<Distances> {
    let of_hood = |measure: &MeasureEntry, hood: &Neighbourhood| {
        let sign = if measure.better == Better::Lower { 1.0 } else { -1.0 };
        let distance = |candidate| (measure.compute)(&hood.target, candidate).ok().map(|value| sign * value);
        hood.candidates.iter().map(distance).collect()
    };
    let of_measure = |measure: &&MeasureEntry| hoods.par_iter().map(|hood| of_hood(measure, hood)).collect();
    measures.par_iter().map(of_measure).collect()
}

/// The share of pairs whose near side is closer; pairs without a value are left out.
fn ordered(hoods: &[Neighbourhood], distances: &Distances) -> Option<f64> {
    let pairs = hoods.iter().zip(distances).flat_map(|(hood, row)| row[..2 * hood.pairs].as_chunks::<2>().0);
    mean(pairs.filter_map(|[near, far]| {
        let (near, far) = ((*near)?, (*far)?);
        Some(if near < far {
            1.0
        } else if near > far {
            0.0
        } else {
            0.5
        })
    }))
}

/// The rank correlation of two measures over a preset's candidates, averaged over the presets.
fn agreement(a: &Distances, b: &Distances) -> Option<f64> {
    mean(a.iter().zip(b).filter_map(|(a, b)| {
        let both: Vec<(f64, f64)> = a.iter().zip(b).filter_map(|(a, b)| (*a).zip(*b)).collect();
        let (a, b): (Vec<f64>, Vec<f64>) = both.into_iter().unzip();
        spearman(&a, &b)
    }))
}

#[cfg(test)]
mod tests {
    use tonewright_audio::Audio;

    use super::*;

    #[test]
    fn order_and_agreement_count_what_has_a_value() {
        let silent = || Audio::mono(vec![0.0; 8], 8_000);
        let hood = Neighbourhood { target: silent(), candidates: Vec::new(), pairs: 2 };
        let row = vec![Some(1.0), Some(2.0), Some(3.0), Some(3.0), Some(9.0)];
        assert_eq!(ordered(std::slice::from_ref(&hood), &vec![row.clone()]), Some(0.75));
        let mut holes = row.clone();
        holes[2] = None;
        assert_eq!(ordered(&[hood], &vec![holes.clone()]), Some(1.0));
        let twice: Vec<_> = row.iter().map(|d| d.map(|d| 2.0 * d)).collect();
        assert_eq!(agreement(&vec![row.clone()], &vec![twice]), Some(1.0));
        assert_eq!(agreement(&vec![row], &vec![holes]), Some(1.0));
    }

    #[test]
    fn a_toy_synth_is_examined_alike_every_time() {
        use tonewright_synth::Prior as _;

        let synth = tonewright_testkit::ToySynth::new();
        let prior = tonewright_synth::prior::Uniform::new(synth.spec());
        let mut rng = stream(1, "presets", 0);
        let presets: Vec<Preset> = (0..4).map(|_| prior.draw(&mut rng)).collect();
        let setup = RenderSetup::of_secs(16_000, 0.3);
        let settings = Settings { presets: 3, knobs: 3, mixtures: 3, setup, ..Settings::default() };
        let report = || run(&synth, &presets, &["objective", "mss"], &settings).expect("a report");
        let first = report();
        assert_eq!(first, report());
        assert!(first.pairs > 0 && first.rows[0].ordered.expect("pairs") > 0.5, "{first}");
        assert_eq!(first.rows[1].agreement[0], Some(1.0), "mss agrees with itself");
        assert!(run(&synth, &presets, &["nothing"], &settings).is_err());
    }
}
