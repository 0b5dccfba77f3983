//! Retrieval: the presets of the user's banks are tried in the order of the bank, and the closest is the
//! answer. A large bank is put into order first by a [`RetrieveIndex`](crate::RetrieveIndex), so that the
//! likeliest come first; whoever has the index does that.

use serde::{Deserialize, Serialize};

use super::{Matcher, MethodEntry, config};
use crate::{MatchError, Oracle, StopReason, Task};

const NAME: &str = "retrieve";

/// The method's entry in the table.
pub const ENTRY: MethodEntry = MethodEntry {
    name: NAME,
    summary: "The closest preset of the banks you give",
    paper: None,
    version: 1,
    plans_with_budget: false,
    asks_surrogate: false,
    defaults: || config::table(&Config::default()),
    build: |given| {
        let config: Config = config::parse(NAME, given)?;
        config::check(NAME, config.batch > 0, "batch is at least 1")?;
        Ok(Box::new(Retrieve { config }))
    },
};

/// What the method can be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Presets tried at a time.
    pub batch: usize,
    /// Most presets tried, from the front of the bank; 0 tries all.
    pub most: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self { batch: 256, most: 0 }
    }
}

struct Retrieve {
    config: Config,
}

impl Matcher for Retrieve {
    fn run(&mut self, task: &Task, oracle: &mut Oracle) -> Result<StopReason, MatchError> {
        if task.bank.is_empty() {
            let reason = "`retrieve` looks presets up, so give it at least one bank of presets".to_owned();
            return Err(MatchError::Task(reason));
        }
        let most =
            if self.config.most == 0 { task.bank.len() } else { self.config.most.min(task.bank.len()) };
        for batch in task.bank[..most].chunks(self.config.batch) {
            if oracle.is_over() {
                break;
            }
            oracle.try_batch(batch);
        }
        Ok(StopReason::Finished)
    }
}
