//! Which presets are for training and which for tests: rules by name, or shares of one's own.

mod by_group;
mod numpy;
mod papers;
mod rules;

use serde::{Deserialize, Serialize};

pub use rules::SPLIT_RULES;

use super::CorpusError;

/// How far the sum of shares may be from 1.
const ROUNDING: f64 = 1e-6;
/// Longest name of a split.
const LONGEST_NAME: usize = 40;

/// A way to split that has a name.
pub struct SplitRule {
    /// What users type.
    pub name: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// Who splits so.
    pub source: &'static str,
    /// What is not as in the source; empty where nothing is.
    pub differs: &'static str,
    /// Whether groups of near duplicates stay whole.
    pub keeps_groups: bool,
    /// The seed, where none is given.
    pub seed: u64,
    /// The names of its splits.
    pub splits: &'static [&'static str],
    deal: Deal,
}

/// How presets are dealt.
#[derive(Clone, Debug)]
enum Deal {
    /// Whole groups, by these shares.
    Groups(Vec<f64>),
    /// Whole groups, by these shares of a rule.
    Shares(&'static [f64]),
    /// Shuffled as NumPy does; the last fifth is for tests, the rest five folds.
    Folds {
        /// The split of each fold, then that of the test part.
        splits: [usize; papers::FOLDS + 1],
    },
    /// Shuffled and cut in two, then the first part again.
    Twice {
        /// The shares of the first cut.
        outer: [f64; 2],
        /// The shares of the second.
        inner: [f64; 2],
    },
}

/// How a corpus was split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dealt {
    /// The rule, as it was typed.
    pub rule: String,
    /// The seed.
    pub seed: u64,
    /// The names of the splits.
    pub splits: Vec<String>,
}

/// A way to split: a rule, or shares of one's own.
#[derive(Clone, Debug)]
pub struct SplitPlan {
    rule: String,
    seed: u64,
    splits: Vec<String>,
    deal: Deal,
}

impl SplitPlan {
    /// The plan that a text says: the name of a rule, or `train=0.8,val=0.1,test=0.1`.
    ///
    /// # Errors
    /// [`CorpusError::Split`] that says what of it makes no sense.
    pub fn from_text(text: &str) -> Result<Self, CorpusError> {
        let fault = |reason: String| CorpusError::Split { text: text.to_owned(), reason };
        if let Some(rule) = SPLIT_RULES.iter().find(|rule| rule.name == text) {
            let splits = rule.splits.iter().map(|name| (*name).to_owned()).collect();
            return Ok(Self { rule: text.to_owned(), seed: rule.seed, splits, deal: rule.deal.clone() });
        }
        if !text.contains('=') {
            let known: Vec<&str> = SPLIT_RULES.iter().map(|rule| rule.name).collect();
            return Err(fault(format!(
                "the rules are {}; shares are written as `train=0.8,val=0.1,test=0.1`",
                known.join(", ")
            )));
        }
        let (splits, shares) = shares_of(text).map_err(fault)?;
        Ok(Self { rule: text.to_owned(), seed: 0, splits, deal: Deal::Groups(shares) })
    }

    /// The rule of this plan, where it is one that has a name.
    pub fn rule(&self) -> Option<&'static SplitRule> {
        SPLIT_RULES.iter().find(|rule| rule.name == self.rule)
    }

    /// What a corpus says of this plan, under a seed or the plan's own.
    pub fn dealt(&self, seed: Option<u64>) -> Dealt {
        Dealt { rule: self.rule.clone(), seed: seed.unwrap_or(self.seed), splits: self.splits.clone() }
    }

    /// The split of each preset, as an index into [`Dealt::splits`]; the presets are given by their groups.
    pub fn deal(&self, groups: &[usize], seed: u64) -> Vec<usize> {
        match &self.deal {
            Deal::Groups(shares) => by_group::deal(groups, shares, seed),
            Deal::Shares(shares) => by_group::deal(groups, shares, seed),
            Deal::Folds { splits } => papers::folds(groups.len(), splits, seed),
            Deal::Twice { outer, inner } => papers::twice(groups.len(), *outer, *inner, seed),
        }
    }
}

/// Names and shares of a list.
fn shares_of(text: &str) -> Result<(Vec<String>, Vec<f64>), String> {
    let (mut names, mut shares) = (Vec::new(), Vec::new());
    for part in text.split(',') {
        let (name, share) =
            part.split_once('=').ok_or_else(|| format!("`{part}` is not written as NAME=SHARE"))?;
        let name = name.trim();
        check_name(name)?;
        if names.iter().any(|known| known == name) {
            return Err(format!("`{name}` is there twice"));
        }
        let number: f64 = share.trim().parse().map_err(|_error| format!("`{share}` is no number"))?;
        if !(number > 0.0 && number <= 1.0) {
            return Err(format!("the share of `{name}` is {number}, and it lies above 0 and is at most 1"));
        }
        names.push(name.to_owned());
        shares.push(number);
    }
    let sum: f64 = shares.iter().sum();
    if (sum - 1.0).abs() > ROUNDING {
        return Err(format!("the shares are {sum} together, and should be 1"));
    }
    Ok((names, shares))
}

/// Whether a split may be called so.
pub(super) fn check_name(name: &str) -> Result<(), String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_plain) {
        return Err(format!("`{name}` can't be the name of a split: letters, digits, `-` and `_` can"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> String {
        SplitPlan::from_text(text).expect_err("it makes no sense").to_string()
    }

    #[test]
    fn shares_are_read_and_what_makes_no_sense_is_said() {
        let plan = SplitPlan::from_text("train=0.75, held-back=0.25").expect("shares");
        assert_eq!(plan.dealt(None).splits, ["train", "held-back"]);
        assert_eq!(plan.dealt(Some(7)).seed, 7);
        assert!(reason("quarters").contains("groups-80-10-10"), "{}", reason("quarters"));
        assert!(reason("train=0.8,val=0.1").contains("0.9 together"), "{}", reason("train=0.8,val=0.1"));
        assert!(reason("a=0.5,a=0.5").contains("twice"));
        assert!(reason("a=0.5,b").contains("NAME=SHARE"));
        assert!(reason("a=half,b=0.5").contains("no number"));
        assert!(reason("a=NaN,b=0.5").contains("above 0"));
        assert!(reason("a b=1").contains("name of a split"));
    }

    #[test]
    fn every_rule_deals_every_preset_to_a_split_that_it_has() {
        let groups: Vec<usize> = (0..1000).map(|at| at / 3).collect();
        for rule in SPLIT_RULES {
            let plan = SplitPlan::from_text(rule.name).expect("a rule");
            let dealt = plan.dealt(None);
            let splits = plan.deal(&groups, dealt.seed);
            assert_eq!(splits.len(), groups.len());
            assert!((0..rule.splits.len()).all(|split| splits.contains(&split)), "{}", rule.name);
            assert!(splits.iter().all(|split| *split < rule.splits.len()));
            assert_eq!(splits, plan.deal(&groups, dealt.seed));
            assert_ne!(splits, plan.deal(&groups, dealt.seed + 1), "{}: the seed counts", rule.name);
            let whole = groups.chunks(3).zip(splits.chunks(3)).all(|(_, of)| of.iter().all(|s| s == &of[0]));
            assert_eq!(whole, rule.keeps_groups, "{}", rule.name);
            assert!(!rule.source.is_empty() && !rule.summary.is_empty());
        }
    }
}
