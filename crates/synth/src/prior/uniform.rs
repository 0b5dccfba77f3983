//! Every parameter uniform over its values: the prior that knows nothing.

use rand::RngExt as _;

use super::Prior;
use crate::seed::Rng;
use crate::spec::Norm;
use crate::{Preset, SynthSpec};

/// Uniform over knob positions; discrete parameters uniform over their values.
pub struct Uniform {
    /// Number of values of each parameter, `None` where continuous.
    cardinalities: Vec<Option<usize>>,
}

impl Uniform {
    /// The uniform prior of a synth.
    pub fn new(spec: &SynthSpec) -> Self {
        Self { cardinalities: spec.params.iter().map(|p| p.cardinality()).collect() }
    }
}

impl Prior for Uniform {
    fn draw(&self, rng: &mut Rng) -> Preset {
        let mut value = |cardinality: &Option<usize>| match *cardinality {
            None => rng.random::<f32>(),
            Some(0 | 1) => 0.0,
            Some(n) => rng.random_range(0..n) as f32 / (n - 1) as f32,
        };
        let values = self.cardinalities.iter().map(|c| Norm::saturating(value(c))).collect();
        Preset { name: "UNIFORM".to_owned(), values }
    }
}
