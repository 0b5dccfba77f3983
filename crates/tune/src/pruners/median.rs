//! The median rule.

use super::{Pruner, Pruning};
use crate::State;

/// Ends what is worse than half of the others were.
pub(super) const PRUNER: Pruner = Pruner {
    name: "median",
    summary: "ends a trial whose best value so far is worse than the median of the others' values at the same step",
    source: "Golovin et al. 2017 (Google Vizier), with the values at the step, as Optuna documents it, not their averages",
    prunes,
};

fn prunes(pruning: &Pruning<'_>) -> bool {
    let config = pruning.config;
    let Some((step, _)) = pruning.trial.last_report() else { return false };
    let others = || {
        let trials = pruning.trials.iter();
        trials.filter(|other| other.state == State::Complete && other.number != pruning.trial.number)
    };
    if (others().count() as u64) < config.startup_trials || step < config.warmup_steps {
        return false;
    }
    // One look in each interval: at its first report.
    let begin = step - (step - config.warmup_steps) % config.interval_steps.max(1);
    if pruning.trial.reports.range(begin..step).next().is_some() {
        return false;
    }
    let values = pruning.trial.reports.values();
    let best = values.map(|value| pruning.loss(*value)).fold(f64::INFINITY, f64::min);
    if pruning.trial.reports.values().all(|value| value.is_nan()) {
        return true;
    }
    let at_step = others().filter_map(|other| other.reports.get(&step)).filter(|value| !value.is_nan());
    let mut losses: Vec<f64> = at_step.map(|value| pruning.loss(*value)).collect();
    losses.sort_by(f64::total_cmp);
    match losses.len() {
        0 => false,
        many if many % 2 == 1 => best > losses[many / 2],
        many => best > losses[many / 2 - 1] / 2.0 + losses[many / 2] / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pruners::PrunerConfig;
    use crate::study::testing::trial;
    use crate::{Direction, Trial};

    fn asks(config: &PrunerConfig, direction: Direction, others: &[&[f64]], own: &[f64]) -> bool {
        let mut trials: Vec<Trial> =
            others.iter().zip(0..).map(|(reports, number)| trial(number, State::Complete, reports)).collect();
        let running = trial(trials.len() as u64, State::Running, own);
        trials.push(running.clone());
        prunes(&Pruning { direction, trials: &trials, trial: &running, config })
    }

    #[test]
    fn what_is_worse_than_half_of_the_others_ends() {
        let config = PrunerConfig { startup_trials: 3, ..PrunerConfig::named("median") };
        let others: [&[f64]; 3] = [&[1.0, 1.0], &[2.0, 2.0], &[3.0, f64::NAN]];
        let asks = |direction, own: &[f64]| asks(&config, direction, &others, own);
        assert!(asks(Direction::Minimize, &[2.1]));
        assert!(!asks(Direction::Minimize, &[2.0]));
        assert!(!asks(Direction::Maximize, &[2.1]));
        assert!(asks(Direction::Maximize, &[1.9]));
        // The best so far counts; at step 2 the NaN is left out, the median is 1.5.
        assert!(!asks(Direction::Minimize, &[1.4, 9.0]));
        assert!(asks(Direction::Minimize, &[1.6, 9.0]));
        assert!(asks(Direction::Minimize, &[f64::NAN]));
        assert!(!asks(Direction::Minimize, &[]));
    }

    #[test]
    fn nothing_ends_before_its_time() {
        let others: [&[f64]; 3] = [&[1.0; 9], &[2.0; 9], &[3.0; 9]];
        let pruned_at = |config: PrunerConfig| -> Vec<usize> {
            (1..=9).filter(|steps| asks(&config, Direction::Minimize, &others, &vec![5.0; *steps])).collect()
        };
        let config = PrunerConfig { startup_trials: 3, ..PrunerConfig::named("median") };
        assert_eq!(pruned_at(PrunerConfig { startup_trials: 4, ..config.clone() }), [0_usize; 0]);
        assert_eq!(pruned_at(PrunerConfig { warmup_steps: 7, ..config.clone() }), [7, 8, 9]);
        assert_eq!(pruned_at(PrunerConfig { warmup_steps: 2, interval_steps: 3, ..config }), [2, 5, 8]);
    }
}
