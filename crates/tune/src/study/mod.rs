//! Studies: ask for a trial, report how it goes, tell how it went.

mod order;
mod plan;
mod summary;
#[cfg(test)]
pub(crate) mod testing;
mod worker;

use std::path::Path;
use std::time::Duration;

pub use order::StudyOrder;
pub use summary::{StudySummary, studies};
use worker::Worker;

use crate::journal::{Journal, Record, Replay, Writer};
use crate::pruners::{Pruner, Pruning};
use crate::{Error, ImportanceConfig, Outcome, Params, State, Trial, Value};

/// A study of one objective that is worked on. Several processes may each have one of the same journal; within a process,
/// each thread opens its own, or they share one behind a lock.
///
/// A trial belongs to the `Study` that asked for it, and is abandoned when that is dropped or its process dies: the next
/// [`Study::ask`] of anybody takes it up again, with the same number and settings, up to [`StudyOrder::retries`] times.
/// How it is known: each `Study` holds a lock on a file of its own in `<journal>.workers`, which the system releases
/// when a process ends, however it ends. That works on one machine and on shared file systems with locks. Where there
/// are none, and for trials of Optuna's processes, [`Study::fail_older`] is the way.
#[derive(Debug)]
pub struct Study {
    journal: Journal,
    id: u64,
    order: StudyOrder,
    pruner: &'static Pruner,
    worker: Worker,
}

impl Study {
    /// Opens the study of this name in a journal; the file and the study are made where they are missing.
    ///
    /// A study that is there must have the same direction and the same space. Another sampler, pruner, seed or number of
    /// retries takes the place of the former one.
    ///
    /// # Errors
    /// [`Error::Unknown`] and [`Error::Setting`] for the sampler and the pruner, [`Error::Differs`], [`Error::Objectives`]
    /// for a study of several, [`Error::Line`] for a damaged journal, [`Error::File`].
    pub fn open(path: &Path, order: StudyOrder) -> Result<Self, Error> {
        let pruner = order.check()?;
        let mut journal = Journal::open(path)?;
        let mut begun = Err(Error::Space(String::new()));
        let mut id = 0;
        journal.write(|replay| {
            // Under the journal's lock: nobody finds the worker's file before it is locked.
            begun = Worker::start(path);
            let Ok(worker) = &begun else { return Ok(Vec::new()) };
            let lines = order.lines(replay, &Writer { worker: worker.name() })?;
            id = replay.study(&order.name).map_or(replay.next_study(), |record| record.id);
            Ok(lines)
        })?;
        Ok(Self { journal, id, order, pruner, worker: begun? })
    }

    /// Opens a study that is there, as it was ordered. One of Optuna's is searched on over the parameters that its trials
    /// have, by `tpe`, under seed 0, and nothing is pruned.
    ///
    /// # Errors
    /// [`Error::NoStudy`], [`Error::Space`] for a study of Optuna's without trials; else as [`Study::open`].
    pub fn load(path: &Path, name: &str) -> Result<Self, Error> {
        let mut all = studies(path)?;
        let Some(at) = all.iter().position(|study| study.name == name) else {
            return Err(no_study(path, name, all.iter().map(|study| study.name.as_str())));
        };
        Self::open(path, all.swap_remove(at).into_order()?)
    }

    /// What it was ordered as.
    pub fn order(&self) -> &StudyOrder {
        &self.order
    }

    /// The next trial to run, which is this study's until it is told of: one that was abandoned, or was ordered by
    /// [`Study::enqueue`], or a new one. Abandoned trials that were taken up too often are recorded as failed on the way.
    ///
    /// With one process at a time, the trials follow from the order and from what was told, whether or not the process was
    /// stopped or killed in between.
    ///
    /// # Errors
    /// Those of the journal.
    pub fn ask(&mut self) -> Result<Trial, Error> {
        let Self { journal, id, order, worker, .. } = self;
        let (folder, mut number) = (journal.path().to_owned(), 0);
        journal.write(|replay| {
            let record = record(replay, *id, order, &folder)?;
            let dead = |name: &str| name != worker.name() && Worker::is_dead(&folder, name);
            let plan = plan::plan(order, record, worker.name(), &dead)?;
            number = plan.number;
            Ok(plan.lines)
        })?;
        self.trial(number).cloned()
    }

    /// Keeps what a trial reported at a step, and says whether it shall end now: then tell [`Outcome::Pruned`].
    /// A later report of the same step takes the place of the former one.
    ///
    /// # Errors
    /// [`Error::Trial`] where the trial is not running, or not this study's; those of the journal.
    pub fn report(&mut self, number: u64, step: u64, value: f64) -> Result<bool, Error> {
        self.change(number, |writer, trial| vec![writer.report(trial.id, step, value)])?;
        let trials = self.records()?.trials.as_slice();
        let (direction, config) = (self.order.direction, &self.order.pruner);
        Ok((self.pruner.prunes)(&Pruning { direction, trials, trial: self.trial(number)?, config }))
    }

    /// Keeps a note with a trial: Optuna's user attributes, which its dashboard shows.
    ///
    /// # Errors
    /// As [`Study::report`].
    pub fn note(&mut self, number: u64, key: &str, value: &serde_json::Value) -> Result<(), Error> {
        self.change(number, |writer, trial| vec![writer.note(trial.id, key, value)])
    }

    /// Ends a trial. The reason of a failure becomes its note `failure`; NaN is a failure.
    ///
    /// # Errors
    /// As [`Study::report`].
    pub fn tell(&mut self, number: u64, outcome: Outcome) -> Result<(), Error> {
        self.change(number, |writer, trial| match &outcome {
            Outcome::Complete(value) if !value.is_nan() => {
                vec![writer.end(trial.id, State::Complete, Some(*value))]
            }
            Outcome::Complete(_) => failure(writer, trial, "its value is NaN"),
            Outcome::Failed(why) => failure(writer, trial, why),
            Outcome::Pruned => {
                let last = trial.last_report().map(|(_, value)| value).filter(|value| !value.is_nan());
                vec![writer.end(trial.id, State::Pruned, last)]
            }
        })
    }

    /// Orders a trial with these settings, which somebody's [`Study::ask`] hands out; the sampler chooses the rest.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a setting that the space has not; those of the journal.
    pub fn enqueue(&mut self, settings: &[(String, Value)]) -> Result<u64, Error> {
        self.order.check_settings(settings)?;
        let Self { journal, id, order, worker, .. } = self;
        let (folder, mut number) = (journal.path().to_owned(), 0);
        journal.write(|replay| {
            number = record(replay, *id, order, &folder)?.trials.len() as u64;
            let writer = Writer { worker: worker.name() };
            Ok(vec![writer.create_trial(*id, &Params::default(), Some(settings))])
        })?;
        Ok(number)
    }

    /// Records running trials that began longer ago than this as failed, whosever they are, but for this study's own;
    /// their numbers. For trials of machines and programs of which it can't be known whether they live.
    ///
    /// # Errors
    /// Those of the journal.
    pub fn fail_older(&mut self, than: Duration) -> Result<Vec<u64>, Error> {
        let Self { journal, id, order, worker, .. } = self;
        let (folder, mut numbers) = (journal.path().to_owned(), Vec::new());
        journal.write(|replay| {
            let writer = Writer { worker: worker.name() };
            let old = |trial: &&Trial| {
                let since = trial.age_secs().is_none_or(|age| age > than.as_secs_f64());
                trial.state == State::Running && trial.worker != worker.name() && since
            };
            let old: Vec<&Trial> = record(replay, *id, order, &folder)?.trials.iter().filter(old).collect();
            numbers = old.iter().map(|trial| trial.number).collect();
            Ok(old.iter().flat_map(|trial| failure(&writer, trial, "it took too long")).collect())
        })?;
        Ok(numbers)
    }

    /// All trials, in the order of their numbers.
    ///
    /// # Errors
    /// Those of the journal.
    pub fn trials(&mut self) -> Result<&[Trial], Error> {
        self.journal.sync()?;
        Ok(&self.records()?.trials)
    }

    /// The best trial that ended with a value; the first of equals.
    ///
    /// # Errors
    /// Those of the journal.
    pub fn best(&mut self) -> Result<Option<Trial>, Error> {
        let direction = self.order.direction;
        Ok(summary::best(self.trials()?, direction).cloned())
    }

    /// How much each parameter matters: see [`crate::importance`].
    ///
    /// # Errors
    /// Those of the journal; [`Error::Importance`].
    pub fn importance(&mut self, config: &ImportanceConfig) -> Result<Vec<crate::Importance>, Error> {
        crate::importance(self.trials()?, config)
    }

    fn records(&self) -> Result<&Record, Error> {
        record(self.journal.replay(), self.id, &self.order, self.journal.path())
    }

    fn trial(&self, number: u64) -> Result<&Trial, Error> {
        find(self.records()?, number)
    }

    /// Writes lines about a trial that is running and this study's.
    fn change(
        &mut self,
        number: u64,
        lines: impl FnOnce(&Writer<'_>, &Trial) -> Vec<String>,
    ) -> Result<(), Error> {
        let Self { journal, id, order, worker, .. } = self;
        let folder = journal.path().to_owned();
        journal.write(|replay| {
            let trial = find(record(replay, *id, order, &folder)?, number)?;
            if trial.state != State::Running {
                return Err(Error::trial(
                    number,
                    "is not running: it ended, or was recorded as failed by another process",
                ));
            }
            if trial.worker != worker.name() {
                return Err(Error::trial(
                    number,
                    "is not this study's: tell of it with the one that asked for it",
                ));
            }
            Ok(lines(&Writer { worker: worker.name() }, trial))
        })
    }
}

fn failure(writer: &Writer<'_>, trial: &Trial, why: &str) -> Vec<String> {
    vec![writer.note(trial.id, "failure", &why.into()), writer.end(trial.id, State::Failed, None)]
}

fn find(record: &Record, number: u64) -> Result<&Trial, Error> {
    let trial = usize::try_from(number).ok().and_then(|at| record.trials.get(at));
    trial.ok_or_else(|| Error::trial(number, "is none of the study's: ask for one first"))
}

/// The study of this number, unless somebody deleted it.
fn record<'a>(replay: &'a Replay, id: u64, order: &StudyOrder, path: &Path) -> Result<&'a Record, Error> {
    let found = replay.studies().find(|record| record.id == id);
    found.ok_or_else(|| no_study(path, &order.name, replay.studies().map(|record| record.name.as_str())))
}

fn no_study<'a>(path: &Path, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let known: Vec<&str> = known.collect();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    Error::NoStudy { path: path.to_owned(), name: name.to_owned(), known }
}
