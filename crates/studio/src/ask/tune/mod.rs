//! *Which settings teach best?* A study: many short trainings, each with settings that follow from how the others went.

#[cfg(feature = "learned")]
mod config;
#[cfg(feature = "learned")]
mod enabled;
#[cfg(feature = "learned")]
mod show;
#[cfg(feature = "learned")]
mod trial;

#[cfg(not(feature = "learned"))]
#[path = "disabled.rs"]
mod enabled;

use std::path::PathBuf;

use serde::Serialize;

pub(in crate::ask) use enabled::ready;
pub use enabled::{config_list, config_text, draw, proxy, show};

/// What to try.
#[derive(Clone, Debug)]
pub struct TuneRequest {
    /// The study: a name, or a file.
    pub config: String,
    /// `key=value` laid over the training config of every trial.
    pub set: Vec<String>,
    /// The data set that is learned from.
    pub data: PathBuf,
    /// The data set that decides.
    pub held_out: PathBuf,
    /// The study's folder.
    pub out: Option<PathBuf>,
    /// How many trials in all, where not as many as the study says.
    pub trials: Option<u64>,
    /// What the draws follow from, where not from what the study says.
    pub seed: Option<u64>,
    /// Another sampler.
    pub sampler: Option<String>,
    /// Another pruner.
    pub pruner: Option<String>,
    /// Where networks learn, by its name.
    pub device: String,
}

/// How a study stands.
#[derive(Clone, Debug, Serialize)]
pub struct StudyView {
    /// Its folder.
    pub folder: PathBuf,
    /// Its name.
    pub name: String,
    /// How many trials ended with a value, were ended early, failed, and run.
    pub complete: usize,
    /// See above.
    pub pruned: usize,
    /// See above.
    pub failed: usize,
    /// See above.
    pub running: usize,
    /// Those that ended with a value, the best first.
    pub trials: Vec<TrialView>,
    /// How much each setting matters, where there are trials enough to tell: the share of the variance that it explains
    /// alone, the largest first.
    pub importance: Vec<ImportanceView>,
    /// Whether it was told to stop before its end.
    pub interrupted: bool,
}

/// A trial.
#[derive(Clone, Debug, Serialize)]
pub struct TrialView {
    /// Its number.
    pub number: u64,
    /// What it came to: the best MRR of its validations.
    pub mrr: f64,
    /// Its settings as `key=value`, which `train proxy --set` takes.
    pub settings: Vec<String>,
    /// The folder of its run.
    pub folder: PathBuf,
}

/// How much a setting matters.
#[derive(Clone, Debug, Serialize)]
pub struct ImportanceView {
    /// The setting.
    pub name: String,
    /// Its share of the variance.
    pub share: f64,
    /// The share's standard deviation over the trees of the forest.
    pub spread: f64,
}
