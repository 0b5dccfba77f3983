//! Hyperband: brackets of successive halving, from the boldest to none, each of them asynchronous.
//!
//! Li et al. 2018 say which brackets there are and how many trials start in each (section 3); Li et al. 2020 how a trial is
//! judged when it comes to a rung without waiting for others: here it ends unless it is among the best `1 / factor` of
//! all that came so far, and the best of fewer goes on.

use super::{Pruner, Pruning};
use crate::{State, Trial};

/// 2^64 over the golden ratio.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Ends trials at rungs.
pub(super) const PRUNER: Pruner = Pruner {
    name: "hyperband",
    summary: "at steps that grow by `factor`, only the best one in `factor` of a trial's bracket goes on",
    source: "Li et al. 2018 and 2020 (asynchronous successive halving)",
    prunes,
};

fn prunes(pruning: &Pruning<'_>) -> bool {
    let config = pruning.config;
    let Some((step, value)) = pruning.trial.last_report() else { return false };
    let Some(most) = config.max_steps.or_else(|| longest(pruning.trials)) else { return false };
    if most < config.min_steps {
        return false;
    }
    // Studies check their settings; whoever asks without one shall get an answer too.
    let factor = config.factor.max(2);
    let brackets = Brackets::new(config.min_steps.max(1), most, factor);
    let own = brackets.of(pruning.trial.number);
    let before = pruning.trial.reports.range(..step).next_back().map(|(step, _)| *step);
    let reached =
        brackets.rungs(own).filter(|rung| *rung <= step && before.is_none_or(|before| before < *rung));
    for rung in reached {
        if value.is_nan() {
            return true;
        }
        let peers = pruning
            .trials
            .iter()
            .filter(|peer| peer.number != pruning.trial.number && brackets.of(peer.number) == own);
        let losses: Vec<f64> =
            peers.filter_map(|peer| at_rung(peer, rung)).map(|value| pruning.loss(value)).collect();
        let better = losses.iter().filter(|loss| **loss < pruning.loss(value)).count();
        let places = ((losses.len() as u64 + 1) / factor).max(1);
        if better as u64 >= places {
            return true;
        }
    }
    false
}

/// The last step of the first trial that ended with a value.
fn longest(trials: &[Trial]) -> Option<u64> {
    trials.iter().find(|trial| trial.state == State::Complete)?.last_report().map(|(step, _)| step)
}

/// What a trial reported when it came to a rung.
fn at_rung(trial: &Trial, rung: u64) -> Option<f64> {
    trial.reports.range(rung..).next().map(|(_, value)| *value)
}

/// Brackets from the boldest, whose first rung is at the least steps, to the last, which judges at the end only.
struct Brackets {
    min_steps: u64,
    max_steps: u64,
    factor: u64,
    /// How many trials of a round start in each.
    starts: Vec<u64>,
}

impl Brackets {
    fn new(min_steps: u64, max_steps: u64, factor: u64) -> Self {
        let mut last = 0_u32;
        let mut rung = min_steps;
        while let Some(next) = rung.checked_mul(factor).filter(|next| *next <= max_steps) {
            (rung, last) = (next, last + 1);
        }
        // n = ceil((s_max + 1) / (s + 1) · factor^s), bounded so that a round is not endless.
        let starts = (0..=last).rev().map(|bold| {
            let many = u64::from(last + 1).saturating_mul(factor.saturating_pow(bold));
            many.div_ceil(u64::from(bold) + 1).min(1 << 20)
        });
        Self { min_steps, max_steps, factor, starts: starts.collect() }
    }

    /// The bracket of a trial: numbers are spread evenly over the shares by multiples of the golden ratio (Kronecker's
    /// sequence), so that any few trials in a row come near the shares.
    fn of(&self, number: u64) -> usize {
        let round: u64 = self.starts.iter().sum();
        let spread = number.wrapping_mul(GOLDEN);
        let mut place = ((u128::from(spread) * u128::from(round)) >> 64) as u64;
        let bracket = self.starts.iter().position(|many| {
            let inside = place < *many;
            place = place.saturating_sub(*many);
            inside
        });
        bracket.unwrap_or(0)
    }

    /// The steps at which a bracket judges.
    fn rungs(&self, bracket: usize) -> impl Iterator<Item = u64> + use<> {
        let (factor, most) = (self.factor, self.max_steps);
        let first = self.min_steps.saturating_mul(factor.saturating_pow(bracket as u32));
        std::iter::successors(Some(first), move |rung| rung.checked_mul(factor))
            .take_while(move |rung| *rung < most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Direction;
    use crate::pruners::PrunerConfig;
    use crate::study::testing::trial;

    #[test]
    fn brackets_are_those_of_the_paper() {
        // Table 1 of Li et al. 2018: R = 81, factor 3.
        let brackets = Brackets::new(1, 81, 3);
        assert_eq!(brackets.starts, [81, 34, 15, 8, 5]);
        assert_eq!(brackets.rungs(0).collect::<Vec<_>>(), [1, 3, 9, 27]);
        assert_eq!(brackets.rungs(3).collect::<Vec<_>>(), [27]);
        assert_eq!(brackets.rungs(4).count(), 0);
    }

    #[test]
    fn trials_come_to_brackets_by_their_shares() {
        let brackets = Brackets::new(1, 81, 3);
        let mut counts = [0_u64; 5];
        (0..143).for_each(|number| counts[brackets.of(number)] += 1);
        for (count, share) in counts.iter().zip(&brackets.starts) {
            assert!(count.abs_diff(*share) <= 2, "{counts:?}");
        }
    }

    #[test]
    fn hostile_settings_end() {
        for (min, max, factor) in [(1, u64::MAX, 2), (1, u64::MAX, u64::MAX), (u64::MAX, u64::MAX, 3)] {
            let brackets = Brackets::new(min, max, factor);
            for number in [0, 1, u64::MAX] {
                assert!(brackets.rungs(brackets.of(number)).count() < 65);
            }
        }
    }

    #[test]
    fn a_third_goes_on() {
        // One bracket that judges at step 1: nine trials come to it, from the worst to the best and back.
        let config = PrunerConfig { max_steps: Some(3), ..PrunerConfig::named("hyperband") };
        let brackets = Brackets::new(1, 3, 3);
        let bold: Vec<u64> = (0..100).filter(|number| brackets.of(*number) == 0).take(9).collect();
        let mut trials: Vec<Trial> = Vec::new();
        let mut pruned = Vec::new();
        for (number, value) in bold.iter().zip([5.0, 6.0, 4.0, 5.5, f64::NAN, 3.0, 9.0, 3.5, 3.2]) {
            let running = trial(*number, State::Running, &[value]);
            trials.push(running.clone());
            let asks =
                Pruning { direction: Direction::Minimize, trials: &trials, trial: &running, config: &config };
            pruned.push(prunes(&asks));
        }
        assert_eq!(pruned, [false, true, false, true, true, false, true, false, false]);
        // In the last bracket nothing ends.
        let careful = (0..100).find(|number| brackets.of(*number) == 1).unwrap();
        let running = trial(careful, State::Running, &[100.0]);
        assert!(!prunes(&Pruning {
            direction: Direction::Minimize,
            trials: &trials,
            trial: &running,
            config: &config
        }));
    }
}
