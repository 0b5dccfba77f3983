//! What a journal has, without working on it.

use std::path::Path;

use super::order::{direction, kept};
use super::{StudyOrder, no_study};
use crate::journal::{Journal, Record};
use crate::{Direction, Error, Parameter, Space, State, Trial};

/// A study as the journal has it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StudySummary {
    /// Its name.
    pub name: String,
    /// Which values are better; `None` for a study of several objectives.
    pub direction: Option<Direction>,
    /// What it was ordered as; `None` for one of Optuna's.
    pub order: Option<StudyOrder>,
    /// Its trials, in the order of their numbers.
    pub trials: Vec<Trial>,
    objectives: usize,
}

/// The studies of a journal, which is only read.
///
/// # Errors
/// [`Error::File`], [`Error::Line`].
pub fn studies(path: &Path) -> Result<Vec<StudySummary>, Error> {
    let mut journal = Journal::view(path)?;
    journal.sync()?;
    Ok(journal.replay().studies().map(StudySummary::of).collect())
}

impl StudySummary {
    fn of(record: &Record) -> Self {
        Self {
            name: record.name.clone(),
            direction: direction(record).ok(),
            order: kept(record),
            trials: record.trials.clone(),
            objectives: record.directions.len(),
        }
    }

    /// The study of this name in a journal, which is only read.
    ///
    /// # Errors
    /// [`Error::NoStudy`], [`Error::File`], [`Error::Line`].
    pub fn read(path: &Path, name: &str) -> Result<Self, Error> {
        let mut all = studies(path)?;
        match all.iter().position(|study| study.name == name) {
            Some(at) => Ok(all.swap_remove(at)),
            None => Err(no_study(path, name, all.iter().map(|study| study.name.as_str()))),
        }
    }

    /// The best trial that ended with a value; the first of equals.
    pub fn best(&self) -> Option<&Trial> {
        best(&self.trials, self.direction?)
    }

    /// The order to go on with: the study's own, or one over the parameters that its trials have.
    pub(super) fn into_order(self) -> Result<StudyOrder, Error> {
        let (name, objectives) = (self.name, self.objectives);
        let Some(direction) = self.direction else { return Err(Error::Objectives { name, objectives }) };
        if let Some(order) = self.order {
            return Ok(order);
        }
        let mut parameters: Vec<Parameter> = Vec::new();
        for param in self.trials.iter().flat_map(|trial| &trial.params) {
            match parameters.iter_mut().find(|known| known.name == param.name) {
                Some(known) => known.domain = param.domain.clone(),
                None => {
                    let (name, domain) = (param.name.clone(), param.domain.clone());
                    parameters.push(Parameter { name, domain, when: None });
                }
            }
        }
        Ok(StudyOrder::new(&name, direction, Space::new(parameters)?))
    }
}

/// The best of these that ended with a value; the first of equals.
pub(super) fn best(trials: &[Trial], direction: Direction) -> Option<&Trial> {
    let ended = trials.iter().filter(|trial| trial.state == State::Complete);
    let with_loss = ended.filter_map(|trial| Some((direction.loss(trial.value?), trial)));
    with_loss.min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, trial)| trial)
}
