//! One trial: its settings, and how it went.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Domain, Value};

/// Which values are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Small ones.
    Minimize,
    /// Large ones.
    Maximize,
}

impl Direction {
    /// The value such that less is better; NaN is worse than all.
    pub(crate) fn loss(self, value: f64) -> f64 {
        match self {
            _ if value.is_nan() => f64::INFINITY,
            Self::Minimize => value,
            Self::Maximize => -value,
        }
    }
}

/// How far a trial is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Ordered, and nobody's yet.
    Waiting,
    /// Somebody's.
    Running,
    /// It ended with a value.
    Complete,
    /// It was ended early.
    Pruned,
    /// It ended without a value.
    Failed,
}

/// How a trial went.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It ended with this value. NaN is recorded as a failure, as Optuna does.
    Complete(f64),
    /// It was ended early; the last value that it reported is kept.
    Pruned,
    /// It ended without a value, for this reason.
    Failed(String),
}

/// One setting of a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// The parameter's name.
    pub name: String,
    /// What it was set to.
    pub value: Value,
    /// What it could have been.
    pub domain: Domain,
}

/// The settings of a trial, in the order of the space.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Params(Vec<Param>);

impl Params {
    /// The setting of this name, where the trial has it.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|param| param.name == name).map(|param| &param.value)
    }

    /// The number of this name, whole or not.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.number()
    }

    /// The whole number of this name.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// The word of this name.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Value::Text(value) => Some(value),
            _ => None,
        }
    }

    /// The truth of this name.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Param> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps those of which this is true.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&Param) -> bool) {
        self.0.retain(keep);
    }

    /// Adds one, in the stead of one of its name.
    pub(crate) fn push(&mut self, param: Param) {
        match self.0.iter_mut().find(|known| known.name == param.name) {
            Some(known) => *known = param,
            None => self.0.push(param),
        }
    }
}

impl<'a> IntoIterator for &'a Params {
    type Item = &'a Param;
    type IntoIter = std::slice::Iter<'a, Param>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A trial as the journal has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// From 0, without gaps.
    pub number: u64,
    /// How far it is.
    pub state: State,
    /// Its settings.
    pub params: Params,
    /// The value that it ended with (of the first objective, where Optuna's study has several).
    pub value: Option<f64>,
    /// Values that it reported on its way, by step.
    pub reports: BTreeMap<u64, f64>,
    /// What was noted of it (Optuna's user attributes).
    pub notes: BTreeMap<String, serde_json::Value>,
    /// Its place among all trials of the journal.
    pub(crate) id: u64,
    /// Whose it is.
    pub(crate) worker: String,
    /// What the journal keeps for programs (Optuna's system attributes).
    pub(crate) attributes: BTreeMap<String, serde_json::Value>,
    /// When it began, where that is known.
    pub(crate) started: Option<jiff::Timestamp>,
}

impl Trial {
    /// Seconds since it began; `None` where the journal does not say when.
    pub fn age_secs(&self) -> Option<f64> {
        Some(jiff::Timestamp::now().duration_since(self.started?).as_secs_f64())
    }

    /// Whether it counts as an observation: it ended with a value, or early.
    pub(crate) fn counts(&self) -> bool {
        self.state == State::Pruned || self.state == State::Complete && self.value.is_some()
    }

    /// The last step that it reported, and its value.
    pub(crate) fn last_report(&self) -> Option<(u64, f64)> {
        self.reports.last_key_value().map(|(step, value)| (*step, *value))
    }
}
