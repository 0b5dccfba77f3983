//! *Where do examples come from?* Corpora of presets that people made, recipes that say what is drawn and played, the
//! farm that renders them, and the shards that hold the sounds.
//!
//! A [`Recipe`] is what a user writes; with its synth it becomes a [`Plan`]. The [`farm`] renders the plan into shards
//! ([`Shard`]), each with a sidecar of checksums and counts, and when all are there a [`manifest`] lists them.
//! [`verify`] proves what lies on a disk, [`export`] writes it in other formats. Item *i* follows from recipe, seed and *i* alone: whatever the batch, thread,
//! machine or interruption, a data set has the same bytes.

mod columns;
pub mod corpus;
mod dataset;
pub mod division;
mod error;
pub mod export;
pub mod farm;
pub mod import;
pub mod item;
pub mod manifest;
pub mod merge;
mod plan;
mod recipe;
mod shard;
mod sounds;
mod source;
mod standing;
pub mod statistics;
pub mod verify;
mod whole;

pub use columns::{FEATURE_PREFIX, RESTS};
pub use dataset::{DataSet, StoredColumn};
pub use error::DataError;
pub use plan::{FORMAT, Plan, Setting};
pub use recipe::{
    AudioType, DrawnNotes, DrawnTime, FloatType, Gate, Level, Note, Peak, Play, PriorConfig, RECIPES, Recipe,
    Refused, ShippedRecipe, SoundSetup, Store,
};
pub use shard::{Column, Failure, Layout, Shard, Sidecar, Status, Totals};
pub use sounds::{PlayedNote, Sounds, preset_of};
pub use source::{Build, Ingredients, PRIORS, Source, SourceEntry, read_presets};
pub use standing::{Standing, standing};
pub use whole::write_whole;
