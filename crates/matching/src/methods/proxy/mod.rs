//! Search without rendering: a surrogate of the synth is asked about thousands of presets, the best of its guesses are
//! rendered, and from then on every preset that is rendered was picked by it from many.
//!
//! Pays where a render costs much more than a guess: plug-ins in processes of their own. What is guessed is never believed:
//! only rendered presets count, and where guesses pick no better than chance they are asked less.

mod pool;
mod think;

use rand::RngExt as _;
use serde::{Deserialize, Serialize};
use tonewright_synth::{Preset, seed};

use super::{Matcher, MethodEntry, config};
use crate::moves::{Knobs, Parts};
use crate::{MatchError, Oracle, StopReason, Surrogate, Task};

use pool::{Member, Pool, Told, Trust};

const NAME: &str = "proxy";

/// The method's entry in the table.
pub const ENTRY: MethodEntry = MethodEntry {
    name: NAME,
    summary: "Gradient and evolution in a learned proxy of the synth; the best guesses are rendered and evolved",
    paper: Some(
        "Combes, Weinzierl and Obermayer, Neural Proxies for Sound Synthesizers, JAES 73(9), 2025 (the proxy)",
    ),
    version: 2,
    plans_with_budget: false,
    asks_surrogate: true,
    defaults: || config::table(&Config::default()),
    build: |given| {
        let config: Config = config::parse(NAME, given)?;
        let counts = [config.draws, config.first, config.batch, config.candidates, config.members];
        config::check(NAME, counts.iter().all(|count| *count > 0), "every number of presets is at least 1")?;
        config::check(NAME, config.changes_most > 0, "changes-most is at least 1")?;
        Ok(Box::new(Proxy { config }))
    },
};

/// What the method can be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Presets drawn from the prior and guessed at before anything is rendered.
    pub draws: usize,
    /// Generations that are bred by guesses alone.
    pub generations: usize,
    /// Steps down the slope of the guesses.
    pub steps: usize,
    /// Presets that are rendered before others are bred from them: the best guesses, and as many draws as a quarter of them.
    pub first: usize,
    /// Presets rendered at a time from then on.
    pub batch: usize,
    /// Presets guessed at for each that is rendered.
    pub candidates: usize,
    /// Rendered presets from which others are bred.
    pub members: usize,
    /// Most parameters changed in one preset.
    pub changes_most: usize,
    /// Without a budget, ends after this many renders per open parameter without a closer preset.
    pub patience: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            draws: 4096,
            generations: 8,
            steps: 60,
            first: 64,
            batch: 16,
            candidates: 16,
            members: 24,
            changes_most: 4,
            patience: 40,
        }
    }
}

struct Proxy {
    config: Config,
}

/// Sizes of steps on the knob, the smallest and the largest.
const STEPS: (f64, f64) = (0.01, 0.4);

/// How often a preset has a part of another's.
const CROSSED: f64 = 0.3;

/// Every so many batches some members go down the slope of the guesses.
const DESCEND_EVERY: u64 = 4;

/// All that a run goes by.
struct Walk<'a> {
    config: &'a Config,
    task: &'a Task,
    surrogate: &'a dyn Surrogate,
    knobs: Knobs,
    parts: Parts,
    rng: seed::Rng,
}

impl Matcher for Proxy {
    fn run(&mut self, task: &Task, oracle: &mut Oracle) -> Result<StopReason, MatchError> {
        let Some(surrogate) = &task.surrogate else {
            let reason =
                "`proxy` asks a proxy of the synth: name a checkpoint or a run's folder with `--proxy`"
                    .to_owned();
            return Err(MatchError::Task(reason));
        };
        let spec = task.synth.spec();
        let knobs = Knobs::of(spec, oracle.space());
        let rng = seed::stream(task.seed, NAME, 0);
        let parts = Parts::of(spec);
        let mut walk = Walk { config: &self.config, task, surrogate: surrogate.as_ref(), knobs, parts, rng };
        let mut pool = Pool::new(self.config.members);
        let drawn = walk.drawn(oracle);
        walk.render(&drawn, &mut pool, oracle);
        let first = walk.first(oracle);
        walk.render(&first, &mut pool, oracle);
        if walk.knobs.0.is_empty() {
            return Ok(StopReason::Finished);
        }
        let patience = self.config.patience * walk.knobs.0.len() as u64;
        let mut trust = Trust::default();
        for round in 1.. {
            if oracle.is_over() || pool.is_empty() {
                break;
            }
            if oracle.is_unlimited() && oracle.renders_since_best() >= patience {
                return Ok(StopReason::Converged);
            }
            walk.round(round, &mut pool, &mut trust, oracle);
        }
        Ok(StopReason::Finished)
    }
}

impl Walk<'_> {
    /// Renders presets, whatever is guessed of them.
    fn render(&self, presets: &[Preset], pool: &mut Pool, oracle: &mut Oracle) {
        let scores = oracle.try_batch(presets);
        pool.add(presets, &scores, &self.surrogate.distances(presets));
    }

    /// Renders a batch that the surrogate picked from many, and some that it did not pick.
    fn round(&mut self, round: u64, pool: &mut Pool, trust: &mut Trust, oracle: &mut Oracle) {
        let count = self.config.batch * self.config.candidates;
        let mut bred: Vec<(Preset, Told)> = (0..count).map(|_| self.child(pool)).collect();
        if round.is_multiple_of(DESCEND_EVERY) {
            let parents: Vec<&Member> = pool.members().iter().take(self.config.batch).collect();
            let presets: Vec<Preset> = parents.iter().map(|member| member.preset.clone()).collect();
            let moved = self.surrogate.descend(&presets, oracle.space().open(), self.config.steps / 4);
            bred.extend(moved.into_iter().zip(parents.iter().map(|parent| parent.told())));
        }
        let spec = self.task.synth.spec();
        bred.iter_mut().for_each(|(preset, _)| oracle.space().settle(spec, preset));
        let (presets, parents): (Vec<Preset>, Vec<Told>) = bred.into_iter().unzip();
        let guesses = self.surrogate.distances(&presets);
        // A parent was rendered: a child is expected to be as much closer as guesses were worth until now.
        let worth = pool.worth();
        let expect = |(guess, parent): (&f64, Told)| parent.score + worth * (guess - parent.guess);
        let expected: Vec<f64> = guesses.iter().zip(parents).map(expect).collect();
        let picked = trust.pick(&expected, self.config.batch, &mut self.rng);
        let batch: Vec<Preset> = picked.iter().map(|(at, _)| presets[*at].clone()).collect();
        let guesses: Vec<f64> = picked.iter().map(|(at, _)| guesses[*at]).collect();
        let worst = pool.worst();
        let scores = oracle.try_within(&batch, |_| worst);
        for ((_, by_guess), score) in picked.iter().zip(&scores) {
            trust.learn(*by_guess, score.is_some_and(|score| score < worst));
        }
        pool.add(&batch, &scores, &guesses);
    }

    /// A preset near a member, and what is known of that.
    fn child(&mut self, pool: &Pool) -> (Preset, Told) {
        let (parent, other) = (pool.pick(&mut self.rng), pool.pick(&mut self.rng));
        (self.bred(&parent.preset, &other.preset), parent.told())
    }

    /// A preset near the first of two, sometimes with a part of the other.
    fn bred(&mut self, parent: &Preset, other: &Preset) -> Preset {
        let mut child = parent.clone();
        if self.rng.random::<f64>() < CROSSED {
            let part = self.rng.random_range(0..self.parts.len());
            self.parts.take(&mut child, other, part);
        }
        let step = STEPS.0 * (STEPS.1 / STEPS.0).powf(self.rng.random());
        let changes = self.rng.random_range(1..=self.config.changes_most);
        self.knobs.nudge_some(&mut child, changes, step, &mut self.rng);
        child
    }
}
