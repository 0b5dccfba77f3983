//! What stands in the presets of a corpus: shares of choices, quartiles of numbers, and how good a guess is that knows no
//! sound.

use std::collections::BTreeMap;

use serde::Serialize;
use tonewright_synth::{Kind, Norm, ParamSpec, Preset, SynthSpec};

use super::Corpus;

/// How the values of one parameter are spread.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParameterStatistics {
    /// Its id.
    pub id: String,
    /// The values.
    #[serde(flatten)]
    pub values: Values,
}

/// Values of many presets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Values {
    /// Of a choice or switch: each value that occurs and how many presets have it, the most frequent first.
    Shares(Vec<(String, usize)>),
    /// Of a number, as the synth shows it: the least, the quartiles, and the most.
    Quartiles([String; 5]),
}

/// How near a guess comes that knows only these presets: of each choice the most frequent value, of each number the median.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Guess {
    /// How many choices and switches there are.
    pub choices: usize,
    /// The mean share of presets that have the most frequent value; `None` without choices.
    pub right: Option<f64>,
    /// How many numbers there are.
    pub numbers: usize,
    /// The mean distance from the median on the knob, 0 to 1; `None` without numbers.
    pub off: Option<f64>,
}

/// The statistics of each parameter that the synth's own files hold, in the synth's order.
///
/// # Panics
/// When the corpus is of another synth ([`Corpus::check_synth`]).
pub fn statistics(corpus: &Corpus, spec: &SynthSpec) -> Vec<ParameterStatistics> {
    let of = |at: usize| {
        let param = &spec.params[at];
        let knobs = knobs(corpus, at);
        let values = if is_choice(param) {
            Values::Shares(shares(param, &knobs))
        } else {
            Values::Quartiles([0, 1, 2, 3, 4].map(|quarter| match quartile(&knobs, quarter) {
                Some(knob) => param.text(knob),
                None => String::new(),
            }))
        };
        ParameterStatistics { id: param.id.to_string(), values }
    };
    corpus.compared().into_iter().map(of).collect()
}

/// How near a guess comes over all presets.
///
/// # Panics
/// When the corpus is of another synth ([`Corpus::check_synth`]).
pub fn guess(corpus: &Corpus, spec: &SynthSpec) -> Guess {
    let (mut right, mut off) = (Vec::new(), Vec::new());
    for at in corpus.compared() {
        let knobs = knobs(corpus, at);
        let count = knobs.len().max(1) as f64;
        if is_choice(&spec.params[at]) {
            let most = shares(&spec.params[at], &knobs).first().map_or(0, |(_, count)| *count);
            right.push(most as f64 / count);
        } else {
            let median = quartile(&knobs, 2).unwrap_or(Norm::ZERO).get();
            off.push(knobs.iter().map(|knob| f64::from((knob.get() - median).abs())).sum::<f64>() / count);
        }
    }
    let mean = |all: &[f64]| (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64);
    Guess { choices: right.len(), right: mean(&right), numbers: off.len(), off: mean(&off) }
}

fn is_choice(param: &ParamSpec) -> bool {
    matches!(param.kind, Kind::Choice { .. } | Kind::Toggle)
}

/// The knobs of one parameter, from the lowest.
fn knobs(corpus: &Corpus, at: usize) -> Vec<Norm> {
    let knob = |preset: &Preset| preset.values[at];
    let mut knobs: Vec<Norm> = corpus.entries.iter().map(|entry| knob(&entry.preset)).collect();
    knobs.sort_by(|a, b| a.get().total_cmp(&b.get()));
    knobs
}

fn shares(param: &ParamSpec, knobs: &[Norm]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<usize, (String, usize)> = BTreeMap::new();
    for knob in knobs {
        let value = param.plain_from_norm(*knob).0 as usize;
        counts.entry(value).or_insert_with(|| (param.text(*knob), 0)).1 += 1;
    }
    let mut shares: Vec<(String, usize)> = counts.into_values().collect();
    shares.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    shares
}

fn quartile(sorted: &[Norm], quarter: usize) -> Option<Norm> {
    sorted.get(sorted.len().checked_sub(1)? * quarter / 4).copied()
}
