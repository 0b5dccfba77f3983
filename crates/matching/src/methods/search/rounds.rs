//! The road of a search: rounds that each start from seeds of their own and end with one champion, and finals
//! between the champions. A budget too small for three rounds is one round without finals.

use tonewright_synth::Preset;

use super::{Arms, BATCH, Config, Island, Walk, step};
use crate::{Candidate, Oracle, StopReason};

/// Two rounds with finals found less than one round of the same length, four found more.
const ROUNDS_LEAST: f64 = 3.0;

/// A stretch of the search, as shares of the whole budget.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    begins: f64,
    len: f64,
}

impl Stretch {
    const WHOLE: Self = Self { begins: 0.0, len: 1.0 };

    /// The place that lies `share` of the way through it.
    fn at(self, share: f64) -> f64 {
        self.begins + share * self.len
    }
}

/// The rounds that a budget of so many renders can feed (`None`: it has no end), and the finals after them where
/// there are several.
pub(super) fn plan(config: &Config, renders: Option<f64>) -> (Vec<Stretch>, Option<Stretch>) {
    let rounds = renders.map_or(0.0, |renders| {
        renders * (1.0 - config.finals_share) / config.renders_per_round.max(1) as f64
    });
    if rounds < ROUNDS_LEAST {
        return (vec![Stretch::WHOLE], None);
    }
    let len = (1.0 - config.finals_share) / rounds.floor();
    let all = (0..rounds as usize).map(|round| Stretch { begins: round as f64 * len, len }).collect();
    (all, Some(Stretch { begins: 1.0 - config.finals_share, len: config.finals_share }))
}

/// How many renders the budget will last for, judged by how much of it is spent; `None` before that is known.
pub(super) fn lasts(oracle: &Oracle) -> Option<f64> {
    (oracle.progress() > 0.0).then(|| oracle.renders() as f64 / oracle.progress())
}

impl Walk<'_> {
    /// A round: seeds, islands side by side, the best of them by itself. `known` are seeds heard before.
    pub(super) fn round(
        &mut self,
        config: &Config,
        oracle: &mut Oracle,
        stretch: Stretch,
        known: Vec<Candidate>,
    ) -> Option<Island> {
        let mut seeds = known;
        let many = 4 * config.seeds_least;
        let is_enough = |oracle: &Oracle, heard: usize| match oracle.is_unlimited() {
            true => heard >= many,
            false => oracle.progress() >= stretch.at(config.seed_share),
        };
        while !oracle.is_over() && !is_enough(oracle, seeds.len()) {
            seeds.extend(self.hear_seeds(oracle));
        }
        let islands = oracle.different(seeds, islands_most(config, oracle, stretch));
        let islands = islands.into_iter().map(|seed| Island::new(seed, config.members, self)).collect();
        let mut arms = Arms::new(config);
        let mut best = self.compete(oracle, &mut arms, islands, stretch.at(config.explore_share))?;
        if !oracle.is_unlimited() {
            while !oracle.is_over() && oracle.progress() < stretch.at(1.0) {
                step(self, oracle, &mut arms, std::slice::from_mut(&mut best));
            }
        }
        Some(best)
    }

    /// Improves the champions side by side in the first half of the finals; the best is returned.
    pub(super) fn finals(
        &mut self,
        config: &Config,
        oracle: &mut Oracle,
        stretch: Stretch,
        champions: Vec<Island>,
    ) -> Option<Island> {
        self.compete(oracle, &mut Arms::new(config), champions, stretch.at(0.5))
    }

    /// Improves one island to the end.
    pub(super) fn refine(&mut self, config: &Config, oracle: &mut Oracle, island: Island) -> StopReason {
        let (mut islands, mut arms) = ([island], Arms::new(config));
        let patience = config.patience * self.knobs.0.len() as u64;
        while !oracle.is_over() {
            step(self, oracle, &mut arms, &mut islands);
            if oracle.is_unlimited() && oracle.renders_since_best() >= patience {
                return StopReason::Converged;
            }
        }
        StopReason::Finished
    }

    /// Hears the next of the bank, if any are left, and as many draws of the prior.
    pub(super) fn hear_seeds(&mut self, oracle: &mut Oracle) -> Vec<Candidate> {
        let bank = &self.task.bank[self.bank_heard..];
        let mut presets: Vec<Preset> = bank.iter().take(BATCH).cloned().collect();
        self.bank_heard += presets.len();
        presets.extend((0..BATCH).map(|_| self.task.prior.draw(&mut self.rng)));
        let scores = oracle.try_batch(&presets);
        let heard = presets.into_iter().zip(scores);
        heard.filter_map(|(preset, score)| score.map(|score| Candidate { preset, score })).collect()
    }

    /// Improves islands side by side and drops the weaker half at equal intervals until `ends`.
    fn compete(
        &mut self,
        oracle: &mut Oracle,
        arms: &mut Arms,
        mut islands: Vec<Island>,
        ends: f64,
    ) -> Option<Island> {
        let halvings = (islands.len() as f64).log2().ceil().max(1.0);
        let begins = oracle.progress();
        let (mut halved, mut begun) = (0.0, oracle.renders());
        while islands.len() > 1 && !oracle.is_over() {
            step(self, oracle, arms, &mut islands);
            let next = begins + (ends - begins) * (halved + 1.0) / halvings;
            let usual = (8 * self.knobs.0.len() * islands.len()) as u64;
            let is_time = match oracle.is_unlimited() {
                true => oracle.renders() - begun >= usual,
                false => oracle.progress() >= next,
            };
            if is_time {
                islands.sort_by(|a, b| a.score().total_cmp(&b.score()));
                islands.truncate(islands.len().div_ceil(2));
                halved += 1.0;
                begun = oracle.renders();
            }
        }
        islands.into_iter().min_by(|a, b| a.score().total_cmp(&b.score()))
    }
}

/// How many islands a round can feed.
fn islands_most(config: &Config, oracle: &Oracle, stretch: Stretch) -> usize {
    let fed = |renders: f64| (renders * stretch.len / config.renders_per_island.max(1) as f64) as usize;
    lasts(oracle).map_or(config.islands, |renders| fed(renders).max(2).min(config.islands))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_budget_and_one_without_end_are_one_round() {
        let config = Config::default();
        let one = (vec![Stretch::WHOLE], None);
        assert_eq!(plan(&config, None), one);
        let least = ROUNDS_LEAST * config.renders_per_round as f64 / (1.0 - config.finals_share);
        assert_eq!(plan(&config, Some(0.99 * least)), one);
        assert_eq!(plan(&config, Some(1.01 * least)).0.len(), 3);
    }

    #[test]
    fn rounds_and_finals_follow_each_other_and_fill_the_budget() {
        let config = Config::default();
        let (rounds, finals) = plan(&config, Some(200_000.0));
        let mut ends = 0.0;
        for stretch in rounds.iter().chain(&finals) {
            assert!((stretch.begins - ends).abs() < 1e-9 && stretch.len > 0.0, "{stretch:?}");
            ends = stretch.at(1.0);
        }
        assert!((ends - 1.0).abs() < 1e-9);
        assert!(rounds.iter().all(|round| round.len * 200_000.0 >= config.renders_per_round as f64));
    }
}
