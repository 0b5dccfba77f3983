//! One trial of a study: a training with its settings.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use toml::Value;
use tonewright_learned::LearnError;
use tonewright_learned::proxy::{Advance, PROXIES, Pairs, ProxyConfig, Stored, Taught, teach};
use tonewright_nn::burn::tensor::Device;
use tonewright_tune::{Outcome, Study, Trial};

use super::enabled::{ended, fault};
use crate::ask::dataset::table;
use crate::ask::learned;
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// What all trials of a study share.
pub(super) struct Trials {
    /// The training config.
    pub(super) of: String,
    /// What is laid over it.
    pub(super) set: Vec<String>,
    pub(super) train: Pairs,
    pub(super) held_out: Pairs,
    /// The study's folder.
    pub(super) folder: PathBuf,
    /// Where their networks learn.
    pub(super) device: Device,
}

/// How a trial went.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Went {
    /// The study knows how.
    Told,
    /// It was stopped, and goes on the next time.
    Interrupted,
}

/// Where a trial's run lies, in the folder of its study.
pub(super) fn folder_of(number: u64) -> String {
    format!("trial-{number:04}")
}

/// A trial's settings as `key=value`.
pub(super) fn settings(trial: &Trial) -> Vec<String> {
    trial.params.iter().map(|param| format!("{}={}", param.name, param.value)).collect()
}

impl Trials {
    /// Asks for a trial, runs it from where it was stopped, if it was, and tells the study what came of it.
    pub(super) fn run(
        &self,
        study: &mut Study,
        total: u64,
        stop: &AtomicBool,
        listener: &mut dyn Listener,
    ) -> Result<Went, StudioError> {
        let journal = |error: tonewright_tune::Error| fault("the study")(error.into());
        let done = ended(study.trials().map_err(journal)?);
        let trial = study.ask().map_err(journal)?;
        let config = self.config(&trial)?;
        let folder = self.folder.join(folder_of(trial.number));
        let every = config.teach.validate_every.max(1);
        let (halt, mut pruned, mut refused) = (AtomicBool::new(false), false, None);
        let mut watch = |advance: &Advance| {
            listener.hear(&step(trial.number, (done, total), advance));
            if let Some(found) = &advance.validation {
                // Validations are counted from 1, as pruners want them.
                match study.report(trial.number, advance.step.div_ceil(every), found.found.mrr) {
                    Ok(ends) => pruned = ends && advance.step < advance.steps,
                    Err(error) => refused = Some(error),
                }
            }
            if pruned || refused.is_some() || stop.load(Ordering::Relaxed) {
                halt.store(true, Ordering::Relaxed);
            }
        };
        let mut lessons = Stored::new(&self.train, &config.teach);
        let taught = teach(
            (&config, None),
            (&mut lessons, &self.held_out),
            (&folder, &self.device),
            &halt,
            &mut watch,
        );
        if let Some(error) = refused {
            return Err(journal(error));
        }
        let Some(outcome) = outcome(taught, pruned)? else { return Ok(Went::Interrupted) };
        study.tell(trial.number, outcome).map_err(journal)?;
        Ok(Went::Told)
    }

    /// The training config of a trial.
    fn config(&self, trial: &Trial) -> Result<ProxyConfig, StudioError> {
        let set = [self.set.clone(), settings(trial)].concat();
        let fault = fault(&self.of);
        let (table, _) = table((PROXIES, "config"), &self.of, &set, &fault)?;
        Value::Table(table).try_into().map_err(|error: toml::de::Error| fault(error.into()))
    }
}

/// What the study is told; `None` where the trial was stopped. What only these settings are to blame for is a failure of the
/// trial, all else one of the study.
fn outcome(taught: Result<Taught, LearnError>, pruned: bool) -> Result<Option<Outcome>, StudioError> {
    match taught {
        Ok(_) if pruned => Ok(Some(Outcome::Pruned)),
        Ok(taught) if taught.interrupted => Ok(None),
        Ok(taught) => Ok(Some(match taught.advance.best {
            Some(best) => Outcome::Complete(best.mrr),
            None => Outcome::Failed("it was never validated".to_owned()),
        })),
        Err(error @ (LearnError::Diverged { .. } | LearnError::Network(_) | LearnError::Setting { .. })) => {
            Ok(Some(Outcome::Failed(crate::in_one_line(&error))))
        }
        Err(error) => Err(learned::cannot("tuned")(error)),
    }
}

/// How far it is, in words.
fn step(number: u64, (done, total): (u64, u64), advance: &Advance) -> Event {
    let best = advance.best.map_or_else(String::new, |best| format!("  best MRR {:.3}", best.mrr));
    let Advance { step, steps, loss, .. } = advance;
    Event::Step {
        what: format!("trials; trial {number}: step {step} of {steps}, loss {loss:.4}{best}"),
        done: done as usize,
        total: total as usize,
        left_secs: None,
    }
}
