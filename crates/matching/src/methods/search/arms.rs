//! Which way to go on gets the next stretch: the shares follow what each lately gained per render.

use rand::RngExt as _;
use tonewright_synth::seed::Rng;

use super::Config;

/// A way to go on from what there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arm {
    /// Mixed moves of a population.
    Evolve,
    /// Single knobs up and down.
    Polish,
}

const ARMS: [Arm; 2] = [Arm::Evolve, Arm::Polish];
/// Lowest share of an arm that has any weight.
const SHARE_LEAST: f64 = 0.1;
/// How fast old gains are forgotten, per stretch of an arm.
const MEMORY: f64 = 0.6;

/// Lately gained share of the score per thousand renders, by arm.
pub(super) struct Arms {
    weights: [f64; 2],
    rates: [Option<f64>; 2],
}

impl Arms {
    pub(super) fn new(config: &Config) -> Self {
        Self { weights: [config.evolve_weight, config.polish_weight], rates: [None; 2] }
    }

    pub(super) fn pick(&self, rng: &mut Rng) -> Arm {
        // An arm that was never tried is expected to be as good as the best.
        let most = self.rates.iter().flatten().copied().fold(0.0, f64::max).max(1e-9);
        let rate = |at: usize| self.weights[at] * (self.rates[at].unwrap_or(most) / most + SHARE_LEAST);
        let all: Vec<f64> = (0..ARMS.len()).map(rate).collect();
        let mut left = rng.random::<f64>() * all.iter().sum::<f64>();
        for (arm, rate) in ARMS.iter().zip(&all) {
            left -= rate;
            if left <= 0.0 && *rate > 0.0 {
                return *arm;
            }
        }
        Arm::Evolve
    }

    /// `fell` is the sum of the logarithms by which scores fell.
    pub(super) fn learn(&mut self, arm: Arm, fell: f64, renders: u64) {
        let rate = 1_000.0 * fell / renders.max(1) as f64;
        let known = &mut self.rates[arm as usize];
        *known = Some(known.map_or(rate, |old| MEMORY * old + (1.0 - MEMORY) * rate));
    }
}

/// By how much a score fell, as a logarithm: 0.1 is a tenth.
pub(super) fn fall(before: f64, after: f64) -> f64 {
    if before > 0.0 && after > 0.0 { (before / after).ln().max(0.0) } else { 0.0 }
}
