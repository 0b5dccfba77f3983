//! How far apart the sounds of a turned knob are, to a measure or to a feature.

use tonewright_audio::Audio;
use tonewright_audio::features::{Feature, FeatureError, FeatureKind, PlanSetup};
use tonewright_measure::{Better, MeasureEntry};

use super::Subject;
use crate::rank::spearman;

/// The axes over which means are taken: of features, and of audio models.
const IN_TIME: [&str; 2] = ["frames", "moments"];

/// A subject, ready to listen.
pub(super) enum Ear<'a> {
    Measure(&'static MeasureEntry),
    Feature { kind: &'a dyn FeatureKind, planned: Option<(PlanSetup, Box<dyn Feature>)> },
}

impl<'a> Ear<'a> {
    pub(super) fn new(subject: &'a Subject) -> Self {
        match subject {
            Subject::Measure(measure) => Self::Measure(measure),
            Subject::Feature(kind) => Self::Feature { kind: kind.as_ref(), planned: None },
        }
    }

    /// How steadily the distances from the first and from the last sound grow, for each way of taking distances; 0 where they
    /// have no order.
    pub(super) fn follows(&mut self, sounds: &[Audio]) -> Result<Vec<(Reduction, f64)>, FeatureError> {
        match self {
            Self::Measure(measure) => {
                let sign = if measure.better == Better::Lower { 1.0 } else { -1.0 };
                let from = |anchor: &Audio| -> Vec<f64> {
                    let apart =
                        |sound| (measure.compute)(anchor, sound).map_or(f64::NAN, |value| sign * value);
                    sounds.iter().map(apart).collect()
                };
                let ends = [from(&sounds[0]), from(&sounds[sounds.len() - 1])];
                Ok(vec![(Reduction::Measure, steadiness(ends))])
            }
            Self::Feature { kind, planned } => {
                let setup = PlanSetup::like(&sounds[0]);
                if planned.as_ref().is_none_or(|(planned, _)| *planned != setup) {
                    *planned = Some((setup, kind.plan(setup)?));
                }
                let Some((_, feature)) = planned else { return Ok(Vec::new()) };
                of_feature(feature.as_mut(), sounds)
            }
        }
    }
}

/// What a distance is taken between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reduction {
    /// Sounds, by a measure of its own.
    Measure,
    /// All values of a feature (L1).
    Whole,
    /// Its means over time (L1).
    Mean,
}

fn of_feature(feature: &mut dyn Feature, sounds: &[Audio]) -> Result<Vec<(Reduction, f64)>, FeatureError> {
    let shape = feature.shape().to_vec();
    let axis = feature.axes().iter().position(|axis| IN_TIME.contains(axis)).filter(|axis| shape[*axis] > 1);
    let mut vectors = vec![vec![0.0; shape.iter().product()]; sounds.len()];
    for (sound, vector) in sounds.iter().zip(&mut vectors) {
        feature.process_into(sound, vector)?;
    }
    let mut found = vec![(Reduction::Whole, steadiness(ends(&vectors)))];
    if let Some(axis) = axis {
        let means: Vec<Vec<f32>> = vectors.iter().map(|vector| mean_over(vector, &shape, axis)).collect();
        found.push((Reduction::Mean, steadiness(ends(&means))));
    }
    Ok(found)
}

/// The mean over an axis of values that lie row after row.
fn mean_over(values: &[f32], shape: &[usize], axis: usize) -> Vec<f32> {
    let (count, inner) = (shape[axis], shape[axis + 1..].iter().product::<usize>());
    let block = |block: &[f32]| -> Vec<f32> {
        (0..inner)
            .map(|at| block[at..].iter().step_by(inner).map(|x| f64::from(*x)).sum::<f64>() / count as f64)
            .map(|mean| mean as f32)
            .collect()
    };
    values.chunks_exact(count * inner).flat_map(block).collect()
}

/// Every vector's L1 distance from the first, and from the last.
fn ends(vectors: &[Vec<f32>]) -> [Vec<f64>; 2] {
    let from = |anchor: &[f32]| -> Vec<f64> {
        let apart =
            |other: &Vec<f32>| anchor.iter().zip(other).map(|(a, b)| f64::from((a - b).abs())).sum::<f64>();
        vectors.iter().map(apart).collect()
    };
    [from(&vectors[0]), from(&vectors[vectors.len() - 1])]
}

/// Spearman's correlation of the steps with the distances from the first and, backwards, from the last: their mean.
fn steadiness([first, last]: [Vec<f64>; 2]) -> f64 {
    let steps: Vec<f64> = (0..first.len()).map(|step| step as f64).collect();
    let last: Vec<f64> = last.into_iter().rev().collect();
    let one = |distances: &[f64]| {
        let defined = distances.iter().all(|distance| distance.is_finite());
        if defined { spearman(&steps, distances).unwrap_or(0.0) } else { 0.0 }
    };
    (one(&first) + one(&last)) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_of_the_axis_that_is_named() {
        // Two channels of three frames of two bands.
        let values: Vec<f32> = (0..12).map(|x| x as f32).collect();
        assert_eq!(mean_over(&values, &[2, 3, 2], 1), [2.0, 3.0, 8.0, 9.0]);
        assert_eq!(mean_over(&values, &[12], 0), [5.5]);
        assert_eq!(mean_over(&values, &[4, 3], 1), [1.0, 4.0, 7.0, 10.0]);
    }

    #[test]
    fn distances_that_grow_from_either_end_are_steady() {
        let of = |values: &[f32]| steadiness(ends(&values.iter().map(|x| vec![*x]).collect::<Vec<_>>()));
        assert_eq!(of(&[0.0, 1.0, 5.0, 6.0]), 1.0);
        assert_eq!(of(&[3.0, 3.0, 3.0, 3.0]), 0.0);
        // Half the way it goes back: from the first 0, 2, 1, 3, from the last 0, 2, 1, 3.
        assert!((of(&[0.0, 2.0, 1.0, 3.0]) - 0.8).abs() < 1e-12);
        assert_eq!(steadiness([vec![0.0, f64::NAN, 1.0], vec![2.0, 1.0, 0.0]]), 0.5);
    }
}
