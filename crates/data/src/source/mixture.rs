//! Several sources, each as often as its weight says.

use rand::RngExt as _;
use tonewright_synth::Preset;
use tonewright_synth::seed::Rng;

use super::Source;
use crate::error::DataError;

/// Several sources; which one is drawn first for every preset.
pub(super) struct Mixture {
    parts: Vec<(f64, Box<dyn Source>)>,
}

impl Mixture {
    /// A mixture; the weights need not sum to 1.
    pub(super) fn new(parts: Vec<(f64, Box<dyn Source>)>) -> Result<Self, DataError> {
        if parts.iter().any(|(_, part)| part.list_len().is_some()) {
            return Err(DataError::recipe("prior.order", "is `each` in a mixture: a list is taken alone"));
        }
        Ok(Self { parts })
    }
}

impl Source for Mixture {
    fn draw(&self, item: u64, rng: &mut Rng) -> Preset {
        let total: f64 = self.parts.iter().map(|(weight, _)| weight).sum();
        let mut left = rng.random::<f64>() * total;
        let reached = self.parts.iter().position(|(weight, _)| {
            left -= weight;
            left < 0.0
        });
        self.parts[reached.unwrap_or(self.parts.len() - 1)].1.draw(item, rng)
    }

    fn rests_on(&self) -> Option<String> {
        let of_parts: Vec<String> = self.parts.iter().filter_map(|(_, part)| part.rests_on()).collect();
        (!of_parts.is_empty()).then(|| of_parts.join("+"))
    }
}
