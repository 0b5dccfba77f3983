//! SynthRL's reward: what its agent was trained to raise.

use tonewright_audio::{Audio, FeatureError};

use super::{log_spectral_mae, mfcc13_mae, spectral_convergence};
use crate::pair::Pair;
use crate::spectra::defined;
use crate::{Better, MeasureEntry, MeasureError};

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "synthrl-reward",
    title: "SynthRL's reward",
    summary: "From 0.2 (nothing alike) to 10 (as good as the same); mostly a matter of pitch",
    source: "SynthRL: 1 / clamp(0.70 convergence + 0.27 log-spectral error + 0.03 MFCC-13 error, 0.1, 5)",
    unit: "",
    better: Better::Higher,
    identical: 10.0,
    symmetric: false,
    level_invariant: false,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let pair = Pair::mono(target, candidate)?;
    defined(ENTRY.name, cost(&pair)).map(|cost| 1.0 / cost.clamp(0.1, 5.0))
}

fn cost(pair: &Pair) -> Result<f64, FeatureError> {
    let convergence = spectral_convergence::distance(pair)?;
    Ok(0.70 * convergence + 0.27 * log_spectral_mae::distance(pair)? + 0.03 * mfcc13_mae::distance(pair)?)
}
