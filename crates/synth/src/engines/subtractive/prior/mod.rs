//! Presets as people make them: first what kind of sound it is to be, then its knobs within what that kind does. Most
//! modulations are off, most pitches are the key's, and what is drawn can be heard.
//!
//! Ranges and shares are ours, set by ear and by what text books of synthesizer programming say of such sounds; nothing
//! is learned from anybody's presets. So there is no density to speak of: draws only.

mod draft;
mod families;
mod perturb;
mod surroundings;

use super::spec::spec;
use crate::seed::Rng;
use crate::{Preset, Prior};
use draft::Draft;
pub use families::{FAMILIES, Family};

/// The prior over families of sounds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Families;

impl Families {
    /// The prior.
    pub fn new() -> Self {
        Self
    }

    /// A preset of one family.
    pub fn draw_of(self, family: &Family, rng: &mut Rng) -> Preset {
        let mut draft = Draft::new(family.name, rng);
        draft.draw(family);
        draft.preset
    }
}

impl Prior for Families {
    fn draw(&self, rng: &mut Rng) -> Preset {
        let family = draft::weighted(rng, &FAMILIES, |family| family.weight);
        self.draw_of(family, rng)
    }

    fn perturb(&self, preset: &Preset, strength: f64, rng: &mut Rng) -> Preset {
        // Not a preset of this synth, so there is nothing of it to keep.
        if preset.values.len() != spec().params.len() {
            return self.draw(rng);
        }
        perturb::perturb(*self, preset, strength, rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Norm, seed};

    fn draws(count: u64) -> Vec<Preset> {
        (0..count).map(|index| Families.draw(&mut seed::stream(3, "families", index))).collect()
    }

    #[test]
    fn draws_are_repeatable_and_different() {
        let (once, again) = (draws(60), draws(60));
        assert_eq!(once, again);
        for (index, preset) in once.iter().enumerate() {
            assert!(once[..index].iter().all(|other| other.values != preset.values));
        }
    }

    #[test]
    fn every_family_comes_and_every_parameter_moves() {
        let draws = draws(2_000);
        let init = Preset::init(spec());
        for family in &FAMILIES {
            let share = draws.iter().filter(|preset| preset.name == family.name).count() as f64 / 2_000.0;
            let total: f64 = FAMILIES.iter().map(|family| family.weight).sum();
            assert!((share - family.weight / total).abs() < 0.04, "{} {share}", family.name);
        }
        for (index, param) in spec().params.iter().enumerate() {
            let moved = draws.iter().any(|preset| preset.values[index] != init.values[index]);
            assert!(moved, "`{}` never moves", param.id);
        }
    }

    #[test]
    fn few_modulations_are_on() {
        let amount = |preset: &Preset, id: &str| preset.values[spec().index_of(id).unwrap()].get();
        let on = |ids: &[&str]| {
            let count = |preset: &Preset| ids.iter().filter(|id| amount(preset, id) > 0.0).count();
            draws(400).iter().map(count).sum::<usize>() as f64 / 400.0
        };
        let mean = on(&["lfo1.amount", "lfo2.amount", "osc2.fm", "ring", "osc2.sync", "noise.level"]);
        assert!((0.4..2.0).contains(&mean), "{mean} of six");
    }

    #[test]
    fn perturbing_changes_more_with_strength() {
        let mut changed = [0, 0];
        let mut way = [0.0, 0.0];
        for (index, preset) in draws(60).into_iter().enumerate() {
            for (slot, strength) in [0.0, 1.0].into_iter().enumerate() {
                let mut rng = seed::stream(5, "families-perturb", index as u64);
                let varied = Families.perturb(&preset, strength, &mut rng);
                let pairs = || varied.values.iter().zip(&preset.values);
                let differs = pairs().filter(|(a, b)| a != b).count();
                assert!(differs > 0, "something changes");
                changed[slot] += differs;
                way[slot] += pairs().map(|(a, b)| f64::from((a.get() - b.get()).abs())).sum::<f64>();
            }
        }
        assert!(changed[1] > 4 * changed[0] && way[1] > 10.0 * way[0], "{changed:?} {way:?}");
        let strange = Preset { name: String::new(), values: vec![Norm::ZERO; 3] };
        let drawn = Families.perturb(&strange, 0.5, &mut seed::stream(5, "families-perturb", 99));
        assert_eq!(drawn.values.len(), spec().params.len());
    }
}
