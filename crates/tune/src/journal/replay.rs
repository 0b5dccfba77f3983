//! What the lines of a journal come to.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::line::{Op, Template};
use crate::{State, Trial};

/// All studies of a journal.
#[derive(Debug, Default)]
pub(crate) struct Replay {
    /// By their numbers in the journal; `None` once deleted.
    studies: Vec<Option<Record>>,
    /// The study and the number in it of each trial, by its number in the journal.
    trials: Vec<(u64, u64)>,
}

/// A study.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) id: u64,
    pub(crate) name: String,
    /// As Optuna counts them: 1 is less, 2 is more.
    pub(crate) directions: Vec<u64>,
    /// User attributes.
    pub(crate) notes: BTreeMap<String, Json>,
    pub(crate) trials: Vec<Trial>,
}

/// Whose a trial is, where not the worker that began it.
pub(crate) const OWNER: &str = "tonewright:worker";

impl Replay {
    /// Those that are there.
    pub(crate) fn studies(&self) -> impl Iterator<Item = &Record> {
        self.studies.iter().flatten()
    }

    pub(crate) fn study(&self, name: &str) -> Option<&Record> {
        self.studies().find(|study| study.name == name)
    }

    /// The number that the next study has.
    pub(crate) fn next_study(&self) -> u64 {
        self.studies.len() as u64
    }

    /// Takes in a line. What comes too late (for a trial that ended, a study that was deleted or is there) is passed over,
    /// as Optuna does: it happens where several processes write.
    pub(super) fn apply(&mut self, op: Op) -> Result<(), String> {
        match op {
            Op::CreateStudy { name, directions } => self.create_study(name, directions),
            Op::DeleteStudy { study } => {
                *self.slot(study)? = None;
                Ok(())
            }
            Op::StudyAttribute { study, user, attributes } => {
                if let Some(record) = self.slot(study)?.as_mut().filter(|_| user) {
                    record.notes.extend(attributes);
                }
                Ok(())
            }
            Op::CreateTrial { study, worker, trial } => self.create_trial(study, worker, *trial),
            Op::Param { trial, param } => self.change(trial, |trial| trial.params.push(param)),
            Op::State { trial, worker, state, values, started } => {
                self.change(trial, |trial| set_state(trial, worker, state, &values, started.as_deref()))
            }
            Op::Report { trial, step, value } => {
                self.change(trial, |trial| trial.reports.extend([(step, value)]))
            }
            Op::TrialAttribute { trial, user: true, attributes } => {
                self.change(trial, |trial| trial.notes.extend(attributes))
            }
            Op::TrialAttribute { trial, user: false, attributes } => self.change(trial, |trial| {
                if let Some(Json::String(owner)) = attributes.get(OWNER) {
                    trial.worker.clone_from(owner);
                }
                trial.attributes.extend(attributes);
            }),
        }
    }

    fn create_study(&mut self, name: String, directions: Vec<u64>) -> Result<(), String> {
        if directions.is_empty() || directions.iter().any(|direction| !matches!(direction, 1 | 2)) {
            return Err(format!("the directions of the study are {directions:?}, and must be 1 or 2 each"));
        }
        if self.study(&name).is_none() {
            let id = self.next_study();
            self.studies.push(Some(Record {
                id,
                name,
                directions,
                notes: BTreeMap::new(),
                trials: Vec::new(),
            }));
        }
        Ok(())
    }

    fn create_trial(&mut self, study: u64, worker: String, template: Template) -> Result<(), String> {
        let id = self.trials.len() as u64;
        let Some(record) = self.slot(study)? else { return Ok(()) };
        let state = template.state.unwrap_or(State::Running);
        let Template { params, reports, notes, attributes, .. } = template;
        let number = record.trials.len() as u64;
        let started = template.started.as_deref().and_then(time);
        let value = None;
        let mut trial =
            Trial { number, state, params, value, reports, notes, id, worker, attributes, started };
        if state == State::Complete && template.values.is_empty() {
            return Err("the trial is complete and has no value".to_owned());
        }
        trial.value = kept(state, &template.values);
        record.trials.push(trial);
        self.trials.push((study, number));
        Ok(())
    }

    /// A study's place; there is none where no line made it.
    fn slot(&mut self, study: u64) -> Result<&mut Option<Record>, String> {
        let many = self.studies.len();
        let slot = usize::try_from(study).ok().and_then(|at| self.studies.get_mut(at));
        slot.ok_or_else(|| format!("it speaks of study {study}, and {many} were made before it (from 0)"))
    }

    /// Changes a trial that has not ended.
    fn change(&mut self, id: u64, change: impl FnOnce(&mut Trial)) -> Result<(), String> {
        let many = self.trials.len();
        let place = usize::try_from(id).ok().and_then(|at| self.trials.get(at)).copied();
        let Some((study, number)) = place else {
            return Err(format!("it speaks of trial {id}, and {many} were made before it (from 0)"));
        };
        let trial = self.slot(study)?.as_mut().and_then(|record| record.trials.get_mut(number as usize));
        if let Some(trial) = trial.filter(|trial| matches!(trial.state, State::Running | State::Waiting)) {
            change(trial);
        }
        Ok(())
    }
}

fn set_state(trial: &mut Trial, worker: String, state: State, values: &[f64], started: Option<&str>) {
    if state == State::Running {
        // The first that begins a waiting trial has it.
        if trial.state == State::Waiting {
            trial.worker = worker;
            trial.started = started.and_then(time);
            trial.state = state;
        }
        return;
    }
    trial.value = kept(state, values);
    trial.state = state;
}

/// The value of a trial in this state.
fn kept(state: State, values: &[f64]) -> Option<f64> {
    let ended = matches!(state, State::Complete | State::Pruned);
    values.first().copied().filter(|value| ended && !value.is_nan())
}

/// A time with its offset, or (as Optuna wrote it before) without, which is taken for UTC.
fn time(text: &str) -> Option<jiff::Timestamp> {
    let plain = || text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    text.parse().ok().or_else(|| plain().map(|zoned| zoned.timestamp()))
}
