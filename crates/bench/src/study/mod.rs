//! A study of settings on a page to look at: how its values went, which setting goes with which value, and how much each
//! matters.

mod chart;
mod page;

pub use page::page;

use crate::curves::Point;

/// A study.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// Its name.
    pub name: String,
    /// What its trials came to: `MRR`.
    pub what: String,
    /// Whether smaller values are better.
    pub is_down: bool,
    /// Its trials, in the order of their numbers; those that failed or run are left out.
    pub trials: Vec<Trial>,
    /// How much each setting matters, the most first.
    pub importance: Vec<Share>,
}

/// A trial that ended.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Its number.
    pub number: u64,
    /// What it came to: finite. Of one that was ended early, what it had come to by then.
    pub value: f64,
    /// Whether it was ended early.
    pub is_pruned: bool,
    /// Its settings, with their names.
    pub settings: Vec<(String, Setting)>,
    /// What it reported on its way.
    pub course: Vec<Point>,
}

/// What a setting was.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A number: finite.
    Number(f64),
    /// A choice.
    Word(String),
}

/// How much a setting matters.
#[derive(Clone, Debug)]
pub struct Share {
    /// The setting.
    pub name: String,
    /// Its share of the variance, 0 to 1.
    pub share: f64,
}

impl Picture {
    /// The best of the trials that ended with a value.
    pub fn best(&self) -> Option<&Trial> {
        let worse = |a: &Trial, b: &Trial| if self.is_down { a.value > b.value } else { a.value < b.value };
        let ended = self.trials.iter().filter(|trial| !trial.is_pruned);
        ended.reduce(|best, trial| if worse(best, trial) { trial } else { best })
    }

    /// The names of all settings, in the order in which they first stand.
    fn settings(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in self.trials.iter().flat_map(|trial| &trial.settings) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }
}
