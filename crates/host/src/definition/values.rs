//! The values that a parameter of a definition takes, on the knob of the synth underneath, and how likely each is.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::file::{Count, List, Row};

/// How far a default may lie from the value that it means: tables round.
const NEAR: f64 = 0.006;
/// Knob values that are no further apart are one.
const APART: f64 = 1e-6;
/// Most values of a parameter that has a handful.
const VALUES_MOST: usize = 1_000;

/// What values a parameter takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Values {
    /// Any number of an interval.
    Continuous {
        /// Lowest and highest knob value.
        interval: (f64, f64),
        /// A value that comes more often than chance.
        often: Option<Often>,
    },
    /// Ordered numbers.
    Stepped(Few),
    /// Unordered things.
    Choice(Few),
    /// Off and on.
    Toggle(Few),
}

/// A value that comes more often than chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Often {
    /// On the knob.
    pub knob: f64,
    /// How often it comes.
    pub probability: f64,
}

/// A handful of values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Few {
    /// Each on the knob, in the order of their classes.
    pub knobs: Vec<f64>,
    /// Where each stands among all that the synth has.
    pub places: Vec<usize>,
    /// How each is called; empty where the synth itself says it.
    pub labels: Vec<String>,
    /// How likely each is, in all 1.
    pub weights: Vec<f64>,
}

impl Few {
    /// The class of a knob value: the nearest, the first of several.
    pub fn class_of(&self, knob: f64) -> usize {
        let distances = self.knobs.iter().map(|known| (known - knob).abs()).enumerate();
        distances.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(class, _)| class)
    }

    /// Whether all classes are as likely.
    pub fn is_uniform(&self) -> bool {
        self.weights.windows(2).all(|pair| pair[0] == pair[1])
    }
}

impl Values {
    /// The handful of values, where it is one.
    pub fn few(&self) -> Option<&Few> {
        match self {
            Self::Continuous { .. } => None,
            Self::Stepped(few) | Self::Choice(few) | Self::Toggle(few) => Some(few),
        }
    }

    /// What a row says, or what is wrong with it.
    pub(super) fn read(row: &Row, lists: &BTreeMap<String, List>) -> Result<Self, String> {
        let kinds =
            [row.choice.is_some(), row.steps.is_some(), row.toggle == Some(true), row.number == Some(true)];
        if kinds.iter().filter(|is| **is).count() > 1 {
            return Err("is more than one of `choice`, `steps`, `toggle` and `number`; keep one".to_owned());
        }
        let values = match (&row.choice, &row.steps, row.toggle) {
            (Some(count), _, _) => Self::Choice(few(row, count, lists)?),
            (_, Some(count), _) => Self::Stepped(few(row, count, lists)?),
            (_, _, Some(true)) => Self::Toggle(few(row, &Count::Even(2), lists)?),
            _ => continuous(row)?,
        };
        if values.few().is_some() && (row.interval.is_some() || row.often.is_some()) {
            return Err(
                "has `interval` or `often`, which only numbers without steps have; give `weights`".to_owned()
            );
        }
        if let Some(default) = row.default {
            values.check_default(default)?;
        }
        Ok(values)
    }

    fn check_default(&self, default: f64) -> Result<(), String> {
        match self {
            Self::Continuous { interval: (low, high), .. } if !(*low..=*high).contains(&default) => {
                Err(format!("has the default {default}, which lies outside its interval {low}..{high}"))
            }
            Self::Continuous { .. } => Ok(()),
            Self::Stepped(few) | Self::Choice(few) | Self::Toggle(few) => {
                let near = few.knobs[few.class_of(default)];
                if (near - default).abs() <= NEAR {
                    return Ok(());
                }
                Err(format!(
                    "has the default {default}, which is none of its values; the nearest is {near:.4}"
                ))
            }
        }
    }
}

fn continuous(row: &Row) -> Result<Values, String> {
    for (given, key) in [
        (row.weights.is_some(), "weights"),
        (row.labels.is_some(), "labels"),
        (row.without.is_some(), "without"),
    ] {
        if given {
            return Err(format!("has `{key}`, which only choices and steps have; say which it is"));
        }
    }
    let (low, high) = row.interval.unwrap_or((0.0, 1.0));
    if !(0.0 <= low && high - low >= APART && high <= 1.0) {
        return Err(format!("has the interval {low}..{high}; it must lie within 0..1 and rise"));
    }
    let often = row.often.map(|often| Often { knob: often.value, probability: often.probability });
    if let Some(Often { knob, probability }) = often {
        let fits = (low..=high).contains(&knob) && (0.0..=1.0).contains(&probability);
        if !fits {
            return Err(format!(
                "is {knob} with probability {probability}: the one must lie within {low}..{high}, the other within 0..1"
            ));
        }
    }
    Ok(Values::Continuous { interval: (low, high), often })
}

/// What a row or its list says of a handful of values; the row has the last word.
fn few(row: &Row, count: &Count, lists: &BTreeMap<String, List>) -> Result<Few, String> {
    let list = match count {
        Count::List(name) => Some(lists.get(name).ok_or_else(|| {
            let known: Vec<&str> = lists.keys().map(String::as_str).collect();
            format!(
                "takes the values of the list `{name}`, which is not there; there are: {}",
                known.join(", ")
            )
        })?),
        _ => None,
    };
    let all = match (count, list) {
        (Count::Even(count), _) => evenly(*count)?,
        (Count::Knobs(knobs), _) => knobs.clone(),
        (_, Some(List { count: Some(count), knobs: None, .. })) => evenly(*count)?,
        (_, Some(List { count: None, knobs: Some(knobs), .. })) => knobs.clone(),
        _ => return Err("takes the values of a list that has not one of `count` and `knobs`".to_owned()),
    };
    let without = row.without.as_deref().or(list.map(|list| list.without.as_slice())).unwrap_or_default();
    if let Some(beyond) = without.iter().find(|place| **place >= all.len()) {
        return Err(format!("is without value {beyond}, but has only {} (the first is 0)", all.len()));
    }
    let places: Vec<usize> = (0..all.len()).filter(|place| !without.contains(place)).collect();
    let knobs: Vec<f64> = places.iter().map(|place| all[*place]).collect();
    check_knobs(&knobs)?;
    let labels = row.labels.clone().or(list.map(|list| list.labels.clone())).unwrap_or_default();
    if !labels.is_empty() && labels.len() != knobs.len() {
        return Err(format!("has {} labels for {} values", labels.len(), knobs.len()));
    }
    let apart: BTreeSet<String> = labels.iter().map(|label| label.trim().to_lowercase()).collect();
    if apart.len() != labels.len() {
        return Err("has the same label twice".to_owned());
    }
    let weights = row.weights.clone().or(list.and_then(|list| list.weights.clone()));
    let weights = normalised(weights.unwrap_or_else(|| vec![1.0; knobs.len()]), knobs.len())?;
    Ok(Few { knobs, places, labels, weights })
}

fn evenly(count: usize) -> Result<Vec<f64>, String> {
    if !(2..=VALUES_MOST).contains(&count) {
        return Err(format!("has {count} values; there must be two at least, and {VALUES_MOST} at most"));
    }
    Ok((0..count).map(|index| index as f64 / (count - 1) as f64).collect())
}

fn check_knobs(knobs: &[f64]) -> Result<(), String> {
    if knobs.len() < 2 {
        return Err(format!("has {} values left; there must be two at least", knobs.len()));
    }
    if let Some(outside) = knobs.iter().find(|knob| !(0.0..=1.0).contains(*knob)) {
        return Err(format!("has the value {outside}; values are on the knob, 0..1"));
    }
    if knobs.windows(2).any(|pair| pair[1] - pair[0] < APART) {
        return Err("has values that do not rise; write each once, from low to high".to_owned());
    }
    Ok(())
}

fn normalised(weights: Vec<f64>, count: usize) -> Result<Vec<f64>, String> {
    if weights.len() != count {
        return Err(format!("has {} weights for {count} values", weights.len()));
    }
    let sum: f64 = weights.iter().sum();
    if !(weights.iter().all(|weight| *weight >= 0.0) && sum.is_finite() && sum > 0.0) {
        return Err("has weights that are no probabilities: none below 0, and one above it".to_owned());
    }
    Ok(weights.into_iter().map(|weight| weight / sum).collect())
}
