//! Random search: presets drawn from a prior, the closest is kept. The floor every other method must beat.

use serde::{Deserialize, Serialize};
use tonewright_synth::prior::Uniform;
use tonewright_synth::{Preset, Prior, seed};

use super::{Matcher, MethodEntry, config};
use crate::{MatchError, Oracle, StopReason, Task};

const NAME: &str = "random";

/// The method's entry in the table.
pub const ENTRY: MethodEntry = MethodEntry {
    name: NAME,
    summary: "Presets drawn at random; the closest is kept",
    paper: None,
    version: 1,
    plans_with_budget: false,
    asks_surrogate: false,
    defaults: || config::table(&Config::default()),
    build: |given| {
        let config: Config = config::parse(NAME, given)?;
        config::check(NAME, config.batch > 0, "batch is at least 1")?;
        Ok(Box::new(Random { config }))
    },
};

/// Where presets are drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Draw {
    /// The synth's own prior, made from real presets.
    Fitted,
    /// Every value of every parameter alike.
    Uniform,
}

/// What the method can be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Where presets are drawn from: `fitted` or `uniform`.
    pub prior: Draw,
    /// Presets per batch.
    pub batch: usize,
    /// Without a budget, ends after this many presets without a closer one.
    pub patience: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self { prior: Draw::Fitted, batch: 256, patience: 2_000 }
    }
}

struct Random {
    config: Config,
}

impl Matcher for Random {
    fn run(&mut self, task: &Task, oracle: &mut Oracle) -> Result<StopReason, MatchError> {
        let uniform = Uniform::new(task.synth.spec());
        let prior: &dyn Prior = if self.config.prior == Draw::Uniform { &uniform } else { &*task.prior };
        let mut drawn = 0;
        while !oracle.is_over() {
            let batch: Vec<Preset> = (drawn..drawn + self.config.batch as u64)
                .map(|index| prior.draw(&mut seed::stream(task.seed, NAME, index)))
                .collect();
            drawn += self.config.batch as u64;
            oracle.try_batch(&batch);
            if oracle.is_unlimited() && oracle.renders_since_best() >= self.config.patience {
                return Ok(StopReason::Converged);
            }
        }
        Ok(StopReason::Finished)
    }
}
