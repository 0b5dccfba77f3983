//! The default search. In each of as many rounds as the budget can feed, presets from the bank and the prior are
//! heard; the best of different kinds each get a short evolution of their own, and the weaker half is dropped
//! again and again; what remains is evolved and polished in turns, whichever helps more. The winners of all rounds
//! meet in finals of the same kind, and the last one is improved until the budget is spent or nothing helps.
//!
//! It knows a synth only by its parameters' kinds, its groups and families, and its prior.

mod arms;
mod island;
mod polish;
mod portfolio;
mod rounds;

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
    version: 2,
    plans_with_budget: true,
    asks_surrogate: false,
    defaults: || config::table(&Config::default()),
    build: |given| {
        let config: Config = config::parse(NAME, given)?;
        config::check(NAME, config.islands >= 1, "islands is at least 1")?;
        config::check(NAME, config.members >= 2, "members is at least 2")?;
        config::check(NAME, config.seeds_least >= 1, "seeds-least is at least 1")?;
        config::check(NAME, config.finals_share < 1.0, "finals-share leaves something for the rounds")?;
        let shares = [config.seed_share, config.explore_share, config.finals_share];
        let are_shares =
            shares.iter().all(|s| (0.0..=1.0).contains(s)) && config.seed_share <= config.explore_share;
        let weights = [config.evolve_weight, config.polish_weight];
        let are_weights = weights.iter().all(|w| *w >= 0.0) && weights.iter().sum::<f64>() > 0.0;
        config::check(NAME, are_weights, "the weights are not negative and not both 0")?;
        config::check(
            NAME,
            are_shares,
            "seed-share and explore-share ascend within 0 and 1, where finals-share lies too",
        )?;
        Ok(Box::new(Search { config }))
    },
};

/// What the method can be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Share of a round after which no more seeds are heard.
    pub seed_share: f64,
    /// Share of a round after which only one island is left.
    pub explore_share: f64,
    /// Fewest seeds of the first round; without a budget four times as many are usual.
    pub seeds_least: usize,
    /// Length of a round where the budget is enough for several and the finals, in renders.
    pub renders_per_round: u64,
    /// Share of the budget for the finals, where there are several rounds.
    pub finals_share: f64,
    /// Most islands at first.
    pub islands: usize,
    /// One island for this many renders of the round, two at least.
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
            renders_per_round: 7_500,
            finals_share: 0.25,
            islands: 8,
            renders_per_island: 1_500,
            members: 8,
            patience: 40,
            evolve_weight: 1.0,
            polish_weight: 1.0,
        }
    }
}

struct Search {
    config: Config,
}

/// What all rounds share.
struct Walk<'t> {
    task: &'t Task,
    /// How many of the bank's presets were heard.
    bank_heard: usize,
    knobs: Knobs,
    parts: Parts,
    interest: Interest,
    rng: Rng,
}

impl<'t> Walk<'t> {
    fn new(task: &'t Task, oracle: &Oracle) -> Self {
        let spec = task.synth.spec();
        let knobs = Knobs::of(spec, oracle.space());
        let (interest, parts) = (Interest::in_all(&knobs), Parts::of(spec));
        Self { task, bank_heard: 0, knobs, parts, interest, rng: seed::stream(task.seed, NAME, 0) }
    }
}

impl Matcher for Search {
    fn run(&mut self, task: &Task, oracle: &mut Oracle) -> Result<StopReason, MatchError> {
        let config = &self.config;
        let mut walk = Walk::new(task, oracle);
        let mut seeds = Vec::new();
        while seeds.len() < config.seeds_least && !oracle.is_over() {
            seeds.extend(walk.hear_seeds(oracle));
        }
        if walk.knobs.0.is_empty() {
            return Ok(StopReason::Finished);
        }
        let (rounds, finals) = rounds::plan(config, rounds::lasts(oracle));
        let mut champions = Vec::new();
        for stretch in rounds {
            champions.extend(walk.round(config, oracle, stretch, std::mem::take(&mut seeds)));
        }
        let best = match finals {
            Some(stretch) => walk.finals(config, oracle, stretch, champions),
            None => champions.pop(),
        };
        Ok(best.map_or(StopReason::Finished, |island| walk.refine(config, oracle, island)))
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
    let scores = oracle.try_within(&presets, |child| islands[children[child].0].limit());
    for ((at, child), score) in children.into_iter().zip(scores) {
        islands[at].learn(child, score, &mut walk.interest);
    }
}
