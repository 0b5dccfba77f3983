//! *Give me examples.* A recipe becomes a data set on disk; a data set on disk is proved, and goes to and comes from the
//! formats of others.

mod estimate;
mod export;
mod import;
mod inspect;
mod merge;
mod recipe;
mod remote;
mod render;
mod split;
mod stats;
pub(in crate::ask) mod verify;

use std::path::PathBuf;

pub use estimate::{Estimate, EstimateRequest, estimate};
pub use export::{ExportRequest, export};
pub use import::{ImportRequest, import};
pub use inspect::{InspectRequest, Inspected, inspect};
pub use merge::{MergeRequest, merge};
#[cfg(feature = "learned")]
pub(crate) use recipe::table;
pub use recipe::{ListedRecipe, recipe_list, recipe_text};
pub(crate) use recipe::{is_file, recipe};
pub use remote::{FetchRequest, Fetched, fetch};
pub(crate) use remote::{see_reachable, standing as remote_standing, url_of};
#[cfg(feature = "learned")]
pub(crate) use render::endless;
pub(crate) use render::plan;
pub use render::{RenderOrder, Rendered, render};
pub use split::{Split, SplitRequest, split};
pub use stats::{Counted, StatsRequest, stats};
pub use tonewright_audio::features::{FEATURES, FeatureEntry};
pub use tonewright_bench::inspection::{Inspection, summary_rows};
pub use tonewright_data::export::{EXPORTS, ExportFormat, ExportSettings, Exported};
pub use tonewright_data::farm::Advance;
pub use tonewright_data::import::{Filters, Imported};
pub use tonewright_data::merge::Merged;
pub use tonewright_data::statistics::{ColumnStatistics, Statistics};
pub use tonewright_data::verify::Proof;
pub use tonewright_data::{AudioType, Failure, PRIORS, SoundSetup, SourceEntry, Store, Totals};
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
