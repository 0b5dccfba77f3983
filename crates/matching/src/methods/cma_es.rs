//! CMA-ES over all open knobs with a growing population at each restart (IPOP: Auger and Hansen, CEC 2005).
//! Discrete parameters are relaxed: the oracle rounds them, and their deviation never falls so low that a
//! step becomes unlikely. Knobs are folded at their ends.

use serde::{Deserialize, Serialize};
use tonewright_synth::{Norm, Preset, seed};

use super::{Matcher, MethodEntry, best_of, config};
use crate::cma::{Cma, Form};
use crate::moves::{Knobs, reflect};
use crate::{MatchError, Oracle, StopReason, Task};

const NAME: &str = "cma-es";
/// A discrete knob keeps a deviation of this many of its steps.
const FLOOR_STEPS: f64 = 0.3;

/// The method's entry in the table.
pub const ENTRY: MethodEntry = MethodEntry {
    name: NAME,
    summary: "Covariance matrix adaptation on all knobs, restarted with growing populations",
    paper: Some("Hansen, arXiv 1604.00772 (2016); Auger and Hansen, CEC 2005"),
    version: 1,
    plans_with_budget: false,
    asks_surrogate: false,
    defaults: || config::table(&Config::default()),
    build: |given| {
        let config: Config = config::parse(NAME, given)?;
        config::check(NAME, config.starts > 0, "starts is at least 1")?;
        config::check(NAME, config.sigma > 0.0 && config.sigma <= 1.0, "sigma is above 0 and at most 1")?;
        config::check(NAME, config.growth >= 1.0, "growth is at least 1")?;
        Ok(Box::new(CmaEs { config }))
    },
};

/// What the method can be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Presets drawn from the prior for each start; the closest is the first mean.
    pub starts: usize,
    /// First standard deviation of each knob (0..1).
    pub sigma: f64,
    /// Points per generation; 0 takes 4 + 3 ln n of n knobs (Hansen), but at least 32.
    pub population: usize,
    /// The population grows by this factor at each restart (IPOP: 2).
    pub growth: f64,
    /// A run without a closer preset for this many points per knob is restarted.
    pub patience: usize,
    /// Without a budget, ends after this many restarts that did not help.
    pub restarts: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self { starts: 64, sigma: 0.2, population: 0, growth: 2.0, patience: 40, restarts: 2 }
    }
}

struct CmaEs {
    config: Config,
}

impl Matcher for CmaEs {
    fn run(&mut self, task: &Task, oracle: &mut Oracle) -> Result<StopReason, MatchError> {
        let knobs = Knobs::of(task.synth.spec(), oracle.space());
        let mut population = self.population(knobs.0.len()) as f64;
        let mut fruitless = 0;
        for run in 0.. {
            let before = oracle.best().map(|best| best.score);
            self.descend(task, oracle, &knobs, population as usize, run);
            let helped = oracle.best().map(|best| best.score) < before || before.is_none();
            fruitless = if helped { 0 } else { fruitless + 1 };
            population = (population * self.config.growth).min(4_096.0);
            if oracle.is_over() {
                break;
            }
            if knobs.0.is_empty() || (oracle.is_unlimited() && fruitless >= self.config.restarts) {
                return Ok(StopReason::Converged);
            }
        }
        Ok(StopReason::Finished)
    }
}

impl CmaEs {
    fn population(&self, knobs: usize) -> usize {
        match self.config.population {
            0 => ((4.0 + 3.0 * (knobs.max(1) as f64).ln()) as usize).max(32),
            chosen => chosen,
        }
    }

    /// One run from a start of its own until it ends or nothing improves.
    fn descend(&self, task: &Task, oracle: &mut Oracle, knobs: &Knobs, population: usize, run: u64) {
        let mut rng = seed::stream(task.seed, NAME, run);
        let starts: Vec<Preset> = (0..self.config.starts).map(|_| task.prior.draw(&mut rng)).collect();
        let Some((start, mut score)) = best_of(&starts, &oracle.try_batch(&starts)) else { return };
        if knobs.0.is_empty() {
            return;
        }
        let start = &starts[start];
        let mean: Vec<f64> = knobs.0.iter().map(|k| f64::from(start.values[k.index].get())).collect();
        let floors: Vec<f64> = knobs.0.iter().map(|knob| FLOOR_STEPS * knob.step).collect();
        let mut cma = Cma::new(&mean, self.config.sigma, population, Form::Full).with_floors(&floors);
        let patience = (self.config.patience * knobs.0.len()).max(10 * population);
        let mut idle = 0;
        while idle < patience && cma.ended().is_none() && !oracle.is_over() {
            let points = cma.ask(&mut rng);
            let presets: Vec<Preset> = points.iter().map(|point| preset(start, knobs, point)).collect();
            let scores: Vec<f64> =
                oracle.try_batch(&presets).into_iter().map(|score| score.unwrap_or(f64::INFINITY)).collect();
            let closest = scores.iter().copied().fold(f64::INFINITY, f64::min);
            idle = if closest < score { 0 } else { idle + points.len() };
            score = score.min(closest);
            cma.tell(&points, &scores);
        }
    }
}

/// The preset with the open knobs at a point.
fn preset(start: &Preset, knobs: &Knobs, point: &[f64]) -> Preset {
    let mut preset = start.clone();
    for (knob, x) in knobs.0.iter().zip(point) {
        preset.values[knob.index] = Norm::saturating(reflect(*x) as f32);
    }
    preset
}
