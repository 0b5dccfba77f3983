//! *Give me examples.* A recipe becomes a data set on disk; a data set on disk is proved, and goes to and comes from the
//! formats of others.

mod export;
mod import;
mod recipe;
mod render;
mod verify;

use std::path::PathBuf;

pub use export::{ExportRequest, export};
pub use import::{ImportRequest, import};
pub use recipe::{ListedRecipe, recipe_list, recipe_text};
pub use render::{RenderOrder, Rendered, render};
pub use tonewright_data::export::{EXPORTS, ExportFormat, ExportSettings, Exported};
pub use tonewright_data::farm::Advance;
pub use tonewright_data::import::{Filters, Imported};
pub use tonewright_data::verify::Proof;
pub use tonewright_data::{AudioType, Failure, PRIORS, SoundSetup, SourceEntry, Store, Totals};
pub use verify::{Verified, VerifyRequest, verify};

use tonewright_data::DataError;

use crate::error::StudioError;

/// A refusal of the room below.
fn cannot(doing: &'static str) -> impl Fn(DataError) -> StudioError {
    move |source| StudioError::Data { doing, source }
}

/// Where data sets go when nothing else is said.
fn usual_folder(name: &str) -> PathBuf {
    PathBuf::from("datasets").join(name)
}
