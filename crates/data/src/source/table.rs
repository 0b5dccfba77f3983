//! Each parameter drawn alone, by the table of the synth's definition: the rules of synth-proxy (`uniform`) and of
//! synth-permutations (`spec`).

use serde::Deserialize;
use tonewright_synth::prior::TableRule;

use super::{Drawn, Ingredients, Source, SourceEntry, settings};
use crate::error::DataError;
use crate::recipe::PriorConfig;

/// Nothing can be set.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// The entry `uniform`.
pub(super) const UNIFORM: SourceEntry = SourceEntry {
    name: "uniform",
    summary: "Each parameter alone: numbers uniform on their interval, the others by the weights of their values",
    source: "Combes, Weinzierl and Obermayer 2025 (synth-proxy)",
    settings: &[],
    build: |config, ingredients| by(TableRule::Intervals, config, ingredients),
};

/// The entry `spec`.
pub(super) const SPEC: SourceEntry = SourceEntry {
    name: "spec",
    summary: "The same, with numbers at their frequent value as often as the synth's definition says",
    source: "Hayes, Saitis and Fazekas 2025 (synth-permutations)",
    settings: &[],
    build: |config, ingredients| by(TableRule::WithFrequent, config, ingredients),
};

fn by(
    rule: TableRule,
    config: &PriorConfig,
    ingredients: &Ingredients,
) -> Result<Box<dyn Source>, DataError> {
    let Nothing {} = settings(config)?;
    Ok(Box::new(Drawn(ingredients.synth.table_prior(rule))))
}
