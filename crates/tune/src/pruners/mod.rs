//! When to end a trial early: pruners by name. Each sees what trials reported on their way, by step.

mod hyperband;
mod median;
mod none;

use serde::{Deserialize, Serialize};

use crate::{Direction, Error, Trial};

/// What a pruner is asked, after a trial's last report.
#[derive(Clone, Copy, Debug)]
pub struct Pruning<'a> {
    /// Which values are better.
    pub direction: Direction,
    /// The study's trials in the order of their numbers, the one in question among them.
    pub trials: &'a [Trial],
    /// The trial in question.
    pub trial: &'a Trial,
    /// The pruner's settings.
    pub config: &'a PrunerConfig,
}

impl Pruning<'_> {
    /// A reported value such that less is better; NaN is worse than all.
    fn loss(&self, value: f64) -> f64 {
        self.direction.loss(value)
    }
}

/// A rule by which trials end early.
#[derive(Clone, Copy, Debug)]
pub struct Pruner {
    /// Its name in configs.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// Where it is described.
    pub source: &'static str,
    /// Whether the trial shall end.
    pub prunes: fn(&Pruning<'_>) -> bool,
}

/// All pruners.
pub const PRUNERS: &[Pruner] = &[none::PRUNER, median::PRUNER, hyperband::PRUNER];

/// Which pruner, and how it is set. Steps are counted as the trials report them: best from 1, by what was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrunerConfig {
    /// A name of [`PRUNERS`].
    pub name: String,
    /// `median`: nothing is pruned before so many trials have ended with a value.
    pub startup_trials: u64,
    /// `median`: nothing is pruned before this step.
    pub warmup_steps: u64,
    /// `median`: steps between looks, from the warm-up on; at least 1.
    pub interval_steps: u64,
    /// `hyperband`: the first step at which a trial can be pruned; at least 1.
    pub min_steps: u64,
    /// `hyperband`: the last step of a whole trial. Without, the last step of the first trial that ended with a value; before
    /// there is one, nothing is pruned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_steps: Option<u64>,
    /// `hyperband`: of so many trials one goes on, to so many times the steps; at least 2.
    pub factor: u64,
}

impl Default for PrunerConfig {
    fn default() -> Self {
        Self {
            name: "none".to_owned(),
            startup_trials: 5,
            warmup_steps: 0,
            interval_steps: 1,
            min_steps: 1,
            max_steps: None,
            factor: 3,
        }
    }
}

impl PrunerConfig {
    /// The pruner of this name with its usual settings.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// The pruner that is meant.
    ///
    /// # Errors
    /// [`Error::Unknown`] and [`Error::Setting`].
    pub(crate) fn pruner(&self) -> Result<&'static Pruner, Error> {
        let Some(pruner) = PRUNERS.iter().find(|pruner| pruner.name == self.name) else {
            let known: Vec<&str> = PRUNERS.iter().map(|pruner| pruner.name).collect();
            return Err(Error::Unknown { kind: "pruner", name: self.name.clone(), known: known.join(", ") });
        };
        let refuse = |why: &str| Err(Error::Setting { kind: "pruner", why: why.to_owned() });
        if self.interval_steps == 0 {
            return refuse("interval_steps are 0; they must be at least 1");
        }
        if self.factor < 2 {
            return refuse("factor must be at least 2: 3 or 4 are usual");
        }
        if self.min_steps == 0 {
            return refuse("min_steps are 0; they must be at least 1");
        }
        if self.max_steps.is_some_and(|most| most < self.min_steps) {
            return refuse("max_steps are below its min_steps; they are the steps of a whole trial");
        }
        Ok(pruner)
    }
}
