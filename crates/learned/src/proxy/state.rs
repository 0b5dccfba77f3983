//! A proxy and what it says of itself.

use std::path::Path;

use serde::{Deserialize, Serialize};
use tonewright_nn::burn::tensor::Device;
use tonewright_nn::{Init, PresetEncoder};

use super::packed::shipped;
use super::plateau::Plateau;
use super::teach::best_path;
use super::validate::{answers, says};
use super::{LessonSource, Pairs, ProxyConfig, Scale, Subject, Validation};
use crate::LearnError;
use crate::run::{Checkpoint, LAST};

/// What a proxy's checkpoint says of itself.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Card {
    /// What this card is one of; changes with what it means.
    pub kind: String,
    /// What the run was told.
    pub config: ProxyConfig,
    /// Whose presets it knows, how they are played, and what its vectors are.
    pub subject: Subject,
    /// What it was taught with.
    pub learned_from: LessonSource,
    /// The proxy whose weights it began with, in words, if it was one's.
    #[serde(default)]
    pub began_from: Option<String>,
    /// Steps done.
    pub step: u64,
    /// How often the learning rate fell since nothing got better, and what is remembered for that.
    #[serde(default)]
    pub plateau: Plateau,
    /// What the validation of this step found, where there was one.
    pub validation: Option<Validation>,
    /// The best of the run until then: steps and how they did, best first.
    pub best: Vec<Best>,
    /// Validations since the best one.
    pub waited: u64,
    /// Of steps whose line of metrics is not written yet: losses, lengths of gradients, and how many they are.
    pub pending: [f64; 3],
}

/// A checkpoint that is kept since it did well.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Best {
    /// Its step.
    pub step: u64,
    /// Its mean reciprocal rank.
    pub mrr: f64,
}

/// What cards of this program are.
pub(super) const KIND: &str = "proxy-2";

/// A proxy as it is used.
pub struct Proxy {
    /// What it says of itself.
    pub card: Card,
    /// The network.
    pub network: PresetEncoder,
    /// The units of its vectors.
    pub scale: Scale,
}

impl Proxy {
    /// The proxy of a checkpoint, or the best of a run's folder (the last where none was examined), or one that ships where
    /// there is no such file and it is called so ([`SHIPPED`](super::SHIPPED)); on a device.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn open(path: &Path, device: &Device) -> Result<Self, LearnError> {
        Self::of(Checkpoint::open(path)?, path, device)
    }

    /// The proxy of a checkpoint, on a device; its average weights where the run kept them.
    ///
    /// # Errors
    /// [`LearnError::Io`], [`LearnError::Weights`], [`LearnError::Unfit`].
    pub fn read(path: &Path, device: &Device) -> Result<Self, LearnError> {
        Self::of(Checkpoint::read(path)?, path, device)
    }

    fn of(checkpoint: Checkpoint<Card>, path: &Path, device: &Device) -> Result<Self, LearnError> {
        checkpoint.card.check(path)?;
        let scale = checkpoint.card.scale(path, &checkpoint)?;
        let network = checkpoint.card.network(device)?;
        let fault = |source| LearnError::Weights { path: path.to_owned(), source };
        let network = checkpoint.weights.into_network(network).map_err(fault)?;
        Ok(Self { card: checkpoint.card, network, scale })
    }
}

impl Checkpoint<Card> {
    /// The checkpoint at a place where a proxy can be named.
    ///
    /// # Errors
    /// [`LearnError::Io`], [`LearnError::Weights`], [`LearnError::Unfit`].
    pub(super) fn open(path: &Path) -> Result<Self, LearnError> {
        if path.is_dir() {
            let last = Self::read(&path.join(LAST))?;
            return match last.card.best.first() {
                Some(best) => Self::read(&best_path(path, best.step)),
                None => Ok(last),
            };
        }
        match shipped(path) {
            Some(shipped) if !path.exists() => Self::of_bytes(shipped.bytes, path),
            _ => Self::read(path),
        }
    }
}

impl Proxy {
    /// What it says of all pairs' presets, and what the feature says of their sounds, in the units that it was taught in: row
    /// after row.
    ///
    /// # Errors
    /// [`LearnError::Unfit`] for pairs of other presets or vectors, [`LearnError::Data`] for damaged shards.
    pub fn answers(&self, pairs: &Pairs, device: &Device) -> Result<(Vec<f32>, Vec<f32>), LearnError> {
        self.card.subject.fits(pairs.subject(), pairs.folder())?;
        answers(&self.network, pairs, &self.scale, device)
    }

    /// What it says of some pairs' presets, in the feature's own units: row after row.
    ///
    /// # Errors
    /// As [`Self::answers`].
    pub fn says(&self, pairs: &Pairs, indices: &[usize], device: &Device) -> Result<Vec<f32>, LearnError> {
        self.card.subject.fits(pairs.subject(), pairs.folder())?;
        let (mut said, _) = says(&self.network, pairs, indices, &self.scale, device)?;
        said.chunks_exact_mut(self.card.subject.dim.max(1)).for_each(|row| self.scale.undo(row));
        Ok(said)
    }
}

impl Card {
    /// Whether it is one that this program understands.
    pub(super) fn check(&self, path: &Path) -> Result<(), LearnError> {
        if self.kind != KIND {
            return Err(LearnError::unfit(
                path,
                format!("it is a `{}`, this program reads `{KIND}`", self.kind),
            ));
        }
        if !self.subject.is_whole() {
            return Err(LearnError::unfit(path, "its parameters are not as many as its layout's"));
        }
        self.config.encoder.check()?;
        Ok(())
    }

    /// A network of its sizes, with first weights.
    pub(super) fn network(&self, device: &Device) -> Result<PresetEncoder, LearnError> {
        let mut init = Init::new(self.config.teach.seed, device);
        Ok(self.config.encoder.init(&self.subject.layout, self.subject.dim, &mut init)?)
    }

    /// The proxy in one line: what it is called, of which data, and how far it came.
    pub fn print(&self) -> String {
        let (name, from) = (&self.config.name, &self.learned_from);
        format!(
            "{name} of {} ({}), seed {}, step {}",
            from.name, from.print, self.config.teach.seed, self.step
        )
    }

    pub(super) fn scale(&self, path: &Path, checkpoint: &Checkpoint<Self>) -> Result<Scale, LearnError> {
        Scale::from_tensors(&checkpoint.extras, self.subject.dim)
            .ok_or_else(|| LearnError::unfit(path, "the units of its vectors are missing or damaged"))
    }
}
