//! What a data set is made of, as its maker writes it down: which presets, how they are played, which sounds are refused,
//! what is kept. A recipe and a seed say every byte of the data set.

mod gate;
mod play;
mod shipped;
mod sound;
mod store;

use serde::{Deserialize, Serialize};
use toml::Table;

use crate::error::DataError;

pub use gate::{Gate, Level, Refused};
pub use play::{DrawnNotes, DrawnTime, Note, Play};
pub use shipped::{RECIPES, ShippedRecipe};
pub use sound::{Peak, SoundSetup};
pub use store::{AudioType, FloatType, Store};

/// The recipe of a data set.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Recipe {
    /// What the data set is called: letters, digits, `-`, `_`, `.`.
    pub name: String,
    /// One line on what it is for.
    #[serde(default)]
    pub summary: String,
    /// Where its numbers come from: a paper, a program, a measurement.
    #[serde(default)]
    pub source: String,
    /// What differs from that source, a sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The synth, by name.
    pub synth: String,
    /// From this everything that is drawn follows.
    #[serde(default)]
    pub seed: u64,
    /// How many presets. Left out where the presets are a list, of which each is taken.
    #[serde(default)]
    pub items: Option<u64>,
    /// How many of them a shard holds.
    #[serde(default = "default_shard_items")]
    pub shard_items: u64,
    /// Where presets come from: one prior, or a mixture of several by their weights.
    pub prior: Vec<PriorConfig>,
    /// What is played on each.
    #[serde(default)]
    pub play: Play,
    /// What the sounds are.
    #[serde(default)]
    pub sound: SoundSetup,
    /// Which sounds are refused, whereupon the preset is drawn anew.
    #[serde(default)]
    pub gate: Gate,
    /// What is kept.
    #[serde(default)]
    pub store: Store,
}

/// One prior of a recipe. What else it takes depends on which it is.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PriorConfig {
    /// Its name in [`crate::PRIORS`].
    pub draw: String,
    /// How much of the mixture it is, beside the weights of the others.
    #[serde(default = "one")]
    pub weight: f64,
    /// Its own settings.
    #[serde(flatten)]
    pub settings: Table,
}

fn one() -> f64 {
    1.0
}

fn default_shard_items() -> u64 {
    8192
}

/// Most presets of one data set: more are a slip of the pen.
pub(crate) const ITEMS_MOST: u64 = 1 << 40;
/// Most presets of one shard.
const SHARD_ITEMS_MOST: u64 = 1 << 20;

impl Recipe {
    /// Whether the numbers can be; names of synth, priors and features are looked up when it is made ready.
    ///
    /// # Errors
    /// [`DataError::Recipe`] with the key.
    pub fn check(&self) -> Result<(), DataError> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if self.name.is_empty() || !self.name.chars().all(is_plain) || self.name.starts_with('.') {
            let reason = format!("is `{}`: use letters, digits, `-`, `_` and `.`", self.name);
            return Err(DataError::recipe("name", reason));
        }
        within("items", self.items.unwrap_or(1), 1, ITEMS_MOST)?;
        within("shard-items", self.shard_items, 1, SHARD_ITEMS_MOST)?;
        if self.prior.is_empty() {
            return Err(DataError::recipe("prior", "is missing: say where presets come from"));
        }
        for prior in &self.prior {
            if !(prior.weight.is_finite() && prior.weight > 0.0) {
                let reason = format!("is {}: a weight is above 0", prior.weight);
                return Err(DataError::recipe("prior.weight", reason));
            }
        }
        self.sound.check()?;
        self.play.check(&self.sound)?;
        self.gate.check()
    }
}

/// Refuses a number outside its bounds.
pub(crate) fn within<T: PartialOrd + std::fmt::Display>(
    key: &str,
    value: T,
    low: T,
    high: T,
) -> Result<(), DataError> {
    if value >= low && value <= high {
        return Ok(());
    }
    Err(DataError::recipe(key, format!("is {value}: it lies within {low} and {high}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipe(text: &str) -> Result<Recipe, String> {
        let recipe: Recipe = toml::from_str(text).map_err(|error| error.to_string())?;
        recipe.check().map_err(|error| error.to_string()).map(|()| recipe)
    }

    const SMALL: &str = "name = \"small\"\nsynth = \"dx7\"\nitems = 3\n[[prior]]\ndraw = \"uniform\"\n";

    #[test]
    fn a_small_recipe_has_defaults_and_comes_back_as_it_was() {
        let small = recipe(SMALL).unwrap();
        assert_eq!((small.shard_items, small.play.notes.len(), small.prior[0].weight), (8192, 1, 1.0));
        let again: Recipe = toml::from_str(&toml::to_string(&small).unwrap()).unwrap();
        assert_eq!(again, small);
    }

    #[test]
    fn what_can_not_be_is_refused_by_its_key() {
        let refused = |more: &str, key: &str| {
            let error = recipe(&format!("{SMALL}{more}")).unwrap_err();
            assert!(error.contains(key), "{more}: {error}");
        };
        refused("weight = -1.0\n", "prior.weight");
        refused("[gate]\nrms = [0.5, 0.1]\n", "gate.rms");
        refused("[gate]\nloudness = 3\n", "loudness");
        refused("[sound]\nsecs = 0.0\n", "sound.secs");
        refused("[play]\nnotes = []\n", "play.notes");
        refused("[play]\nnotes = [{ note = 200 }]\n", "play.notes");
        refused("[store]\naudio = \"mp3\"\n", "audio");
        assert!(recipe(&SMALL.replace("small", "../up")).unwrap_err().contains("name"));
        assert!(recipe(&SMALL.replace("items = 3", "items = 0")).unwrap_err().contains("items"));
    }
}
