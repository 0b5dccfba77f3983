//! What may be set: named parameters in order, some of which only some trials have.

mod domain;
mod read;

use serde::{Deserialize, Serialize};

pub use domain::Domain;

use crate::trial::{Param, Params};
use crate::{Error, Value};

/// A setting that is searched for.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Unique in its space.
    pub name: String,
    /// What it may be.
    pub domain: Domain,
    /// Which trials have it; all without.
    pub when: Option<Condition>,
}

/// A trial has a parameter only where an earlier one, a choice, is one of these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The earlier parameter's name.
    pub parameter: String,
    /// Its choices under which the later one exists.
    pub is: Vec<Value>,
}

/// Parameters in their order, checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "read::RawSpace", into = "read::RawSpace")]
pub struct Space {
    parameters: Vec<Parameter>,
    groups: Vec<Vec<usize>>,
}

impl Space {
    /// A space of these.
    ///
    /// # Errors
    /// [`Error::Parameter`] and [`Error::Space`], which say what is wrong: no parameter, two of a name, a range that is
    /// none, a condition that can never hold or that names no earlier choice.
    pub fn new(parameters: Vec<Parameter>) -> Result<Self, Error> {
        if parameters.is_empty() {
            return Err(Error::Space("has no parameter; add one".to_owned()));
        }
        let mut checked: Vec<Parameter> = Vec::new();
        for mut parameter in parameters {
            let name = parameter.name.as_str();
            if name.is_empty() {
                return Err(Error::Space("has a parameter without a name".to_owned()));
            }
            if checked.iter().any(|earlier| earlier.name == name) {
                return Err(Error::parameter(name, "is there twice; names must differ"));
            }
            parameter.domain = parameter.domain.checked().map_err(|why| Error::parameter(name, why))?;
            if let Some(condition) = &parameter.when {
                check_condition(condition, &checked).map_err(|why| Error::parameter(name, why))?;
            }
            checked.push(parameter);
        }
        let groups = groups(&checked);
        Ok(Self { parameters: checked, groups })
    }

    /// Reads a space: `[[parameters]]`, each with `name`, `kind` (`float`, `int` or `choice`), `low`, `high`, `log`, `step`
    /// or `choices`, and perhaps `when = { parameter = "…", is = […] }`.
    ///
    /// # Errors
    /// [`Error::Toml`] where the text is none or has something unknown, else those of [`Space::new`].
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let raw: read::RawSpace = toml::from_str(text).map_err(|why| Error::Toml(Box::new(why)))?;
        Self::try_from(raw)
    }

    /// Its parameters, in order.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Places of parameters that the same trials have: each group is drawn jointly.
    pub(crate) fn groups(&self) -> &[Vec<usize>] {
        &self.groups
    }

    /// The settings at these places (one for each parameter), `fixed` ones in their stead; without those that such a
    /// trial has not.
    pub(crate) fn params(&self, places: &[f64], fixed: &[(String, Value)]) -> Params {
        let mut params = Params::default();
        for (parameter, place) in self.parameters.iter().zip(places) {
            let exists = parameter.when.as_ref().is_none_or(|condition| {
                params.get(&condition.parameter).is_some_and(|value| condition.is.contains(value))
            });
            if !exists {
                continue;
            }
            let told = fixed
                .iter()
                .find(|(name, _)| *name == parameter.name)
                .and_then(|(_, value)| parameter.domain.place(value));
            let value = parameter.domain.value(told.unwrap_or(*place));
            params.push(Param { name: parameter.name.clone(), value, domain: parameter.domain.clone() });
        }
        params
    }

    /// Where a trial's settings lie; `None` for parameters that it has not, or outside of what they may be.
    pub(crate) fn places(&self, params: &Params) -> Vec<Option<f64>> {
        self.parameters
            .iter()
            .map(|parameter| params.get(&parameter.name).and_then(|value| parameter.domain.place(value)))
            .collect()
    }
}

fn check_condition(condition: &Condition, earlier: &[Parameter]) -> Result<(), String> {
    let name = &condition.parameter;
    let Some(parent) = earlier.iter().find(|parameter| parameter.name == *name) else {
        return Err(format!("exists when `{name}` is something, and no earlier parameter is named so"));
    };
    let Domain::Choice { choices } = &parent.domain else {
        return Err(format!("exists when `{name}` is something, and that is no choice"));
    };
    if condition.is.is_empty() {
        return Err(format!("exists when `{name}` is one of nothing; say of what"));
    }
    match condition.is.iter().find(|value| !choices.contains(value)) {
        Some(value) => Err(format!("exists when `{name}` is `{value}`, which it can't be")),
        None => Ok(()),
    }
}

/// Parameters under equal conditions stand together.
fn groups(parameters: &[Parameter]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, parameter) in parameters.iter().enumerate() {
        match groups.iter_mut().find(|group| parameters[group[0]].when == parameter.when) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}
