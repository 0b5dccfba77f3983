//! What can be said of a synth by the presets that it comes with: people made them, and a new one is one of them with some
//! of its knobs where another has them.

use std::collections::HashSet;

use rand::RngExt as _;

use super::{Prior, Uniform};
use crate::seed::Rng;
use crate::{Preset, SynthSpec};

/// The smallest share of the parameters that a drawn preset has from elsewhere, and the largest; between them every order
/// of magnitude is as likely.
const SHARE: (f64, f64) = (0.02, 0.5);
/// How often what comes from elsewhere comes from nowhere: a uniform value, as no preset need have it.
const NOWHERE: f64 = 0.2;

/// One of the presets, a share of its parameters with the values of others.
pub struct AroundPresets {
    presets: Vec<Preset>,
    uniform: Uniform,
}

impl AroundPresets {
    /// The prior around those presets; none where there are none, or one has not a value for each parameter.
    pub fn new(spec: &SynthSpec, presets: &[Preset]) -> Option<Self> {
        let is_whole = presets.iter().all(|preset| preset.values.len() == spec.params.len());
        let mut seen: HashSet<Vec<u32>> = HashSet::new();
        let bits = |preset: &Preset| preset.values.iter().map(|value| value.get().to_bits()).collect();
        // Banks are filled up with initial presets, which are no more likely for that.
        let mut is_new = |preset: &&Preset| seen.insert(bits(preset));
        let presets: Vec<Preset> = presets.iter().filter(&mut is_new).cloned().collect();
        (is_whole && !presets.is_empty()).then(|| Self { presets, uniform: Uniform::new(spec) })
    }

    fn any(&self, rng: &mut Rng) -> &Preset {
        &self.presets[rng.random_range(0..self.presets.len())]
    }
}

impl Prior for AroundPresets {
    fn draw(&self, rng: &mut Rng) -> Preset {
        let (least, most) = SHARE;
        let share = least * (most / least).powf(rng.random::<f64>());
        let mut drawn = self.any(rng).clone();
        let nowhere = self.uniform.draw(rng);
        for (index, value) in drawn.values.iter_mut().enumerate() {
            if rng.random::<f64>() >= share {
                continue;
            }
            let source = if rng.random::<f64>() < NOWHERE { &nowhere } else { self.any(rng) };
            *value = source.values[index];
        }
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::dx7::spec::spec;
    use crate::{Norm, seed};

    #[test]
    fn what_is_drawn_is_mostly_one_of_them() {
        let flat = |name: &str, value| Preset {
            name: name.to_owned(),
            values: vec![Norm::saturating(value); spec().params.len()],
        };
        let prior = AroundPresets::new(spec(), &[flat("A", 0.0), flat("B", 1.0), flat("B", 1.0)]).unwrap();
        let (mut shares, mut from_b) = (Vec::new(), 0);
        for index in 0..400 {
            let drawn = prior.draw(&mut seed::stream(1, "around-presets", index));
            let base = if drawn.name == "A" { 0.0 } else { 1.0 };
            from_b += usize::from(drawn.name == "B");
            let other = drawn.values.iter().filter(|value| value.get() != base).count();
            shares.push(other as f64 / drawn.values.len() as f64);
        }
        assert!((150..250).contains(&from_b), "{from_b}");
        // Half of what comes from elsewhere has the value that it had.
        let mean = shares.iter().sum::<f64>() / 400.0;
        assert!((0.05..0.2).contains(&mean) && shares.iter().all(|share| *share < 0.6), "{mean}");
    }

    #[test]
    fn there_is_none_without_presets_or_with_strange_ones() {
        assert!(AroundPresets::new(spec(), &[]).is_none());
        let strange = Preset { name: String::new(), values: vec![Norm::ZERO] };
        assert!(AroundPresets::new(spec(), &[strange]).is_none());
    }
}
