//! As people program the synth: the prior that was fitted to real presets and ships as small tables, or what the synth
//! knows of itself.

use serde::Deserialize;

use super::{Drawn, SourceEntry, settings};

/// Nothing can be set.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// The entry `fitted`.
pub(super) const ENTRY: SourceEntry = SourceEntry {
    name: "fitted",
    summary: "As people program the synth: a prior fitted to real presets (dx7, subtractive), else the synth's own",
    source: "docs/methods/search.md tells what it was fitted to",
    settings: &[],
    build: |config, ingredients| {
        let Nothing {} = settings(config)?;
        Ok(Box::new(Drawn(ingredients.synth.prior())))
    },
};
