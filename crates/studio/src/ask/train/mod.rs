//! *Learn this from examples.* A config and data sets become a model.

#[cfg(feature = "learned")]
mod enabled;

#[cfg(not(feature = "learned"))]
#[path = "disabled.rs"]
mod enabled;

#[cfg(feature = "learned")]
mod tracked;

use std::path::PathBuf;

pub use enabled::{config_list, config_text, pack, proxy};
#[cfg(feature = "learned")]
pub(in crate::ask) use enabled::{listed, text_of};

/// What to teach a proxy with.
#[derive(Clone, Debug)]
pub struct ProxyRequest {
    /// The config: a name, or a file.
    pub config: String,
    /// `key=value` laid over it.
    pub set: Vec<String>,
    /// What it learns from.
    pub from: LearnFrom,
    /// The proxy whose weights it begins with, if it is one's; its network, feature, units and whether it is told what is
    /// played then stand for what the config says of these.
    pub begin_with: Option<PathBuf>,
    /// The data set that it is examined with.
    pub held_out: PathBuf,
    /// The run's folder.
    pub out: Option<PathBuf>,
    /// Programs that its numbers are handed on to, by their names among [`super::runs::TRACKERS`].
    pub track: Vec<String>,
    /// Where it learns, by its name.
    pub device: String,
}

/// Where the presets and sounds of a training come from.
#[derive(Clone, Debug)]
pub enum LearnFrom {
    /// A finished data set.
    Data(PathBuf),
    /// A recipe: presets are drawn and rendered while it learns, and nothing is kept.
    Recipe {
        /// Its name or file.
        name: String,
        /// `key=value` laid over it.
        set: Vec<String>,
        /// Other files for its corpora.
        presets: Vec<PathBuf>,
        /// Threads that render; 0 takes every core.
        threads: usize,
    },
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct TaughtProxy {
    /// The run's folder.
    pub folder: PathBuf,
    /// Steps done.
    pub step: u64,
    /// Steps in all.
    pub steps: u64,
    /// Seconds that it took this time.
    pub secs: f64,
    /// Steps done this time.
    pub fresh: u64,
    /// Whether it was told to stop before its end.
    pub interrupted: bool,
    /// Whether it ended since nothing got better.
    pub exhausted: bool,
    /// What the last validation found.
    pub found: Option<Found>,
    /// The best checkpoint, with its step and its mean reciprocal rank.
    pub best: Option<(PathBuf, u64, f64)>,
}

/// A proxy in a small file.
#[derive(Clone, Debug)]
pub struct PackedProxy {
    /// Which one it is, in one line.
    pub print: String,
    /// Bytes of the file.
    pub bytes: u64,
}

/// What a validation found.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Mean absolute difference between what the model says and the truth.
    pub l1: f64,
    /// The same of one who always says the mean.
    pub l1_of_mean: f64,
    /// Mean reciprocal rank of sounds' presets.
    pub mrr: f64,
    /// Presets among which each was looked for.
    pub gallery: usize,
}

/// A file of configs that ships.
#[derive(Clone, Debug)]
pub struct ListedConfig {
    /// Names of its configs.
    pub names: Vec<String>,
    /// What it is for.
    pub summary: String,
}
