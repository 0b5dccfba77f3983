//! The default search. A crowd of presets from the bank and the prior is heard; the best of different kinds
//! each get a short evolution of their own, and the weaker half is dropped again and again; what remains is
//! evolved and polished in turns, whichever helps more, until the budget is spent or nothing helps.
//!
//! It knows a synth only by its parameters' kinds, its groups and families, and its prior.

mod arms;
mod island;
mod polish;
mod portfolio;

use serde::{Deserialize, Serialize};
use tonewright_synth::seed::Rng;
use tonewright_synth::{Preset, seed};

use super::{Matcher, MethodEntry, config};
use crate::moves::{Interest, Knobs, Parts};
use crate::{MatchError, Oracle, StopReason, Task};

use arms::{Arm, Arms, fall};
use island::Island;
use polish::Polish;
use portfolio::Portfolio;

const NAME: &str = "search";
/// Presets per call of the oracle: fills two threads' lanes of sixteen.
const BATCH: usize = 32;
/// Batches of one stretch, shared by the islands.
const STRETCH: usize = 6;

/// The method's entry in the table.
pub const ENTRY: MethodEntry = MethodEntry {
    name: NAME,
    summary: "Seeds from bank and prior, short evolutions of different kinds, then refinement and polish",
    paper: None,
    version: 1,
    plans_with_budget: true,
    defaults: || config::table(&Config::default()),
    build: |given| {
        let config: Config = config::parse(NAME, given)?;
        config::check(NAME, config.islands >= 1, "islands is at least 1")?;
        config::check(NAME, config.members >= 2, "members is at least 2")?;
        config::check(NAME, config.seeds_least >= 1, "seeds-least is at least 1")?;
        let shares = [config.seed_share, config.explore_share];
        let are_shares =
            shares.iter().all(|s| (0.0..=1.0).contains(s)) && config.seed_share <= config.explore_share;
        let weights = [config.evolve_weight, config.polish_weight];
        let are_weights = weights.iter().all(|w| *w >= 0.0) && weights.iter().sum::<f64>() > 0.0;
        config::check(NAME, are_weights, "the weights are not negative and not both 0")?;
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
    /// Most islands at first.
    pub islands: usize,
    /// One island for this many renders that the budget will last for, two at least.
    pub renders_per_island: u64,
    /// Presets alive on each island.
    pub members: usize,
    /// Without a budget, ends after this many renders per open parameter without a closer preset.
    pub patience: u64,
    /// Weight of evolving (mixed moves of a small population); the shares follow what each way gained, times
    /// its weight.
    pub evolve_weight: f64,
    /// Weight of polishing (single knobs up and down).
    pub polish_weight: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            seed_share: 0.12,
            explore_share: 0.5,
            seeds_least: 256,
            islands: 8,
            renders_per_island: 1_500,
            members: 8,
            patience: 40,
            evolve_weight: 0.3,
            polish_weight: 1.0,
        }
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
    interest: Interest,
    rng: Rng,
}

impl Matcher for Search {
    fn run(&mut self, task: &Task, oracle: &mut Oracle) -> Result<StopReason, MatchError> {
        let spec = task.synth.spec();
        let knobs = Knobs::of(spec, oracle.space());
        let (interest, parts) = (Interest::in_all(&knobs), Parts::of(spec));
        let mut walk = Walk { task, knobs, parts, interest, rng: seed::stream(task.seed, NAME, 0) };
        self.seed(&mut walk, oracle);
        if walk.knobs.0.is_empty() {
            return Ok(StopReason::Finished);
        }
        let mut arms = Arms::new(&self.config);
        let Some(island) = self.explore(&mut walk, oracle, &mut arms) else {
            return Ok(StopReason::Finished);
        };
        Ok(self.refine(&mut walk, oracle, &mut arms, island))
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

    /// Improves the best seeds of different kinds side by side and drops the weaker half at equal intervals.
    fn explore(&self, walk: &mut Walk, oracle: &mut Oracle, arms: &mut Arms) -> Option<Island> {
        let seeds = oracle.elites().into_iter().take(self.islands(oracle));
        let mut islands: Vec<Island> =
            seeds.map(|seed| Island::new(seed, self.config.members, walk)).collect();
        let rounds = (islands.len() as f64).log2().ceil().max(1.0);
        let first = oracle.progress();
        let (mut round, mut begun) = (0.0, oracle.renders());
        while islands.len() > 1 && !oracle.is_over() {
            step(walk, oracle, arms, &mut islands);
            let ends = first + (self.config.explore_share - first) * (round + 1.0) / rounds;
            let usual = (8 * walk.knobs.0.len() * islands.len()) as u64;
            if oracle.progress() >= ends || (oracle.is_unlimited() && oracle.renders() - begun >= usual) {
                islands.sort_by(|a, b| a.score().total_cmp(&b.score()));
                islands.truncate(islands.len().div_ceil(2));
                round += 1.0;
                begun = oracle.renders();
            }
        }
        islands.sort_by(|a, b| a.score().total_cmp(&b.score()));
        islands.into_iter().next()
    }

    /// How many islands the budget can feed, judged by how much of it the seeds have taken.
    fn islands(&self, oracle: &Oracle) -> usize {
        let most = self.config.islands;
        if oracle.progress() <= 0.0 {
            return most;
        }
        let lasts = oracle.renders() as f64 / oracle.progress();
        ((lasts / self.config.renders_per_island.max(1) as f64) as usize).max(2).min(most)
    }

    /// Improves the one island that is left.
    fn refine(&self, walk: &mut Walk, oracle: &mut Oracle, arms: &mut Arms, island: Island) -> StopReason {
        let mut islands = [island];
        let patience = self.config.patience * walk.knobs.0.len() as u64;
        while !oracle.is_over() {
            step(walk, oracle, arms, &mut islands);
            if oracle.is_unlimited() && oracle.renders_since_best() >= patience {
                return StopReason::Converged;
            }
        }
        StopReason::Finished
    }
}

/// A stretch of the way that lately gained more, on all islands.
fn step(walk: &mut Walk, oracle: &mut Oracle, arms: &mut Arms, islands: &mut [Island]) {
    let arm = arms.pick(&mut walk.rng);
    let renders = oracle.renders();
    let before: Vec<f64> = islands.iter().map(Island::score).collect();
    for _ in 0..STRETCH.div_ceil(islands.len()) {
        match arm {
            Arm::Evolve => (0..islands.len()).for_each(|_| evolve(walk, oracle, islands)),
            Arm::Polish => islands.iter_mut().for_each(|island| island.polish(walk, oracle)),
        }
    }
    let fell = islands.iter().zip(before).map(|(island, before)| fall(before, island.score())).sum();
    arms.learn(arm, fell, oracle.renders() - renders);
}

/// One batch, shared by the islands.
fn evolve(walk: &mut Walk, oracle: &mut Oracle, islands: &mut [Island]) {
    let each = (BATCH / islands.len()).max(1);
    let donors = oracle.elites();
    let mut children = Vec::with_capacity(BATCH);
    for (at, island) in islands.iter().enumerate() {
        children.extend((0..each).map(|_| (at, island.propose(walk, &donors))));
    }
    let presets: Vec<Preset> = children.iter().map(|(_, child)| child.preset.clone()).collect();
    let scores = oracle.try_batch(&presets);
    for ((at, child), score) in children.into_iter().zip(scores) {
        islands[at].learn(child, score, &mut walk.interest);
    }
}
