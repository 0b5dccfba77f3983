//! Which trial is next.

use serde_json::Value as Json;

use super::order::StudyOrder;
use crate::journal::{OWNER, Record, Writer};
use crate::samplers::Request;
use crate::{Error, State, Trial, Value};

/// The trial that is handed out, and what must be written before.
pub(super) struct Plan {
    pub(super) number: u64,
    pub(super) lines: Vec<String>,
}

/// How often a trial was taken up again.
const RETRIES: &str = "tonewright:retries";

/// Abandoned trials come first, then ordered ones, then new ones. `dead` knows whose worker is no more.
pub(super) fn plan(
    order: &StudyOrder,
    record: &Record,
    worker: &str,
    dead: &dyn Fn(&str) -> bool,
) -> Result<Plan, Error> {
    let writer = Writer { worker };
    let mut lines = Vec::new();
    for trial in record.trials.iter().filter(|trial| trial.state == State::Running && dead(&trial.worker)) {
        let tries = trial.attributes.get(RETRIES).and_then(Json::as_u64).unwrap_or(0);
        if tries < u64::from(order.retries) {
            lines.push(writer.attribute(trial.id, OWNER, &worker.into()));
            lines.push(writer.attribute(trial.id, RETRIES, &tries.saturating_add(1).into()));
            lines.extend(missing(order, record, trial, &writer)?);
            return Ok(Plan { number: trial.number, lines });
        }
        let why = format!("its process ended {} times before it did", tries.saturating_add(1));
        lines.extend(super::failure(&writer, trial, &why));
    }
    if let Some(trial) = record.trials.iter().find(|trial| trial.state == State::Waiting) {
        lines.push(writer.start(trial.id));
        lines.push(writer.attribute(trial.id, OWNER, &worker.into()));
        lines.extend(missing(order, record, trial, &writer)?);
        return Ok(Plan { number: trial.number, lines });
    }
    let number = record.trials.len() as u64;
    let params = order.space.params(&draw(order, record, number)?, &[]);
    lines.push(writer.create_trial(record.id, &params, None));
    Ok(Plan { number, lines })
}

/// The settings that a trial lacks: all of one that was ordered, but for those that were ordered.
fn missing(
    order: &StudyOrder,
    record: &Record,
    trial: &Trial,
    writer: &Writer<'_>,
) -> Result<Vec<String>, Error> {
    let mut fixed: Vec<(String, Value)> = Vec::new();
    if let Some(Json::Object(ordered)) = trial.attributes.get("fixed_params") {
        for (name, value) in ordered {
            if let Ok(value) = serde_json::from_value(value.clone()) {
                fixed.push((name.clone(), value));
            }
        }
    }
    // What the trial has already is not changed.
    let known = |name: &str| trial.params.get(name).is_some();
    fixed.retain(|(name, _)| !known(name));
    fixed.extend(trial.params.iter().map(|param| (param.name.clone(), param.value.clone())));
    let whole =
        order.space.parameters().iter().all(|parameter| parameter.when.is_some() || known(&parameter.name));
    if whole
        && trial.params.len() >= order.space.params(&vec![0.0; order.space.parameters().len()], &fixed).len()
    {
        return Ok(Vec::new());
    }
    let mut params = order.space.params(&draw(order, record, trial.number)?, &fixed);
    params.retain(|param| !known(&param.name));
    Ok(writer.params(trial.id, &params))
}

/// Where the sampler puts a trial; it sees the others.
fn draw(order: &StudyOrder, record: &Record, number: u64) -> Result<Vec<f64>, Error> {
    let sampler = order.sampler.sampler(&order.space)?;
    let others: Vec<Trial>;
    let mut trials = record.trials.as_slice();
    if trials.iter().any(|trial| trial.number == number) {
        others = trials.iter().filter(|trial| trial.number != number).cloned().collect();
        trials = &others;
    }
    let StudyOrder { space, sampler: config, direction, seed, .. } = order;
    let (direction, seed) = (*direction, *seed);
    Ok((sampler.draw)(&Request { space, direction, trials, seed, number, config }))
}
