//! The first method against each other one: paired tests over the targets, corrected for their number, and what
//! follows from them in one word.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tonewright_measure::{Better, MEASURES};

use super::Record;
use super::table::{BOOTSTRAP_SEED, HEADLINE, SCORE};
use crate::stats::{PairedComparison, compare, holm};

/// Below this corrected p a difference counts.
pub(super) const ALPHA: f64 = 0.05;

/// What a comparison says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Better on average, and the test counts it: Holm-corrected p below 0.05.
    Beats,
    /// The test finds no difference, or one that the means contradict.
    Level,
    /// Worse on average, and the test counts it.
    Loses,
}

/// The first method against another, by one measure, on the targets and seeds that both have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Versus {
    /// At which budget.
    pub budget: String,
    /// The first method.
    pub method: String,
    /// The other one.
    pub other: String,
    /// By which measure, or `score` for the objective; similarities are turned round, so that lower is better for all.
    pub measure: String,
    /// Method − other, a pair for each target (the mean over its seeds).
    pub comparison: PairedComparison,
    /// Wilcoxon's two-sided p, corrected by Holm over the other methods of this budget and measure.
    pub holm_p: f64,
}

impl Versus {
    /// What it says of the first method.
    pub fn verdict(&self) -> Verdict {
        let test = self.comparison.wilcoxon.filter(|_| self.holm_p < ALPHA);
        let mean = self.comparison.difference.mean;
        match test {
            Some(test) if mean < 0.0 && test.rank_biserial < 0.0 => Verdict::Beats,
            Some(test) if mean > 0.0 && test.rank_biserial > 0.0 => Verdict::Loses,
            _ => Verdict::Level,
        }
    }
}

impl Verdict {
    /// The word in the tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Beats => "beats",
            Self::Level => "level",
            Self::Loses => "loses",
        }
    }
}

/// The first method against each other one by the objective and each headline measure. `of` finds a method's records.
pub(super) fn versus_all<'r>(
    budget: &str,
    first: &str,
    others: &[&str],
    of: &dyn Fn(&str) -> Vec<&'r Record>,
) -> Vec<Versus> {
    let measures = std::iter::once(SCORE).chain(HEADLINE);
    measures.flat_map(|measure| versus_by(measure, budget, first, others, of)).collect()
}

fn versus_by<'r>(
    measure: &str,
    budget: &str,
    first: &str,
    others: &[&str],
    of: &dyn Fn(&str) -> Vec<&'r Record>,
) -> Vec<Versus> {
    let sign = if is_similarity(measure) { -1.0 } else { 1.0 };
    let values = |method: &str| -> BTreeMap<(&str, u64), f64> {
        let value = |r: &&'r Record| Some(((r.key.target.as_str(), r.key.seed), sign * value(r, measure)?));
        of(method).iter().filter_map(value).collect()
    };
    let own = values(first);
    let mut found = Vec::new();
    for other in others {
        let (a, b) = pairs(&own, &values(other));
        let Some(comparison) = compare(&a, &b, BOOTSTRAP_SEED) else { continue };
        found.push(Versus {
            budget: budget.to_owned(),
            method: first.to_owned(),
            other: (*other).to_owned(),
            measure: measure.to_owned(),
            comparison,
            holm_p: 1.0,
        });
    }
    // A pair of methods without any difference counts as a test that found nothing.
    let p: Vec<f64> = found.iter().map(|v| v.comparison.wilcoxon.map_or(1.0, |w| w.p_two_sided)).collect();
    for (versus, p) in found.iter_mut().zip(holm(&p)) {
        versus.holm_p = p;
    }
    found
}

/// One pair for each target: the means over the seeds that both have. Seeds of one target are no targets of their own.
fn pairs(own: &BTreeMap<(&str, u64), f64>, other: &BTreeMap<(&str, u64), f64>) -> (Vec<f64>, Vec<f64>) {
    let mut sums: BTreeMap<&str, (f64, f64, f64)> = BTreeMap::new();
    for (key, a) in own {
        if let Some(b) = other.get(key) {
            let sum = sums.entry(key.0).or_default();
            *sum = (sum.0 + a, sum.1 + b, sum.2 + 1.0);
        }
    }
    sums.into_values().map(|(a, b, seeds)| (a / seeds, b / seeds)).unzip()
}

/// A record's value by that measure, or by the objective.
pub(super) fn value(record: &Record, measure: &str) -> Option<f64> {
    if measure == SCORE { record.score } else { record.measures.get(measure).copied() }
}

pub(super) fn is_similarity(measure: &str) -> bool {
    MEASURES.iter().any(|m| m.name == measure && m.better == Better::Higher)
}

/// For each budget a sentence that says which of the others the first method beats, and by which measures it does not.
pub(super) fn verdicts(versus: &[Versus]) -> Vec<String> {
    versus.chunk_by(|a, b| a.budget == b.budget).map(verdict_of_budget).collect()
}

fn verdict_of_budget(versus: &[Versus]) -> String {
    let (budget, first) = (&versus[0].budget, &versus[0].method);
    let by_measure: Vec<&[Versus]> = versus.chunk_by(|a, b| a.measure == b.measure).collect();
    let (won, open): (Vec<&[Versus]>, Vec<&[Versus]>) =
        by_measure.into_iter().partition(|row| row.iter().all(|v| v.verdict() == Verdict::Beats));
    let names = |rows: &[&[Versus]]| -> String {
        rows.iter().map(|row| row[0].measure.as_str()).collect::<Vec<_>>().join(", ")
    };
    let mut parts = Vec::new();
    if !won.is_empty() {
        let all = if open.is_empty() { "every measure: " } else { "" };
        parts.push(format!("it beats each other method by {all}{}", names(&won)));
    }
    // Measures that say the same are told together.
    let mut told: Vec<(Vec<&str>, String)> = Vec::new();
    for row in &open {
        let (measure, words) = (row[0].measure.as_str(), words_of(row));
        match told.iter_mut().find(|(_, known)| *known == words) {
            Some((measures, _)) => measures.push(measure),
            None => told.push((vec![measure], words)),
        }
    }
    parts.extend(told.into_iter().map(|(measures, words)| format!("by {} it {words}", measures.join(", "))));
    let demand = if open.is_empty() { "yes" } else { "no" };
    format!("Does `{first}` beat each other method at {budget}? {demand}: {}.", parts.join("; "))
}

/// Whom the first method beats by one measure, whom it does not.
fn words_of(row: &[Versus]) -> String {
    let of = |verdict: Verdict| -> Vec<&str> {
        row.iter().filter(|v| v.verdict() == verdict).map(|v| v.other.as_str()).collect()
    };
    let told =
        [(Verdict::Beats, "beats "), (Verdict::Level, "is level with "), (Verdict::Loses, "loses to ")];
    let told = told.into_iter().map(|(verdict, words)| (words, of(verdict)));
    let told = told.filter(|(_, others)| !others.is_empty());
    told.map(|(words, others)| format!("{words}{}", others.join(", "))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versus(measure: &str, other: &str, differences: &[f64], holm_p: f64) -> Versus {
        let zeros = vec![0.0; differences.len()];
        Versus {
            budget: "20s".to_owned(),
            method: "search".to_owned(),
            other: other.to_owned(),
            measure: measure.to_owned(),
            comparison: compare(differences, &zeros, 1).unwrap(),
            holm_p,
        }
    }

    #[test]
    fn a_verdict_needs_the_test_and_the_mean() {
        let lower = [-1.0, -2.0, -3.0, -4.0];
        assert_eq!(versus("mss", "random", &lower, 0.049).verdict(), Verdict::Beats);
        assert_eq!(versus("mss", "random", &lower, 0.05).verdict(), Verdict::Level);
        assert_eq!(versus("mss", "random", &lower.map(|d| -d), 0.01).verdict(), Verdict::Loses);
        assert_eq!(versus("mss", "random", &[-1.0, -2.0, -3.0, 90.0], 0.01).verdict(), Verdict::Level);
    }

    #[test]
    fn the_sentence_tells_what_is_open() {
        let lower = [-1.0, -2.0, -3.0];
        let all = [
            versus("score", "random", &lower, 0.01),
            versus("score", "genetic", &lower, 0.01),
            versus("mss", "random", &lower, 0.01),
            versus("mss", "genetic", &lower, 0.2),
        ];
        assert_eq!(
            verdicts(&all),
            [
                "Does `search` beat each other method at 20s? no: it beats each other method by score; by mss it beats random, is level with genetic."
            ]
        );
        assert_eq!(
            verdicts(&all[..2]),
            [
                "Does `search` beat each other method at 20s? yes: it beats each other method by every measure: score."
            ]
        );
    }

    #[test]
    fn seeds_of_a_target_make_one_pair() {
        let own = BTreeMap::from([(("a", 1), 1.0), (("a", 2), 3.0), (("b", 1), 5.0)]);
        let other = BTreeMap::from([(("a", 1), 2.0), (("a", 2), 8.0), (("b", 2), 5.0)]);
        assert_eq!(pairs(&own, &other), (vec![2.0], vec![5.0]));
    }
}
