//! Builds that teach nothing.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::{StudyView, TuneRequest};
use crate::ask::learned::missing;
use crate::ask::train::ListedConfig;
use crate::error::StudioError;
use crate::events::Listener;

/// Tries settings of a proxy.
///
/// # Errors
/// Always.
pub fn proxy(_: &TuneRequest, _: &AtomicBool, _: &mut dyn Listener) -> Result<StudyView, StudioError> {
    Err(missing("tuned"))
}

/// Whether a study could be worked on.
///
/// # Errors
/// Always.
pub(in crate::ask) fn ready(_: &TuneRequest) -> Result<String, StudioError> {
    Err(missing("tuned"))
}

/// How a study stands.
///
/// # Errors
/// Always.
pub fn show(_: &Path) -> Result<StudyView, StudioError> {
    Err(missing("tuned"))
}

/// Draws a study.
///
/// # Errors
/// Always.
pub fn draw(_: &Path, _: &Path) -> Result<(), StudioError> {
    Err(missing("tuned"))
}

/// The studies that ship.
///
/// # Errors
/// Always.
pub fn config_list() -> Result<Vec<ListedConfig>, StudioError> {
    Err(missing("tuned"))
}

/// The text of one of them.
///
/// # Errors
/// Always.
pub fn config_text(_: &str) -> Result<String, StudioError> {
    Err(missing("tuned"))
}
