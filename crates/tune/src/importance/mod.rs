//! How much each parameter matters: functional analysis of variance over a random forest (Hutter, Hoos and Leyton-Brown
//! 2014, "An Efficient Approach for Assessing Hyperparameter Importance").
//!
//! Kept crates of forests don't show what their trees split, which is all that is needed here.

mod forest;
mod marginal;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Domain, Error, State, Trial};

/// How much a parameter matters.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    /// The parameter.
    pub name: String,
    /// The share of the variance over the whole space that the parameter alone explains, in `0..=1`: the mean over trees.
    /// The shares of all parameters sum to less than 1 by what only several together explain.
    pub share: f64,
    /// The standard deviation of the share over the trees.
    pub spread: f64,
}

/// How the forest is grown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ImportanceConfig {
    /// Trees, at least 1.
    pub trees: usize,
    /// Splits from the root of a tree to its leaves, at most.
    pub depth: usize,
    /// Same seed, same forest.
    pub seed: u64,
}

/// Deeper trees would overflow the stack long before they learn anything.
const DEEPEST: usize = 64;
/// More trees than this only cost.
const MOST_TREES: usize = 100_000;

impl Default for ImportanceConfig {
    fn default() -> Self {
        Self { trees: 64, depth: DEEPEST, seed: 0 }
    }
}

/// Trials as the forest sees them.
struct Table {
    names: Vec<String>,
    domains: Vec<Domain>,
    /// A row for each trial: places, as samplers have them.
    rows: Vec<Vec<f64>>,
    values: Vec<f64>,
}

/// How much each parameter matters, the most important one first.
///
/// Seen are trials that ended with a finite value, and the parameters that all of them have: conditional ones are left out
/// (as Optuna does). Each parameter's scale is that of the search: logarithmic where it was searched so (Optuna's is plain
/// there). Where its domain
/// changed, the last one holds, and trials outside of it are left out.
///
/// # Errors
/// [`Error::Importance`] where there are fewer than two such trials, no common parameter, or all values are equal; or for
/// a forest of no trees.
pub fn importance(trials: &[Trial], config: &ImportanceConfig) -> Result<Vec<Importance>, Error> {
    let refuse = |why: &str| Err(Error::Importance(why.to_owned()));
    if config.trees == 0 || config.trees > MOST_TREES || config.depth == 0 || config.depth > DEEPEST {
        return refuse("a forest has 1 to 100000 trees of depth 1 to 64");
    }
    let table = table(trials);
    if table.values.len() < 2 {
        return refuse("there are fewer than two trials with a finite value; run more");
    }
    if table.domains.is_empty() {
        return refuse("the trials have no parameter in common");
    }
    if table.values.iter().all(|value| *value == table.values[0]) {
        return refuse("all trials have the same value, which no parameter explains");
    }
    let mut shares: Vec<Vec<f64>> = vec![Vec::new(); table.domains.len()];
    for tree in 0..config.trees {
        let leaves = forest::grow(&table, config, tree as u64);
        if let Some(of_tree) = marginal::shares(&table.domains, &leaves) {
            shares.iter_mut().zip(of_tree).for_each(|(all, share)| all.push(share));
        }
    }
    let mut found: Vec<Importance> = table.names.iter().zip(&shares).map(told).collect();
    found.sort_by(|one, other| other.share.total_cmp(&one.share));
    Ok(found)
}

fn told((name, shares): (&String, &Vec<f64>)) -> Importance {
    let many = shares.len().max(1) as f64;
    let share = shares.iter().sum::<f64>() / many;
    let spread = (shares.iter().map(|one| (one - share) * (one - share)).sum::<f64>() / many).sqrt();
    Importance { name: name.clone(), share, spread }
}

fn table(trials: &[Trial]) -> Table {
    let finite = |trial: &&Trial| trial.state == State::Complete && trial.value.is_some_and(f64::is_finite);
    let trials: Vec<&Trial> = trials.iter().filter(finite).collect();
    let (mut names, mut domains) = (Vec::new(), Vec::new());
    if let Some(last) = trials.last() {
        let sets: Vec<BTreeSet<&str>> = trials
            .iter()
            .map(|trial| trial.params.iter().map(|param| param.name.as_str()).collect())
            .collect();
        for param in
            last.params.iter().filter(|param| sets.iter().all(|set| set.contains(param.name.as_str())))
        {
            names.push(param.name.clone());
            domains.push(param.domain.clone());
        }
    }
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    for trial in trials {
        let places = names.iter().zip(&domains).map(|(name, domain)| domain.place(trial.params.get(name)?));
        if let (Some(row), Some(value)) = (places.collect::<Option<Vec<f64>>>(), trial.value) {
            rows.push(row);
            values.push(value);
        }
    }
    Table { names, domains, rows, values: scaled(values) }
}

/// Values around 0 and up to 1 in size: shares don't change, and squares of huge ones stay finite.
fn scaled(values: Vec<f64>) -> Vec<f64> {
    let largest = values.iter().map(|value| value.abs()).fold(0.0, f64::max);
    if largest == 0.0 {
        return values;
    }
    let mean = values.iter().map(|value| value / largest).sum::<f64>() / values.len() as f64;
    values.into_iter().map(|value| value / largest - mean).collect()
}
