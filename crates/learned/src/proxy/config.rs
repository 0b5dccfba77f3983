//! What a proxy's run is told.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use tonewright_nn::train::{AdamWConfig, Schedule};
use tonewright_nn::{EncoderConfig, PRESET_ENCODERS};

use super::plateau::PlateauConfig;
use crate::LearnError;

/// All that a run follows from, but for its data.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProxyConfig {
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// One line on what it is for.
    #[serde(default)]
    pub summary: String,
    /// Where its numbers come from.
    #[serde(default)]
    pub source: String,
    /// The network: the name of a published one, or its sizes.
    #[serde(deserialize_with = "named_or_made")]
    pub encoder: EncoderConfig,
    /// The feature whose values it learns.
    pub feature: String,
    /// In which units its dimensions are learned.
    #[serde(default)]
    pub units: Units,
    /// Whether the network is told what is played, beside the preset.
    #[serde(default)]
    pub played: bool,
    /// How it is taught.
    #[serde(default)]
    pub teach: TeachConfig,
}

/// The units that a vector's dimensions are learned in.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Units {
    /// Each in that of its own deviation over the training set, from its own mean: all of them count alike.
    #[default]
    Each,
    /// All in one, from their own means: they count as they do in distances of the feature itself.
    Together,
    /// As they are stored.
    None,
}

/// A network by its name in [`PRESET_ENCODERS`], or by its sizes.
fn named_or_made<'de, D: Deserializer<'de>>(deserializer: D) -> Result<EncoderConfig, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Said {
        Name(String),
        Sizes(toml::Value),
    }
    match Said::deserialize(deserializer)? {
        Said::Sizes(sizes) => sizes.try_into().map_err(D::Error::custom),
        Said::Name(name) => {
            let found = PRESET_ENCODERS.iter().find(|entry| entry.name == name);
            found.map(|entry| entry.config).ok_or_else(|| {
                let known: Vec<&str> = PRESET_ENCODERS.iter().map(|entry| entry.name).collect();
                D::Error::custom(format!("there is no encoder `{name}`; there are {}", known.join(", ")))
            })
        }
    }
}

/// How a network is taught.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct TeachConfig {
    /// First weights and the order of items follow from it.
    pub seed: u64,
    /// Steps in all.
    pub steps: u64,
    /// Presets of a step.
    pub batch: usize,
    /// The learning rate at its height.
    pub rate: f64,
    /// How it goes on from there.
    pub schedule: Schedule,
    /// Whether it falls further when validations get no better, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plateau: Option<PlateauConfig>,
    /// The optimizer's settings.
    pub optimizer: AdamWConfig,
    /// What is made small.
    pub loss: Loss,
    /// Steps between validations; a checkpoint is written with each.
    pub validate_every: u64,
    /// Sounds whose presets are looked for in a validation, each among as many as there are groups of this size.
    pub group: usize,
    /// Validations without a better one after which it ends.
    pub patience: Option<u64>,
    /// How many of the best checkpoints are kept.
    pub keep: usize,
}

impl Default for TeachConfig {
    /// synth-proxy's batch, seed, group and loss.
    fn default() -> Self {
        Self {
            seed: 42,
            steps: 20_000,
            batch: 512,
            rate: 1e-3,
            schedule: Schedule::Constant,
            plateau: None,
            optimizer: AdamWConfig::default(),
            loss: Loss::L1,
            validate_every: 1_000,
            group: 256,
            patience: None,
            keep: 2,
        }
    }
}

/// Distances between what a network says and what it should say.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// Mean absolute difference.
    L1,
    /// Mean squared difference.
    Mse,
}

impl Loss {
    /// By which distance sounds look for presets in its validations.
    pub(super) fn distance(self) -> &'static str {
        match self {
            Self::L1 => "l1",
            Self::Mse => "l2",
        }
    }
}

impl TeachConfig {
    /// Whether a run can follow it.
    ///
    /// # Errors
    /// [`LearnError::Setting`] with what can't be.
    pub fn check(&self) -> Result<(), LearnError> {
        let setting = |key, reason: &str| Err(LearnError::Setting { key, reason: reason.to_owned() });
        if self.batch == 0 {
            return setting("batch", "is 0: a step needs presets");
        }
        if self.validate_every == 0 {
            return setting(
                "validate-every",
                "is 0: say after how many steps, or more than `steps` for only once",
            );
        }
        if self.keep == 0 {
            return setting("keep", "is 0: at least the best checkpoint is kept");
        }
        if !(self.rate > 0.0 && self.rate.is_finite()) {
            return setting("rate", "has to be above 0");
        }
        if self.plateau.is_some_and(|plateau| !(plateau.factor > 0.0 && plateau.factor < 1.0)) {
            return setting("plateau", "has a `factor` that is not between 0 and 1");
        }
        let optimizer = &self.optimizer;
        if [optimizer.beta1, optimizer.beta2].iter().any(|beta| !(0.0..1.0).contains(beta)) {
            return setting("optimizer", "has a `beta1` or `beta2` that is not from 0 to below 1");
        }
        if !(optimizer.epsilon > 0.0 && optimizer.epsilon.is_finite()) {
            return setting("optimizer", "has an `epsilon` that is not above 0");
        }
        if optimizer.average.is_some_and(|slow| !(0.0..1.0).contains(&slow)) {
            return setting("optimizer", "has an `average` that is not from 0 to below 1");
        }
        if optimizer.longest.is_some_and(|longest| longest.is_nan() || longest <= 0.0) {
            return setting("optimizer", "has a `longest` that is not above 0");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_is_written_as_it_is_read_and_nonsense_is_refused() {
        let text = "feature = 'statistics'\n[encoder]\nnetwork = 'transformer'\ndim = 32\nheads = 4\nfeed = 64\nlayers = 2\n\
            [teach]\nrate = 0.004\nloss = 'mse'\nschedule = { kind = 'constant-cosine', constant-steps = 10, fall-steps = 90, lowest-factor = 0.01 }\n\
            [teach.optimizer]\nbeta2 = 0.987\naverage = 0.999\n";
        let config: ProxyConfig = toml::from_str(text).unwrap();
        assert_eq!((config.teach.batch, config.teach.optimizer.beta1, config.units), (512, 0.9, Units::Each));
        assert_eq!(toml::from_str::<ProxyConfig>(&toml::to_string(&config).unwrap()).unwrap(), config);
        assert!(config.teach.check().is_ok());
        let named: ProxyConfig = toml::from_str("feature = 'statistics'\nencoder = 'hn-pt'").unwrap();
        assert!(matches!(named.encoder, EncoderConfig::Stack { blocks: 6, width: 512, .. }));
        let unknown =
            toml::from_str::<ProxyConfig>("feature = 'x'\nencoder = 'hn-xx'").unwrap_err().to_string();
        assert!(
            unknown.contains("no encoder `hn-xx`") && unknown.contains("hn-ptgru, gru-oh, tfm"),
            "{unknown}"
        );
        let of = |change: &dyn Fn(&mut TeachConfig)| {
            let mut config = TeachConfig::default();
            change(&mut config);
            config.check().unwrap_err().to_string()
        };
        assert!(of(&|c| c.batch = 0).starts_with("`batch`"));
        assert!(of(&|c| c.rate = f64::NAN).starts_with("`rate`"));
        assert!(of(&|c| c.optimizer.beta1 = 1.0).contains("beta1"));
        assert!(of(&|c| c.optimizer.epsilon = 0.0).contains("epsilon"));
        assert!(of(&|c| c.optimizer.longest = Some(0.0)).contains("longest"));
        assert!(of(&|c| c.optimizer.average = Some(1.0)).contains("average"));
    }
}
