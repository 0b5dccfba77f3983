//! Lines as they are written.

use serde_json::{Value as Json, json};

use super::distribution;
use crate::{Direction, Params, State, Value};

/// Lines of one worker.
pub(crate) struct Writer<'a> {
    pub(crate) worker: &'a str,
}

impl Writer<'_> {
    pub(crate) fn create_study(&self, name: &str, direction: Direction) -> String {
        let direction = match direction {
            Direction::Minimize => 1,
            Direction::Maximize => 2,
        };
        self.line(json!({"op_code": 0, "study_name": name, "directions": [direction]}))
    }

    pub(crate) fn study_note(&self, study: u64, key: &str, value: &Json) -> String {
        self.line(json!({"op_code": 2, "study_id": study, "user_attr": {key: value}}))
    }

    /// A trial of these settings: running, or (with what it was ordered with) waiting.
    pub(crate) fn create_trial(
        &self,
        study: u64,
        params: &Params,
        ordered: Option<&[(String, Value)]>,
    ) -> String {
        let (mut values, mut distributions) = (serde_json::Map::new(), serde_json::Map::new());
        for param in params {
            values.insert(param.name.clone(), distribution::inner(&param.domain, &param.value).into());
            distributions.insert(param.name.clone(), distribution::write(&param.domain).into());
        }
        let (state, started) = if ordered.is_some() { (4, None) } else { (0, Some(now())) };
        let fixed: Option<serde_json::Map<String, Json>> =
            ordered.map(|ordered| ordered.iter().map(|(name, value)| (name.clone(), json!(value))).collect());
        let attributes = fixed.map_or(json!({}), |fixed| json!({"fixed_params": fixed}));
        self.line(json!({
            "op_code": 4, "study_id": study, "datetime_start": started, "state": state, "value": null, "values": null,
            "distributions": distributions, "params": values, "user_attrs": {}, "system_attrs": attributes,
            "intermediate_values": {},
        }))
    }

    /// One for each setting.
    pub(crate) fn params(&self, trial: u64, params: &Params) -> Vec<String> {
        let line = |param: &crate::Param| {
            self.line(json!({
                "op_code": 5, "trial_id": trial, "param_name": param.name,
                "param_value_internal": distribution::inner(&param.domain, &param.value),
                "distribution": distribution::write(&param.domain),
            }))
        };
        params.iter().map(line).collect()
    }

    pub(crate) fn start(&self, trial: u64) -> String {
        self.line(
            json!({"op_code": 6, "trial_id": trial, "state": 0, "values": null, "datetime_start": now()}),
        )
    }

    pub(crate) fn end(&self, trial: u64, state: State, value: Option<f64>) -> String {
        let state = match state {
            State::Complete => 1,
            State::Pruned => 2,
            _ => 3,
        };
        let values = value.map_or("null".to_owned(), |value| format!("[{}]", number(value)));
        self.with(
            json!({"op_code": 6, "trial_id": trial, "state": state, "datetime_complete": now()}),
            "values",
            &values,
        )
    }

    pub(crate) fn report(&self, trial: u64, step: u64, value: f64) -> String {
        self.with(
            json!({"op_code": 7, "trial_id": trial, "step": step}),
            "intermediate_value",
            &number(value),
        )
    }

    pub(crate) fn note(&self, trial: u64, key: &str, value: &Json) -> String {
        self.line(json!({"op_code": 8, "trial_id": trial, "user_attr": {key: value}}))
    }

    pub(crate) fn attribute(&self, trial: u64, key: &str, value: &Json) -> String {
        self.line(json!({"op_code": 9, "trial_id": trial, "system_attr": {key: value}}))
    }

    fn line(&self, mut value: Json) -> String {
        if let Some(fields) = value.as_object_mut() {
            fields.insert("worker_id".to_owned(), self.worker.into());
        }
        value.to_string()
    }

    /// With one field more, which is written as it is.
    fn with(&self, value: Json, field: &str, raw: &str) -> String {
        let line = self.line(value);
        let open = line.strip_suffix('}').unwrap_or(&line);
        format!("{open},\"{field}\":{raw}}}")
    }
}

/// A number as Python reads it.
fn number(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity".to_owned() } else { "-Infinity".to_owned() }
    } else {
        json!(value).to_string()
    }
}

/// The time as Python's `datetime` reads it.
fn now() -> String {
    jiff::Timestamp::now().display_with_offset(jiff::tz::Offset::UTC).to_string()
}
