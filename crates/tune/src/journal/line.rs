//! Lines of a journal: what Optuna's `JournalStorage` writes, one JSON object a line.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;

use super::distribution;
use crate::{Domain, Param, Params, State, Value};

/// What a line says.
#[derive(Debug)]
pub(super) enum Op {
    CreateStudy { name: String, directions: Vec<u64> },
    DeleteStudy { study: u64 },
    StudyAttribute { study: u64, user: bool, attributes: BTreeMap<String, Json> },
    CreateTrial { study: u64, worker: String, trial: Box<Template> },
    Param { trial: u64, param: Param },
    State { trial: u64, worker: String, state: State, values: Vec<f64>, started: Option<String> },
    Report { trial: u64, step: u64, value: f64 },
    TrialAttribute { trial: u64, user: bool, attributes: BTreeMap<String, Json> },
}

/// A trial as it is when it is made.
#[derive(Debug, Default)]
pub(super) struct Template {
    pub(super) state: Option<State>,
    pub(super) started: Option<String>,
    pub(super) values: Vec<f64>,
    pub(super) params: Params,
    pub(super) reports: BTreeMap<u64, f64>,
    pub(super) notes: BTreeMap<String, Json>,
    pub(super) attributes: BTreeMap<String, Json>,
}

/// All fields that a line may have; which ones it must have follows from its kind.
#[derive(Deserialize)]
struct Raw {
    op_code: u64,
    worker_id: String,
    study_name: Option<String>,
    directions: Option<Vec<u64>>,
    study_id: Option<u64>,
    trial_id: Option<u64>,
    user_attr: Option<BTreeMap<String, Json>>,
    system_attr: Option<BTreeMap<String, Json>>,
    state: Option<u64>,
    value: Option<Loose>,
    values: Option<Vec<Loose>>,
    datetime_start: Option<String>,
    distributions: Option<BTreeMap<String, String>>,
    params: Option<BTreeMap<String, Loose>>,
    user_attrs: Option<BTreeMap<String, Json>>,
    system_attrs: Option<BTreeMap<String, Json>>,
    intermediate_values: Option<BTreeMap<String, Loose>>,
    param_name: Option<String>,
    param_value_internal: Option<Loose>,
    distribution: Option<String>,
    step: Option<u64>,
    intermediate_value: Option<Loose>,
}

/// A number that may be none of the finite ones.
struct Loose(f64);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Json::deserialize(deserializer)? {
            Json::Number(number) => number.as_f64().map(Self),
            Json::String(word) if word == "NaN" => Some(Self(f64::NAN)),
            Json::String(word) if word == "Infinity" => Some(Self(f64::INFINITY)),
            Json::String(word) if word == "-Infinity" => Some(Self(f64::NEG_INFINITY)),
            _ => None,
        }
        .ok_or_else(|| serde::de::Error::custom("something stands where a number must"))
    }
}

/// Reads a line.
pub(super) fn parse(line: &[u8]) -> Result<Op, String> {
    let text = std::str::from_utf8(line).map_err(|why| format!("it is no UTF-8 text ({why})"))?;
    let raw: Raw = match serde_json::from_str(text) {
        Ok(raw) => raw,
        // Python writes NaN and infinities bare, which JSON has not.
        Err(why) => serde_json::from_str(&quoted(text)).map_err(|_still| why.to_string())?,
    };
    op(raw)
}

fn op(raw: Raw) -> Result<Op, String> {
    let Raw { op_code, study_id, trial_id, .. } = raw;
    let study = || study_id.ok_or("it has no `study_id`".to_owned());
    let trial = || trial_id.ok_or("it has no `trial_id`".to_owned());
    match op_code {
        0 => Ok(Op::CreateStudy {
            name: raw.study_name.ok_or("it has no `study_name`")?,
            directions: raw.directions.ok_or("it has no `directions`")?,
        }),
        1 => Ok(Op::DeleteStudy { study: study()? }),
        2 | 3 => {
            let (user, attributes) =
                if op_code == 2 { (true, raw.user_attr) } else { (false, raw.system_attr) };
            Ok(Op::StudyAttribute {
                study: study()?,
                user,
                attributes: attributes.ok_or("it has no attribute")?,
            })
        }
        4 => Ok(Op::CreateTrial {
            study: study()?,
            worker: raw.worker_id.clone(),
            trial: Box::new(template(raw)?),
        }),
        5 => {
            let name = raw.param_name.ok_or("it has no `param_name`")?;
            let distribution = raw.distribution.ok_or("it has no `distribution`")?;
            let inner = raw.param_value_internal.ok_or("it has no `param_value_internal`")?;
            Ok(Op::Param { trial: trial()?, param: param(name, &distribution, inner.0)? })
        }
        6 => Ok(Op::State {
            trial: trial()?,
            worker: raw.worker_id,
            state: state(raw.state.ok_or("it has no `state`")?)?,
            values: raw.values.unwrap_or_default().into_iter().map(|value| value.0).collect(),
            started: raw.datetime_start,
        }),
        7 => Ok(Op::Report {
            trial: trial()?,
            step: raw.step.ok_or("it has no `step`")?,
            value: raw.intermediate_value.ok_or("it has no `intermediate_value`")?.0,
        }),
        8 | 9 => {
            let (user, attributes) =
                if op_code == 8 { (true, raw.user_attr) } else { (false, raw.system_attr) };
            Ok(Op::TrialAttribute {
                trial: trial()?,
                user,
                attributes: attributes.ok_or("it has no attribute")?,
            })
        }
        other => Err(format!("its `op_code` is {other}, and none is known above 9: a newer Optuna wrote it")),
    }
}

fn template(raw: Raw) -> Result<Template, String> {
    let mut template = Template {
        state: raw.state.map(state).transpose()?,
        started: raw.datetime_start,
        notes: raw.user_attrs.unwrap_or_default(),
        attributes: raw.system_attrs.unwrap_or_default(),
        ..Template::default()
    };
    let values = raw.values.unwrap_or_default().into_iter().chain(raw.value);
    template.values = values.map(|value| value.0).collect();
    let distributions = raw.distributions.unwrap_or_default();
    for (name, inner) in raw.params.unwrap_or_default() {
        let distribution = distributions.get(&name).ok_or_else(|| format!("`{name}` has no distribution"))?;
        template.params.push(param(name, distribution, inner.0)?);
    }
    for (step, value) in raw.intermediate_values.unwrap_or_default() {
        let step = step.parse().map_err(|_why| format!("`{step}` is no step"))?;
        template.reports.insert(step, value.0);
    }
    Ok(template)
}

fn state(code: u64) -> Result<State, String> {
    [State::Running, State::Complete, State::Pruned, State::Failed, State::Waiting]
        .get(code as usize)
        .copied()
        .ok_or_else(|| format!("its `state` is {code}, and none is known above 4"))
}

fn param(name: String, distribution: &str, inner: f64) -> Result<Param, String> {
    let domain =
        distribution::read(distribution).map_err(|why| format!("the distribution of `{name}` {why}"))?;
    let value = match &domain {
        Domain::Float { .. } => inner.is_finite().then_some(Value::Float(inner)),
        Domain::Int { .. } => {
            (inner.fract() == 0.0 && inner.abs() < 1e18).then_some(Value::Int(inner as i64))
        }
        Domain::Choice { choices } => {
            let whole = inner >= 0.0 && inner.fract() == 0.0;
            whole.then(|| choices.get(inner as usize).cloned()).flatten()
        }
    };
    let value = value.ok_or_else(|| format!("`{name}` is {inner}, which its distribution has not"))?;
    Ok(Param { name, value, domain })
}

/// The text with bare NaN and infinities between quotes; words in strings stay as they are.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut rest, mut inside) = (text, false);
    while let Some(next) = rest.chars().next() {
        let word =
            ["NaN", "Infinity", "-Infinity"].into_iter().find(|word| !inside && rest.starts_with(word));
        let taken = match (word, next) {
            (Some(word), _) => {
                out.extend(["\"", word, "\""]);
                word.len()
            }
            (None, '\\') if inside => {
                let pair = rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at);
                out.push_str(&rest[..pair]);
                pair
            }
            (None, _) => {
                inside ^= next == '"';
                out.push(next);
                next.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_words_of_python_are_quoted_outside_of_strings_only() {
        assert_eq!(
            quoted(r#"{"a":NaN,"b NaN\"":-Infinity,"c":[Infinity]}"#),
            r#"{"a":"NaN","b NaN\"":"-Infinity","c":["Infinity"]}"#
        );
        assert_eq!(quoted("\"\\"), "\"\\");
    }

    #[test]
    fn values_of_a_report_may_be_none() {
        let line = |value: &str| {
            format!(r#"{{"op_code":7,"worker_id":"w","trial_id":0,"step":1,"intermediate_value":{value}}}"#)
        };
        for (word, expected) in
            [("NaN", f64::NAN), ("-Infinity", f64::NEG_INFINITY), ("2", 2.0), ("1e-3", 1e-3)]
        {
            let Ok(Op::Report { value, step: 1, trial: 0 }) = parse(line(word).as_bytes()) else {
                unreachable!("{word} is a value")
            };
            assert_eq!(value.to_bits(), expected.to_bits());
        }
        assert!(parse(line("true").as_bytes()).unwrap_err().contains("number"));
    }
}
