//! *Where do examples come from?* Corpora of presets that people made, recipes that say what is drawn and played, the
//! farm that renders them, and the shards that hold the sounds.

pub mod corpus;
