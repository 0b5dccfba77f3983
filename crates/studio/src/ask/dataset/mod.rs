//! *Give me examples.* A recipe becomes a data set on disk; a data set on disk is proved.

mod recipe;
mod render;
mod verify;

use std::path::PathBuf;

pub use recipe::{ListedRecipe, recipe_list, recipe_text};
pub(crate) use recipe::{is_file, recipe};
pub(crate) use render::plan;
pub use render::{RenderOrder, Rendered, render};
pub use tonewright_data::farm::Advance;
pub use tonewright_data::verify::Proof;
pub use tonewright_data::{Failure, PRIORS, SourceEntry, Totals};
pub use verify::{Verified, VerifyRequest, verify};

use tonewright_data::DataError;

use crate::error::StudioError;

/// A refusal of the room below.
pub(crate) fn cannot(doing: &'static str) -> impl Fn(DataError) -> StudioError {
    move |source| StudioError::Data { doing, source }
}

/// Where data sets go when nothing else is said.
pub(crate) fn usual_folder(name: &str) -> PathBuf {
    PathBuf::from("datasets").join(name)
}
