//! What a study is ordered as.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::journal::{Record, Replay, Writer};
use crate::pruners::Pruner;
use crate::{Direction, Error, PrunerConfig, SamplerConfig, Space, Value};

/// What a study searches, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyOrder {
    /// Its name; a journal may have several studies.
    pub name: String,
    /// Which values are better.
    pub direction: Direction,
    /// What may be set.
    pub space: Space,
    /// What chooses settings.
    #[serde(default)]
    pub sampler: SamplerConfig,
    /// What ends trials early.
    #[serde(default)]
    pub pruner: PrunerConfig,
    /// Same seed, same trials.
    #[serde(default)]
    pub seed: u64,
    /// How often an abandoned trial is taken up again before it is recorded as failed.
    #[serde(default = "retries")]
    pub retries: u32,
}

/// The note that keeps an order in the journal.
const NOTE: &str = "tonewright:order";

fn retries() -> u32 {
    3
}

impl StudyOrder {
    /// A search by `tpe`, without pruning, under seed 0.
    pub fn new(name: &str, direction: Direction, space: Space) -> Self {
        let (sampler, pruner) = (SamplerConfig::default(), PrunerConfig::default());
        Self { name: name.to_owned(), direction, space, sampler, pruner, seed: 0, retries: retries() }
    }

    /// Whether it can be worked on.
    pub(super) fn check(&self) -> Result<&'static Pruner, Error> {
        self.sampler.sampler(&self.space)?;
        self.pruner.pruner()
    }

    /// Whether these settings can be.
    pub(super) fn check_settings(&self, settings: &[(String, Value)]) -> Result<(), Error> {
        for (name, value) in settings {
            let Some(parameter) = self.space.parameters().iter().find(|known| known.name == *name) else {
                return Err(Error::parameter(name, "is not in the search space"));
            };
            if parameter.domain.place(value).is_none() {
                return Err(Error::parameter(name, format!("can't be `{value}` in this search space")));
            }
        }
        Ok(())
    }

    /// What must be written for a journal to have this study.
    pub(super) fn lines(&self, replay: &Replay, writer: &Writer<'_>) -> Result<Vec<String>, Error> {
        let note =
            serde_json::to_value(self).map_err(|why| Error::Space(format!("can't be written: {why}")))?;
        let Some(record) = replay.study(&self.name) else {
            return Ok(vec![
                writer.create_study(&self.name, self.direction),
                writer.study_note(replay.next_study(), NOTE, &note),
            ]);
        };
        let differs = |what| Err(Error::Differs { name: self.name.clone(), what });
        if direction(record)? != self.direction {
            return differs("direction");
        }
        match kept(record) {
            Some(former) if former.space != self.space => differs("search space"),
            Some(former) if former == *self => Ok(Vec::new()),
            _ => Ok(vec![writer.study_note(record.id, NOTE, &note)]),
        }
    }
}

/// The order that a journal keeps of a study, where it was one of ours.
pub(super) fn kept(record: &Record) -> Option<StudyOrder> {
    let note: &Json = record.notes.get(NOTE)?;
    let order = serde_json::from_value::<StudyOrder>(note.clone()).ok();
    order.filter(|order| {
        order.name == record.name && direction(record).is_ok_and(|known| known == order.direction)
    })
}

/// The direction of a study of one objective.
pub(super) fn direction(record: &Record) -> Result<Direction, Error> {
    match record.directions[..] {
        [1] => Ok(Direction::Minimize),
        [2] => Ok(Direction::Maximize),
        _ => Err(Error::Objectives { name: record.name.clone(), objectives: record.directions.len() }),
    }
}
