//! The tree-structured Parzen estimator: densities of the good trials and of the rest, and what the first has more of.
//!
//! Bergstra et al. 2011 with the joint densities that Watanabe 2023 (arXiv 2304.11127) describes. Settings are
//! those of Optuna there, but for the spread of kernels.

use std::cmp::Ordering;

use super::parzen::Mixture;
use super::{Request, Sampler, random};
use crate::draw::stream;
use crate::{State, Trial};

/// Joint densities, mixed spaces, conditional parameters in groups.
pub(super) const SAMPLER: Sampler = Sampler {
    name: "tpe",
    summary: "what good trials have more of than others: tree-structured Parzen estimator, multivariate, after 10 random trials",
    source: "Bergstra et al. 2011; Watanabe 2023",
    startup_trials: Some(10),
    draw,
};

/// The share of trials that count as good, and the most of them.
const GOOD_SHARE: f64 = 0.1;
const MOST_GOOD: usize = 25;
/// So many of the latest trials weigh fully; older ones of the rest weigh less and less (Bergstra et al. 2013).
const FRESH: usize = 25;

fn draw(request: &Request<'_>) -> Vec<f64> {
    let finished = request.trials.iter().filter(|trial| trial.counts()).count() as u64;
    if finished < request.config.startup(&SAMPLER) { random::draw(request) } else { learned(request) }
}

/// A draw from what trials taught, however few. Parameters that exist under equal conditions are drawn jointly, from the
/// trials that have them all.
pub(super) fn learned(request: &Request<'_>) -> Vec<f64> {
    let (good, rest) = split(request);
    let parameters = request.space.parameters();
    let mut rng = stream(request.seed, "tune-tpe", request.number);
    let mut places = vec![0.5; parameters.len()];
    for group in request.space.groups() {
        let domains: Vec<_> = group.iter().map(|at| &parameters[*at].domain).collect();
        let good = Mixture::fit(&domains, &observations(&good, group), &|_| 1.0);
        let seen = observations(&rest, group);
        let rest = Mixture::fit(&domains, &seen, &|at| weight(at, seen.len()));
        let mut best: Option<(f64, Vec<f64>)> = None;
        for _ in 0..request.config.candidates {
            let candidate = good.draw(&mut rng);
            let promise = good.log_density(&candidate) - rest.log_density(&candidate);
            if best.as_ref().is_none_or(|(most, _)| promise > *most) {
                best = Some((promise, candidate));
            }
        }
        for (at, place) in group.iter().zip(best.map(|(_, candidate)| candidate).unwrap_or_default()) {
            places[*at] = place;
        }
    }
    places
}

/// A trial's places in the space, by parameter.
type Places = Vec<Option<f64>>;

/// The good ones and the rest. Trials that ended with a value come first, by that; then those that ended early, by the
/// step that they reached and their value there. Running ones are among the rest: what they try is taken (the constant
/// liar of Ginsbourger et al. 2010). Failed ones don't count.
fn split(request: &Request<'_>) -> (Vec<Places>, Vec<Places>) {
    let mut ranked: Vec<&Trial> = request.trials.iter().filter(|trial| trial.counts()).collect();
    ranked.sort_by(|one, other| by_merit(request, one, other));
    let many = ((GOOD_SHARE * ranked.len() as f64).ceil() as usize).min(MOST_GOOD);
    let mut rest = ranked.split_off(many);
    rest.extend(request.trials.iter().filter(|trial| trial.state == State::Running));
    rest.sort_by_key(|trial| trial.number);
    let places =
        |trials: Vec<&Trial>| trials.iter().map(|trial| request.space.places(&trial.params)).collect();
    (places(ranked), places(rest))
}

/// Better ones first; the earlier one of equals.
fn by_merit(request: &Request<'_>, one: &Trial, other: &Trial) -> Ordering {
    let merit = |trial: &Trial| {
        let loss = |value| request.direction.loss(value);
        match (trial.state, trial.value, trial.last_report()) {
            (State::Complete, Some(value), _) => (u64::MAX, loss(value)),
            (_, _, Some((step, value))) => (step.saturating_add(1).min(u64::MAX - 1), loss(value)),
            _ => (0, f64::INFINITY),
        }
    };
    let ((reached, loss), (other_reached, other_loss)) = (merit(one), merit(other));
    other_reached.cmp(&reached).then(loss.total_cmp(&other_loss)).then(one.number.cmp(&other.number))
}

/// Places of a group's parameters in the trials that have them all.
fn observations(trials: &[Places], group: &[usize]) -> Vec<Vec<f64>> {
    trials.iter().filter_map(|places| group.iter().map(|at| places[*at]).collect()).collect()
}

/// What the observation at this place of so many weighs, in the order of their age.
fn weight(at: usize, of: usize) -> f64 {
    let old = of.saturating_sub(FRESH);
    if at >= old {
        return 1.0;
    }
    let least = 1.0 / of as f64;
    least + (1.0 - least) * at as f64 / old.saturating_sub(1).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_trials_weigh_less_up_to_the_fresh_ones() {
        assert!((0..25).all(|at| weight(at, 25) == 1.0));
        let weights: Vec<f64> = (0..100).map(|at| weight(at, 100)).collect();
        assert_eq!((weights[0], weights[74], weights[75]), (0.01, 1.0, 1.0));
        assert!(weights.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(weight(0, 26) > 0.0);
    }
}
