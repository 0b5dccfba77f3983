//! Every continuous parameter normal around one value, cut off at the ends of its range: presets that differ on purpose
//! from those of another such prior.

use std::f64::consts::SQRT_2;

use rand::RngExt as _;

use super::{Prior, Uniform};
use crate::seed::Rng;
use crate::spec::{Kind, Plain};
use crate::{Preset, SynthSpec};

/// Halvings of the range in which a value is found: to 1e-12 of it.
const HALVINGS: u32 = 40;

/// Continuous parameters from one normal distribution of plain values, each cut off at the ends of its own range;
/// discrete parameters uniform over their values.
pub struct TruncatedNormal {
    spec: SynthSpec,
    uniform: Uniform,
    mean: f64,
    deviation: f64,
}

impl TruncatedNormal {
    /// The prior with that mean and standard deviation before the cut, in the parameters' own unit. A deviation that is
    /// not above zero is none: every value is the one of the range that is nearest to the mean.
    pub fn new(spec: &SynthSpec, mean: f64, deviation: f64) -> Self {
        Self { spec: spec.clone(), uniform: Uniform::new(spec), mean, deviation }
    }

    /// The value below which the share `rank` (0..1) of a range's values lies.
    fn value_of_rank(&self, rank: f64, (low, high): (f64, f64)) -> f64 {
        if self.deviation.is_nan() || self.deviation <= 0.0 {
            return self.mean.clamp(low, high);
        }
        let below = |value: f64| 0.5 * libm::erfc((self.mean - value) / (self.deviation * SQRT_2));
        let wanted = below(low) + rank * (below(high) - below(low));
        let (mut from, mut to) = (low, high);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (from + to);
            if below(middle) < wanted { from = middle } else { to = middle }
        }
        0.5 * (from + to)
    }
}

impl Prior for TruncatedNormal {
    fn draw(&self, rng: &mut Rng) -> Preset {
        let mut preset = self.uniform.draw(rng);
        for (param, knob) in self.spec.params.iter().zip(&mut preset.values) {
            if param.kind == Kind::Continuous {
                *knob = param.norm_from_plain(Plain(self.value_of_rank(rng.random::<f64>(), param.range)));
            }
        }
        Preset { name: "TRUNCATED NORMAL".to_owned(), ..preset }
    }

    fn log_density(&self, preset: &Preset) -> Option<f64> {
        self.uniform.log_density(preset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Curve, Display, ParamSpec};
    use crate::{Group, seed};

    fn spec(range: (f64, f64)) -> SynthSpec {
        let param = ParamSpec {
            id: "x".into(),
            name: "X".into(),
            kind: Kind::Continuous,
            range,
            curve: Curve::Linear,
            default: Plain(range.0),
            unit: "".into(),
            display: Display::Number,
            summary: "A value.".into(),
            in_preset_file: true,
        };
        SynthSpec::new(
            "one",
            "One",
            1,
            vec![param],
            vec![Group { id: "x".into(), family: None, params: vec![0] }],
        )
    }

    fn draws(mean: f64, deviation: f64, range: (f64, f64)) -> Vec<f64> {
        let spec = spec(range);
        let prior = TruncatedNormal::new(&spec, mean, deviation);
        let draw = |index| {
            let preset = prior.draw(&mut seed::stream(3, "truncated-normal-test", index));
            spec.params[0].plain_from_norm(preset.values[0]).0
        };
        (0..20_000).map(draw).collect()
    }

    fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        (mean, (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count).sqrt())
    }

    #[test]
    fn means_and_deviations_are_those_of_the_cut_normal() {
        // scipy.stats.truncnorm(...).mean() and .std().
        for (mean, deviation, range, wanted) in [
            (-1.0 / 3.0, 1.0 / 3.0, (-1.0, 1.0), TRAIN),
            (1.0 / 3.0, 1.0 / 3.0, (-1.0, 1.0), (-TRAIN.0, TRAIN.1)),
            (2.0, 1.0, (0.0, 1.0), (0.616_831_0, 0.269_708_9)),
            (0.5, 0.01, (0.0, 1.0), (0.5, 0.01)),
        ] {
            let values = draws(mean, deviation, range);
            assert!(values.iter().all(|x| (range.0..=range.1).contains(x)));
            let found = mean_and_deviation(&values);
            // Four standard errors of the mean, and as many of the deviation, of 20 000 draws.
            let near = 4.0 * wanted.1 / 20_000_f64.sqrt();
            assert!(
                (found.0 - wanted.0).abs() < near && (found.1 - wanted.1).abs() < near,
                "{found:?} {wanted:?}"
            );
        }
    }

    /// Mean and deviation of the normal around -1/3 with deviation 1/3, cut at -1 and 1.
    const TRAIN: (f64, f64) = (-0.314_962_4, 0.313_743_6);

    #[test]
    fn what_is_no_distribution_is_the_nearest_value() {
        for deviation in [0.0, -1.0, f64::NAN] {
            assert!(draws(7.0, deviation, (0.0, 1.0)).iter().all(|x| *x == 1.0));
        }
        // So far away that all of it is beyond what a double can tell from nothing.
        assert!(draws(100.0, 0.1, (0.0, 1.0)).iter().all(|x| (0.0..=1.0).contains(x)));
    }
}
