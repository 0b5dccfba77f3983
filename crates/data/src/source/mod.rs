//! How presets are drawn, one way a file, and the table that lists them. A recipe names one, or a mixture by weights.

mod fitted;
mod mixture;
mod perturb;
mod presets;
mod spinvae2;
mod table;

use std::path::Path;

use tonewright_synth::seed::Rng;
use tonewright_synth::{Preset, Prior, Synth};

use crate::error::DataError;
use crate::recipe::{PriorConfig, Recipe};

pub use presets::read_presets;

/// Where the presets of a data set come from.
pub trait Source: Send + Sync {
    /// A preset for the item: the same stream gives the same preset.
    fn draw(&self, item: u64, rng: &mut Rng) -> Preset;

    /// How many items there are, where they go through a list.
    fn list_len(&self) -> Option<u64> {
        None
    }

    /// Whether an item has one preset, whatever is drawn: there is no other where that one is refused.
    fn is_fixed(&self) -> bool {
        false
    }

    /// A fingerprint of the presets that it starts from, where there are any.
    fn rests_on(&self) -> Option<String> {
        None
    }
}

/// What there is to draw from.
pub struct Ingredients<'a> {
    /// The synth.
    pub synth: &'a dyn Synth,
    /// Where relative paths of the recipe begin.
    pub folder: &'a Path,
}

/// How an entry is made ready.
pub type Build = fn(&PriorConfig, &Ingredients) -> Result<Box<dyn Source>, DataError>;

/// One way of drawing presets.
pub struct SourceEntry {
    /// What users type: `uniform`.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub summary: &'static str,
    /// Where its rules come from.
    pub source: &'static str,
    /// Its settings: key, default, meaning.
    pub settings: &'static [(&'static str, &'static str, &'static str)],
    /// Makes it ready.
    pub build: Build,
}

/// All ways, in the order of the docs.
pub const PRIORS: &[SourceEntry] =
    &[table::UNIFORM, table::SPEC, fitted::ENTRY, presets::CORPUS, presets::FACTORY, perturb::ENTRY];

/// What a recipe draws from.
///
/// # Errors
/// [`DataError::UnknownName`], and whatever the entry refuses.
pub(crate) fn source_of(recipe: &Recipe, ingredients: &Ingredients) -> Result<Box<dyn Source>, DataError> {
    let mut parts = Vec::with_capacity(recipe.prior.len());
    for config in &recipe.prior {
        parts.push((config.weight, build(config, ingredients)?));
    }
    if parts.len() == 1 {
        return Ok(parts.remove(0).1);
    }
    Ok(Box::new(mixture::Mixture::new(parts)?))
}

fn build(config: &PriorConfig, ingredients: &Ingredients) -> Result<Box<dyn Source>, DataError> {
    let entry =
        PRIORS.iter().find(|entry| entry.name == config.draw).ok_or_else(|| DataError::UnknownName {
            what: "prior",
            name: config.draw.clone(),
            known: PRIORS.iter().map(|entry| entry.name.to_owned()).collect(),
        })?;
    (entry.build)(config, ingredients)
}

/// The settings of an entry; a key that it has not is refused.
fn settings<T: serde::de::DeserializeOwned>(config: &PriorConfig) -> Result<T, DataError> {
    let parsed = toml::Value::Table(config.settings.clone()).try_into();
    parsed.map_err(|error: toml::de::Error| {
        DataError::recipe(format!("prior ({})", config.draw), format!("is wrong: {}", error.message()))
    })
}

/// A prior of the synth: every draw stands alone.
struct Drawn(Box<dyn Prior>);

impl Source for Drawn {
    fn draw(&self, _item: u64, rng: &mut Rng) -> Preset {
        self.0.draw(rng)
    }
}
