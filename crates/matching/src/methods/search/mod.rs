//! The default search. A crowd of presets from the bank and the prior is heard; the best of different kinds
//! each get a short evolution of their own, and the weaker half is dropped again and again; what remains is
//! evolved and polished in turns, whichever helps more, until the budget is spent or nothing helps.
//!
//! It knows a synth only by its parameters' kinds, its groups and families, and its prior.

mod island;
mod polish;
mod portfolio;

use serde::{Deserialize, Serialize};
use tonewright_synth::seed::Rng;
use tonewright_synth::{Preset, seed};

use super::{Matcher, MethodEntry, config};
use crate::moves::{Knobs, Parts};
use crate::{MatchError, Oracle, StopReason, Task};

use island::Island;
use polish::Polish;
use portfolio::Portfolio;

const NAME: &str = "search";
/// Presets per call of the oracle: fills two threads' lanes of sixteen.
const BATCH: usize = 32;

/// The method's entry in the table.
pub const ENTRY: MethodEntry = MethodEntry {
    name: NAME,
    summary: "Seeds from bank and prior, short evolutions of different kinds, then refinement and polish",
    paper: None,
    defaults: || config::table(&Config::default()),
    build: |given| {
        let config: Config = config::parse(NAME, given)?;
        config::check(NAME, config.islands >= 1, "islands is at least 1")?;
        config::check(NAME, config.members >= 2, "members is at least 2")?;
        config::check(NAME, config.seeds_least >= 1, "seeds-least is at least 1")?;
        let shares = [config.seed_share, config.explore_share];
        let are_shares =
            shares.iter().all(|s| (0.0..=1.0).contains(s)) && config.seed_share <= config.explore_share;
        config::check(NAME, are_shares, "seed-share and explore-share ascend within 0 and 1")?;
        Ok(Box::new(Search { config }))
    },
};

/// What the method can be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Share of the budget after which no more seeds are heard.
    pub seed_share: f64,
    /// Share of the budget after which only one island is left.
    pub explore_share: f64,
    /// Fewest and (without a budget) usual seeds.
    pub seeds_least: usize,
    /// Short evolutions at first.
    pub islands: usize,
    /// Presets alive on each island.
    pub members: usize,
    /// Without a budget, ends after this many renders per open parameter without a closer preset.
    pub patience: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self { seed_share: 0.12, explore_share: 0.5, seeds_least: 256, islands: 8, members: 8, patience: 40 }
    }
}

struct Search {
    config: Config,
}

/// What all phases share.
struct Walk<'t> {
    task: &'t Task,
    knobs: Knobs,
    parts: Parts,
    rng: Rng,
}

impl Matcher for Search {
    fn run(&mut self, task: &Task, oracle: &mut Oracle) -> Result<StopReason, MatchError> {
        let spec = task.synth.spec();
        let knobs = Knobs::of(spec, oracle.space());
        let mut walk = Walk { task, knobs, parts: Parts::of(spec), rng: seed::stream(task.seed, NAME, 0) };
        self.seed(&mut walk, oracle);
        if walk.knobs.0.is_empty() {
            return Ok(StopReason::Finished);
        }
        let Some(mut island) = self.explore(&mut walk, oracle) else { return Ok(StopReason::Finished) };
        self.refine(&mut walk, oracle, &mut island)
    }
}

impl Search {
    /// Hears the front of the bank and draws of the prior by turns.
    fn seed(&self, walk: &mut Walk, oracle: &mut Oracle) {
        let task = walk.task;
        let mut bank = task.bank.chunks(BATCH);
        let mut heard = 0;
        while !oracle.is_over() {
            if let Some(presets) = bank.next() {
                heard += presets.len();
                oracle.try_batch(presets);
            }
            let draws: Vec<Preset> = (0..BATCH).map(|_| task.prior.draw(&mut walk.rng)).collect();
            heard += draws.len();
            oracle.try_batch(&draws);
            let is_enough = heard >= self.config.seeds_least;
            let many = 4 * self.config.seeds_least;
            if is_enough
                && (oracle.progress() >= self.config.seed_share || (oracle.is_unlimited() && heard >= many))
            {
                break;
            }
        }
    }

    /// Evolves the best seeds of different kinds side by side and drops the weaker half at equal intervals.
    fn explore(&self, walk: &mut Walk, oracle: &mut Oracle) -> Option<Island> {
        let elites = oracle.elites();
        let mut islands: Vec<Island> = elites
            .iter()
            .take(self.config.islands)
            .map(|elite| Island::new(elite.preset.clone(), elite.score, self.config.members))
            .collect();
        let rounds = (islands.len() as f64).log2().ceil().max(1.0);
        let first = oracle.progress();
        let mut round = 0.0;
        let mut spent = 0;
        while islands.len() > 1 && !oracle.is_over() {
            evolve(walk, oracle, &mut islands);
            spent += BATCH;
            let ends = first + (self.config.explore_share - first) * (round + 1.0) / rounds;
            let usual = 40 * walk.knobs.0.len() * islands.len() / self.config.islands.max(1);
            if oracle.progress() >= ends || (oracle.is_unlimited() && spent >= usual.max(BATCH)) {
                islands.sort_by(|a, b| a.score().total_cmp(&b.score()));
                islands.truncate(islands.len().div_ceil(2));
                round += 1.0;
                spent = 0;
            }
        }
        islands.sort_by(|a, b| a.score().total_cmp(&b.score()));
        islands.into_iter().next()
    }

    /// Evolution and polish by turns; the one that gained more per render lately gets the larger share.
    fn refine(
        &self,
        walk: &mut Walk,
        oracle: &mut Oracle,
        island: &mut Island,
    ) -> Result<StopReason, MatchError> {
        let mut polish = Polish::new(&walk.knobs, &walk.parts);
        let patience = self.config.patience * walk.knobs.0.len() as u64;
        while !oracle.is_over() {
            for _ in 0..8 {
                polish.round(walk, oracle, island);
            }
            for _ in 0..8 {
                evolve(walk, oracle, std::slice::from_mut(island));
            }
            if oracle.is_unlimited() && oracle.renders_since_best() >= patience {
                return Ok(StopReason::Converged);
            }
        }
        Ok(StopReason::Finished)
    }
}

/// One batch, shared by the islands.
fn evolve(walk: &mut Walk, oracle: &mut Oracle, islands: &mut [Island]) {
    let each = (BATCH / islands.len()).max(1);
    let donors = oracle.elites();
    let mut proposals = Vec::with_capacity(BATCH);
    for (at, island) in islands.iter_mut().enumerate() {
        for _ in 0..each {
            let (preset, kind) = island.propose(walk, &donors);
            proposals.push((at, preset, kind));
        }
    }
    let presets: Vec<Preset> = proposals.iter().map(|(_, preset, _)| preset.clone()).collect();
    let scores = oracle.try_batch(&presets);
    for ((at, preset, kind), score) in proposals.into_iter().zip(scores) {
        islands[at].learn(preset, score, kind);
    }
}
