//! Hill climbing with restarts: the best of a batch of neighbours replaces the preset it came from; when
//! nothing in several batches is closer, the climb starts again elsewhere.

use rand::RngExt as _;
use serde::{Deserialize, Serialize};
use tonewright_synth::{Preset, seed};

use super::{Matcher, MethodEntry, best_of, config};
use crate::moves::Knobs;
use crate::{MatchError, Oracle, StopReason, Task};

const NAME: &str = "hill-climb";

/// The method's entry in the table.
pub const ENTRY: MethodEntry = MethodEntry {
    name: NAME,
    summary: "Climbs from random starts by the best of a batch of neighbours",
    paper: Some("Yee-King, Fedden and d'Inverno, IEEE TETCI 2018 (the hill climber they compare with)"),
    version: 1,
    plans_with_budget: false,
    asks_surrogate: false,
    defaults: || config::table(&Config::default()),
    build: |given| {
        let config: Config = config::parse(NAME, given)?;
        config::check(
            NAME,
            config.starts > 0 && config.neighbours > 0,
            "starts and neighbours are at least 1",
        )?;
        config::check(NAME, config.step_least > 0.0, "step-least is above 0")?;
        config::check(NAME, config.step_most >= config.step_least, "step-most is not below step-least")?;
        Ok(Box::new(HillClimb { config }))
    },
};

/// What the method can be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Presets drawn from the prior for each start; the closest is climbed from.
    pub starts: usize,
    /// Neighbours tried per step.
    pub neighbours: usize,
    /// Steps without a closer neighbour before a restart.
    pub patience: usize,
    /// Most parameters changed in one neighbour.
    pub changes_most: usize,
    /// Smallest typical step on the knob (0..1).
    pub step_least: f64,
    /// Largest typical step on the knob (0..1).
    pub step_most: f64,
    /// Without a budget, ends after this many restarts that did not help.
    pub restarts: usize,
}

impl Default for Config {
    fn default() -> Self {
        let (starts, neighbours, patience) = (64, 32, 12);
        Self { starts, neighbours, patience, changes_most: 4, step_least: 0.01, step_most: 0.3, restarts: 3 }
    }
}

struct HillClimb {
    config: Config,
}

impl Matcher for HillClimb {
    fn run(&mut self, task: &Task, oracle: &mut Oracle) -> Result<StopReason, MatchError> {
        let knobs = Knobs::of(task.synth.spec(), oracle.space());
        let mut fruitless = 0;
        for climb in 0.. {
            let before = oracle.best().map(|best| best.score);
            self.climb(task, oracle, &knobs, climb);
            let helped = oracle.best().map(|best| best.score) < before || before.is_none();
            fruitless = if helped { 0 } else { fruitless + 1 };
            if oracle.is_over() {
                break;
            }
            if oracle.is_unlimited() && fruitless >= self.config.restarts {
                return Ok(StopReason::Converged);
            }
        }
        Ok(StopReason::Finished)
    }
}

impl HillClimb {
    fn climb(&self, task: &Task, oracle: &mut Oracle, knobs: &Knobs, climb: u64) {
        let mut rng = seed::stream(task.seed, NAME, climb);
        let starts: Vec<Preset> = (0..self.config.starts).map(|_| task.prior.draw(&mut rng)).collect();
        let Some((start, mut score)) = best_of(&starts, &oracle.try_batch(&starts)) else { return };
        let mut preset = starts[start].clone();
        let mut idle = 0;
        while idle < self.config.patience && !oracle.is_over() && !knobs.0.is_empty() {
            let neighbours: Vec<Preset> =
                (0..self.config.neighbours).map(|_| self.neighbour(&preset, knobs, &mut rng)).collect();
            idle += 1;
            if let Some((closest, found)) = best_of(&neighbours, &oracle.try_batch(&neighbours))
                && found < score
            {
                (preset, score, idle) = (neighbours[closest].clone(), found, 0);
            }
        }
    }

    /// A few knobs moved by steps of one size, which is log-uniform over the allowed sizes.
    fn neighbour(&self, preset: &Preset, knobs: &Knobs, rng: &mut seed::Rng) -> Preset {
        let config = &self.config;
        let mut neighbour = preset.clone();
        let step = config.step_least * (config.step_most / config.step_least).powf(rng.random());
        let count = rng.random_range(1..=config.changes_most.max(1));
        knobs.nudge_some(&mut neighbour, count, step, rng);
        neighbour
    }
}
