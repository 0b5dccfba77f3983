//! Domains as Optuna writes its distributions: JSON in a string.

use serde::Deserialize;
use serde_json::json;

use crate::{Domain, Value};

#[derive(Deserialize)]
struct Raw {
    name: String,
    attributes: serde_json::Value,
}

#[derive(Deserialize)]
struct Float {
    low: f64,
    high: f64,
    #[serde(default)]
    log: bool,
    step: Option<f64>,
}

#[derive(Deserialize)]
struct Int {
    low: i64,
    high: i64,
    #[serde(default)]
    log: bool,
    step: i64,
}

#[derive(Deserialize)]
struct Choices {
    choices: Vec<Value>,
}

/// Reads a distribution.
pub(super) fn read(text: &str) -> Result<Domain, String> {
    let no_such = |why: serde_json::Error| format!("can't be read ({why})");
    let raw: Raw = serde_json::from_str(text).map_err(no_such)?;
    let domain = match raw.name.as_str() {
        "FloatDistribution" => {
            let Float { low, high, log, step } = serde_json::from_value(raw.attributes).map_err(no_such)?;
            Domain::Float { low, high, log, step }
        }
        "IntDistribution" => {
            let Int { low, high, log, step } = serde_json::from_value(raw.attributes).map_err(no_such)?;
            Domain::Int { low, high, log, step }
        }
        "CategoricalDistribution" => {
            let Choices { choices } = serde_json::from_value(raw.attributes).map_err(no_such)?;
            Domain::Choice { choices }
        }
        other => return Err(format!("is a `{other}`, which is not known")),
    };
    domain.checked()
}

/// Writes one.
pub(super) fn write(domain: &Domain) -> String {
    let value = match domain {
        Domain::Float { low, high, log, step } => json!({
            "name": "FloatDistribution",
            "attributes": {"step": step, "low": low, "high": high, "log": log},
        }),
        Domain::Int { low, high, log, step } => json!({
            "name": "IntDistribution",
            "attributes": {"log": log, "step": step, "low": low, "high": high},
        }),
        Domain::Choice { choices } => {
            json!({"name": "CategoricalDistribution", "attributes": {"choices": choices}})
        }
    };
    value.to_string()
}

/// A value as a journal has it: the number, or the place of the choice.
pub(super) fn inner(domain: &Domain, value: &Value) -> f64 {
    match domain {
        Domain::Choice { .. } => domain.place(value).unwrap_or(0.0),
        _ => value.number().unwrap_or(0.0),
    }
}
