//! Spaces as files have them.

use serde::{Deserialize, Serialize};

use super::{Condition, Domain, Parameter, Space};
use crate::{Error, Value};

/// A space before it is checked.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSpace {
    parameters: Vec<RawParameter>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParameter {
    name: String,
    kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    low: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    log: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<Condition>,
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Float,
    Int,
    Choice,
}

impl TryFrom<RawSpace> for Space {
    type Error = Error;

    fn try_from(raw: RawSpace) -> Result<Self, Error> {
        Self::new(raw.parameters.into_iter().map(Parameter::try_from).collect::<Result<_, _>>()?)
    }
}

impl TryFrom<RawParameter> for Parameter {
    type Error = Error;

    fn try_from(raw: RawParameter) -> Result<Self, Error> {
        let domain = domain(&raw).map_err(|why| Error::parameter(&raw.name, why))?;
        Ok(Self { name: raw.name, domain, when: raw.when })
    }
}

fn domain(raw: &RawParameter) -> Result<Domain, String> {
    let log = raw.log.unwrap_or(false);
    let has_range = raw.low.is_some() || raw.high.is_some() || raw.log.is_some() || raw.step.is_some();
    match (raw.kind, &raw.choices) {
        (Kind::Choice, Some(_)) if has_range => {
            Err("is a choice: it has `choices` and no `low`, `high`, `log`, `step`".to_owned())
        }
        (Kind::Choice, Some(choices)) => Ok(Domain::Choice { choices: choices.clone() }),
        (Kind::Choice, None) => Err("is a choice and has no `choices`".to_owned()),
        (_, Some(_)) => Err("has `choices`, so its `kind` must be `choice`".to_owned()),
        (Kind::Float, None) => {
            let step = raw.step.as_ref().map(|value| float("step", Some(value))).transpose()?;
            Ok(Domain::Float {
                low: float("low", raw.low.as_ref())?,
                high: float("high", raw.high.as_ref())?,
                log,
                step,
            })
        }
        (Kind::Int, None) => {
            let step = raw.step.as_ref().map_or(Ok(1), |value| int("step", Some(value)))?;
            Ok(Domain::Int {
                low: int("low", raw.low.as_ref())?,
                high: int("high", raw.high.as_ref())?,
                log,
                step,
            })
        }
    }
}

fn float(field: &str, value: Option<&Value>) -> Result<f64, String> {
    let value = value.ok_or_else(|| format!("has no `{field}`"))?;
    value.number().ok_or_else(|| format!("has `{value}` for `{field}`, which is no number"))
}

fn int(field: &str, value: Option<&Value>) -> Result<i64, String> {
    match value.ok_or_else(|| format!("has no `{field}`"))? {
        Value::Int(value) => Ok(*value),
        value => Err(format!("is an int and has `{value}` for `{field}`, which is no whole number")),
    }
}

impl From<Space> for RawSpace {
    fn from(space: Space) -> Self {
        Self { parameters: space.parameters.into_iter().map(RawParameter::from).collect() }
    }
}

impl From<Parameter> for RawParameter {
    fn from(parameter: Parameter) -> Self {
        let Parameter { name, domain, when } = parameter;
        let raw = Self {
            name,
            kind: Kind::Choice,
            low: None,
            high: None,
            log: None,
            step: None,
            choices: None,
            when,
        };
        match domain {
            Domain::Float { low, high, log, step } => Self {
                kind: Kind::Float,
                low: Some(low.into()),
                high: Some(high.into()),
                log: Some(log),
                step: step.map(Value::Float),
                ..raw
            },
            Domain::Int { low, high, log, step } => Self {
                kind: Kind::Int,
                low: Some(low.into()),
                high: Some(high.into()),
                log: Some(log),
                step: Some(step.into()),
                ..raw
            },
            Domain::Choice { choices } => Self { choices: Some(choices), ..raw },
        }
    }
}
