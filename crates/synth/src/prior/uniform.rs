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

    fn log_density(&self, _preset: &Preset) -> Option<f64> {
        Some(-self.cardinalities.iter().flatten().map(|n| (*n as f64).ln()).sum::<f64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::dx7::spec::spec;
    use crate::seed;

    #[test]
    fn stronger_perturbations_change_more() {
        let prior = Uniform::new(spec());
        let mut rng = seed::stream(1, "perturb-test", 0);
        let preset = prior.draw(&mut rng);
        let mut changed = |strength| {
            let varied = prior.perturb(&preset, strength, &mut rng);
            varied.values.iter().zip(&preset.values).filter(|(a, b)| a != b).count()
        };
        let (little, much) = (changed(0.0), changed(0.9));
        assert!(little <= 1 && much > 90, "{little} {much}");
    }
}
