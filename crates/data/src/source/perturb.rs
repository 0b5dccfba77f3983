//! Presets of another source, varied: a few things as people vary them, or every number by Gaussian noise.

use rand::RngExt as _;
use serde::Deserialize;
use tonewright_synth::seed::{Rng, normal};
use tonewright_synth::{Kind, Norm, ParamSpec, Preset, Prior};

use super::spinvae2::Variations;
use super::{Source, SourceEntry, build, settings};
use crate::error::DataError;
use crate::recipe::PriorConfig;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Settings {
    of: PriorConfig,
    #[serde(default)]
    how: How,
    #[serde(default = "usual_strength")]
    strength: (f64, f64),
    #[serde(default = "usual_sigma")]
    sigma: f64,
    #[serde(default = "one")]
    variations: u64,
}

fn usual_strength() -> (f64, f64) {
    (0.0, 0.5)
}

fn usual_sigma() -> f64 {
    0.1
}

fn one() -> u64 {
    1
}

/// How a preset is varied.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum How {
    /// As the synth's prior does it, as strongly as drawn between two strengths.
    #[default]
    Graded,
    /// Every number by Gaussian noise on its knob; choices and toggles stay.
    Gaussian,
    /// As spinvae2 augments presets of the DX7.
    Spinvae2,
}

/// The entry `perturb`.
pub(super) const ENTRY: SourceEntry = SourceEntry {
    name: "perturb",
    summary: "Presets of another prior, varied",
    source: "`graded`: the synth's own variations; `gaussian`: the preset-centred data of synth-permutations' OVH fork; `spinvae2`: that program",
    settings: &[
        ("of", "", "the other prior, as a table: `{ draw = \"corpus\", files = [\"bank.syx\"] }`"),
        (
            "how",
            "graded",
            "`graded`: a few things as people vary them; `gaussian`: every number by noise; `spinvae2`: of a DX7, \
             written otherwise and nearly the same",
        ),
        (
            "strength",
            "[0, 0.5]",
            "of `graded`: between which it is drawn; 0 changes one thing a little, 1 nearly all",
        ),
        ("sigma", "0.1", "of `gaussian`: standard deviation on the knob, 0 to 1"),
        ("variations", "1", "of a list: how many items each preset has, the first of them unvaried"),
    ],
    build: |config, ingredients| {
        let own: Settings = settings(config)?;
        let (low, high) = own.strength;
        if !(0.0 <= low && low <= high && high <= 1.0) {
            return Err(DataError::recipe("prior.strength", "is no range within 0 and 1"));
        }
        if !(own.sigma > 0.0 && own.sigma <= 1.0) {
            return Err(DataError::recipe("prior.sigma", format!("is {}: above 0, up to 1", own.sigma)));
        }
        crate::recipe::within("prior.variations", own.variations, 1, 1_000_000)?;
        let of = build(&own.of, ingredients)?;
        let params = ingredients.synth.spec().params.clone();
        let variations = Variations::over(&params);
        if own.how == How::Spinvae2 && variations.is_none() {
            let reason = format!("is `spinvae2`, which varies a DX7, not `{}`", ingredients.synth.spec().id);
            return Err(DataError::recipe("prior.how", reason));
        }
        Ok(Box::new(Perturbed { of, own, prior: ingredients.synth.prior(), params, variations }))
    },
};

struct Perturbed {
    of: Box<dyn Source>,
    own: Settings,
    prior: Box<dyn Prior>,
    params: Vec<ParamSpec>,
    variations: Option<Variations>,
}

impl Perturbed {
    fn noisy(&self, mut preset: Preset, rng: &mut Rng) -> Preset {
        for (value, param) in preset.values.iter_mut().zip(&self.params) {
            if matches!(param.kind, Kind::Continuous | Kind::Stepped) {
                let moved = f64::from(value.get()) + self.own.sigma * normal(rng);
                *value = param.snap(Norm::saturating(moved as f32));
            }
        }
        preset
    }
}

impl Source for Perturbed {
    fn draw(&self, item: u64, rng: &mut Rng) -> Preset {
        let preset = self.of.draw(item / self.own.variations, rng);
        if self.of.list_len().is_some() && self.own.variations > 1 && item.is_multiple_of(self.own.variations)
        {
            return preset;
        }
        match self.own.how {
            How::Gaussian => self.noisy(preset, rng),
            How::Spinvae2 => match &self.variations {
                Some(variations) => variations.vary(preset, &self.params, rng),
                None => preset,
            },
            How::Graded => {
                let (low, high) = self.own.strength;
                let strength = low + (high - low) * rng.random::<f64>();
                self.prior.perturb(&preset, strength, rng)
            }
        }
    }

    fn list_len(&self) -> Option<u64> {
        self.of.list_len().map(|items| items.saturating_mul(self.own.variations))
    }

    fn rests_on(&self) -> Option<String> {
        self.of.rests_on()
    }
}
