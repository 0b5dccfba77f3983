//! What a study is told.

use serde::Deserialize;
use toml::{Table, Value};
use tonewright_tune::{PrunerConfig, SamplerConfig, Space};

use crate::error::Cause;

/// A study of trainings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct TuneConfig {
    /// What it is called.
    #[serde(default)]
    pub(super) name: String,
    /// One line on what it is for.
    #[serde(default, rename = "summary")]
    _summary: String,
    /// Where its numbers come from.
    #[serde(default, rename = "source")]
    _source: String,
    /// The training config that each trial starts from: a name, or a file.
    pub(super) of: String,
    /// `key=value` laid over it.
    #[serde(default)]
    pub(super) set: Vec<String>,
    /// How many trials in all.
    pub(super) trials: u64,
    /// What the draws follow from.
    #[serde(default)]
    pub(super) seed: u64,
    /// What chooses settings.
    #[serde(default)]
    pub(super) sampler: SamplerConfig,
    /// What ends trials early.
    #[serde(default)]
    pub(super) pruner: PrunerConfig,
    /// What may be set: keys of the training config, each with its range or choices.
    space: Table,
}

impl TuneConfig {
    /// The space, its parameters in the order of their names.
    pub(super) fn space(&self) -> Result<Space, Cause> {
        let named = |(name, parameter): (&String, &Value)| match parameter {
            Value::Table(parameter) => {
                let mut parameter = parameter.clone();
                parameter.insert("name".to_owned(), name.clone().into());
                Ok(Value::Table(parameter))
            }
            _ => Err(Cause::from(format!("`space.\"{name}\"` is no table: say its `kind` and its range"))),
        };
        let parameters = self.space.iter().map(named).collect::<Result<Vec<_>, _>>()?;
        let table = Table::from_iter([("parameters".to_owned(), Value::Array(parameters))]);
        Ok(Space::from_toml(&toml::to_string(&table)?)?)
    }
}

#[cfg(test)]
mod tests {
    use tonewright_learned::proxy::ProxyConfig;

    use super::*;
    use crate::ask::dataset::table;
    use crate::ask::tune::enabled::{TUNINGS, fault};
    use crate::ask::tune::trial::settings;

    /// The ends of each range make a training config that can be followed.
    #[test]
    fn every_study_that_ships_can_be_searched() {
        let mut count = 0;
        for (shipped, name) in
            TUNINGS.iter().flat_map(|one| one.names().into_iter().map(move |name| (one, name)))
        {
            let config: TuneConfig =
                shipped.recipe(&name).unwrap().try_into().unwrap_or_else(|error| panic!("{name}: {error}"));
            let space = config.space().unwrap_or_else(|error| panic!("{name}: {error}"));
            let folder = tempfile::tempdir().unwrap();
            let mut order =
                tonewright_tune::StudyOrder::new(&name, tonewright_tune::Direction::Maximize, space);
            (order.sampler, order.pruner) = (config.sampler.clone(), config.pruner.clone());
            let mut study = tonewright_tune::Study::open(&folder.path().join("log"), order).unwrap();
            for _ in 0..6 {
                let trial = study.ask().unwrap();
                let set = [config.set.clone(), settings(&trial)].concat();
                let shipped = tonewright_learned::proxy::PROXIES;
                let (table, _) = table((shipped, "config"), &config.of, &set, &fault("")).unwrap();
                let made: ProxyConfig =
                    Value::Table(table).try_into().unwrap_or_else(|error| panic!("{name}: {error}"));
                made.teach.check().unwrap_or_else(|error| panic!("{name}: {error}"));
                made.encoder.check().unwrap_or_else(|error| panic!("{name}: {error}"));
            }
            count += 1;
        }
        assert_eq!(count, 13);
    }
}
