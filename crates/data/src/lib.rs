//! *Where do examples come from?* Corpora of presets that people made, recipes that say what is drawn and played, the
//! farm that renders them, and the shards that hold the sounds.
//!
//! A [`Recipe`] is what a user writes; with its synth it becomes a [`Plan`]. The [`farm`] renders the plan into shards
//! ([`Shard`]), each with a sidecar of checksums and counts, and when all are there a [`manifest`] lists them.
//! [`verify`] proves what lies on a disk, [`export`] writes it in other formats. Item *i* follows from recipe, seed and *i* alone: whatever the batch, thread,
//! machine or interruption, a data set has the same bytes.

pub mod corpus;
mod error;
pub mod export;
pub mod farm;
pub mod import;
pub mod item;
pub mod manifest;
mod plan;
mod recipe;
mod shard;
mod source;
pub mod verify;
mod whole;

pub use error::DataError;
pub use plan::{FORMAT, Plan, Setting};
pub use recipe::{
    AudioType, DrawnNotes, DrawnTime, FloatType, Gate, Level, Note, Peak, Play, PriorConfig, RECIPES, Recipe,
    Refused, ShippedRecipe, SoundSetup, Store,
};
pub use shard::{Column, Failure, Layout, Shard, Sidecar, Status, Totals};
pub use source::{Build, Ingredients, PRIORS, Source, SourceEntry};
