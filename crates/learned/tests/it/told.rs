//! What the programs of models' authors, or another runtime, say of a sound: how many vectors there are, their mean, the first
//! and the last.

use serde::Deserialize;
use tonewright_audio::Matrix;
use tonewright_learned::hearing::OverTime;

/// What was said.
#[derive(Deserialize)]
pub(crate) struct Told {
    pub(crate) count: usize,
    /// Of each vector, every number so many places behind the last was kept.
    #[serde(default = "every")]
    pub(crate) step: usize,
    mean: Vec<f64>,
    first: Vec<f64>,
    last: Vec<f64>,
    /// What stands for the whole sound, where that was told.
    #[serde(default)]
    pub(crate) whole: Vec<f64>,
    /// How many numbers the body of the network learns, where that was counted.
    #[serde(default)]
    pub(crate) parameters: usize,
}

impl Told {
    /// That what was found lies no further apart than this share of the largest value.
    pub(crate) fn check(&self, name: &str, found: &Matrix, most: f64) {
        assert_eq!(found.frames(), self.count, "{name}");
        let pairs = [
            (OverTime::Mean.of(found), &self.mean),
            (found.frame(0).to_vec(), &self.first),
            (found.frame(self.count - 1).to_vec(), &self.last),
        ];
        let kept = |found: Vec<f32>| found.into_iter().step_by(self.step).collect::<Vec<f32>>();
        let worst = pairs.map(|(found, expected)| apart(&kept(found), expected));
        let worst = worst.into_iter().fold(0.0, f64::max);
        eprintln!("{name}: {worst:.1e} of the largest value apart");
        assert!(worst < most, "{name}: {worst}");
    }
}

fn every() -> usize {
    1
}

/// What differs most, as a share of the largest value.
pub(crate) fn apart(found: &[f32], expected: &[f64]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let largest = expected.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let apart = found.iter().zip(expected).map(|(found, expected)| (f64::from(*found) - expected).abs());
    apart.fold(0.0, f64::max) / largest
}
