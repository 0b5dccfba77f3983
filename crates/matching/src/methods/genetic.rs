//! A plain genetic algorithm in the setting that synthesizer programming is usually compared with: a
//! population of 100, 25 generations (SpiegeLib, AES 2020), tournaments of three, two-point crossover,
//! normal mutation (the customary operators of DEAP's simple algorithm).

use rand::RngExt as _;
use serde::{Deserialize, Serialize};
use tonewright_synth::seed::Rng;
use tonewright_synth::{Norm, Preset, seed};

use super::{Matcher, MethodEntry, config};
use crate::moves::{Knobs, normal};
use crate::{MatchError, Oracle, StopReason, Task};

const NAME: &str = "genetic";

/// The method's entry in the table.
pub const ENTRY: MethodEntry = MethodEntry {
    name: NAME,
    summary: "A genetic algorithm: tournaments, two-point crossover, normal mutation",
    paper: Some("Shier, Tzanetakis and McNally, SpiegeLib, AES 148 (2020)"),
    version: 1,
    plans_with_budget: false,
    asks_surrogate: false,
    defaults: || config::table(&Config::default()),
    build: |given| {
        let config: Config = config::parse(NAME, given)?;
        config::check(NAME, config.population >= 2, "population is at least 2")?;
        config::check(NAME, config.tournament >= 1, "tournament is at least 1")?;
        config::check(NAME, config.mutation_step >= 0.0, "mutation-step is not negative")?;
        Ok(Box::new(Genetic { config }))
    },
};

/// What the method can be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Presets alive at a time (SpiegeLib: 100).
    pub population: usize,
    /// Generations when there is no budget (SpiegeLib: 25); with a budget it evolves until that is spent.
    pub generations: usize,
    /// Presets that compete to be a parent.
    pub tournament: usize,
    /// Chance that two neighbours in the mating order are crossed.
    pub crossover: f64,
    /// Chance that a child is mutated.
    pub mutation: f64,
    /// Chance of each parameter of a mutated child to move.
    pub mutation_each: f64,
    /// Standard deviation of a mutated knob (0..1).
    pub mutation_step: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            population: 100,
            generations: 25,
            tournament: 3,
            crossover: 0.5,
            mutation: 0.2,
            mutation_each: 0.05,
            mutation_step: 0.2,
        }
    }
}

struct Genetic {
    config: Config,
}

/// A preset and its score, infinite where it could not be rendered.
type Scored = (Preset, f64);

impl Matcher for Genetic {
    fn run(&mut self, task: &Task, oracle: &mut Oracle) -> Result<StopReason, MatchError> {
        let knobs = Knobs::of(task.synth.spec(), oracle.space());
        let mut rng = seed::stream(task.seed, NAME, 0);
        let drawn = (0..self.config.population).map(|_| task.prior.draw(&mut rng)).collect();
        let mut population = scored(oracle, drawn);
        let mut generation = 1;
        while !oracle.is_over() {
            if oracle.is_unlimited() && generation >= self.config.generations {
                return Ok(StopReason::Finished);
            }
            let children = self.children(&population, &knobs, &mut rng);
            population = scored(oracle, children);
            generation += 1;
        }
        Ok(StopReason::Finished)
    }
}

impl Genetic {
    fn children(&self, population: &[Scored], knobs: &Knobs, rng: &mut Rng) -> Vec<Preset> {
        let mut children: Vec<Preset> = population.iter().map(|_| self.parent(population, rng)).collect();
        for pair in children.chunks_exact_mut(2) {
            if rng.random_bool(self.config.crossover.clamp(0.0, 1.0)) {
                let (a, b) = pair.split_at_mut(1);
                cross(&mut a[0], &mut b[0], knobs, rng);
            }
        }
        for child in &mut children {
            if rng.random_bool(self.config.mutation.clamp(0.0, 1.0)) {
                self.mutate(child, knobs, rng);
            }
        }
        children
    }

    fn parent(&self, population: &[Scored], rng: &mut Rng) -> Preset {
        let entrants =
            (0..self.config.tournament).map(|_| &population[rng.random_range(0..population.len())]);
        let winner = entrants.min_by(|a, b| a.1.total_cmp(&b.1));
        winner.unwrap_or(&population[0]).0.clone()
    }

    fn mutate(&self, child: &mut Preset, knobs: &Knobs, rng: &mut Rng) {
        for at in 0..knobs.0.len() {
            if !rng.random_bool(self.config.mutation_each.clamp(0.0, 1.0)) {
                continue;
            }
            let knob = &knobs.0[at];
            if knob.is_ordered {
                let moved =
                    f64::from(child.values[knob.index].get()) + self.config.mutation_step * normal(rng);
                child.values[knob.index] = Norm::saturating(moved as f32);
            } else {
                knobs.nudge(child, at, 1.0, rng);
            }
        }
    }
}

/// Exchanges the open parameters between two cuts.
fn cross(a: &mut Preset, b: &mut Preset, knobs: &Knobs, rng: &mut Rng) {
    let mut cuts = [rng.random_range(0..=knobs.0.len()), rng.random_range(0..=knobs.0.len())];
    cuts.sort_unstable();
    for knob in &knobs.0[cuts[0]..cuts[1]] {
        std::mem::swap(&mut a.values[knob.index], &mut b.values[knob.index]);
    }
}

fn scored(oracle: &mut Oracle, presets: Vec<Preset>) -> Vec<Scored> {
    let scores = oracle.try_batch(&presets);
    presets.into_iter().zip(scores).map(|(preset, score)| (preset, score.unwrap_or(f64::INFINITY))).collect()
}
