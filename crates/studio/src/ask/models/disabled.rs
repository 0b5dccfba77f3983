//! Builds that listen with no models.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use tonewright_audio::features::FeatureKinds;

use super::{AddedModel, EmbedRequest, Embedded, ListedModel};
use crate::ask::learned;
use crate::error::StudioError;
use crate::events::Listener;

fn missing() -> StudioError {
    learned::missing("used")
}

/// The models of the table.
///
/// # Errors
/// Always.
pub fn list() -> Result<Vec<ListedModel>, StudioError> {
    Err(missing())
}

/// A model of the table.
///
/// # Errors
/// Always.
pub fn show(_: &str) -> Result<ListedModel, StudioError> {
    Err(missing())
}

/// Takes a model in.
///
/// # Errors
/// Always.
pub fn add(_: &str, _: &Path, _: Option<&Path>) -> Result<AddedModel, StudioError> {
    Err(missing())
}

/// Removes the weights of a model.
///
/// # Errors
/// Always.
pub fn remove(_: &str) -> Result<PathBuf, StudioError> {
    Err(missing())
}

/// Listens to sounds.
///
/// # Errors
/// Always.
pub fn embed(_: &EmbedRequest, _: &AtomicBool, _: &mut dyn Listener) -> Result<Vec<Embedded>, StudioError> {
    Err(missing())
}

/// The kinds of features that a recipe may name.
pub(crate) fn kinds(_: &[String]) -> Result<FeatureKinds, StudioError> {
    Ok(FeatureKinds::default())
}

/// Tries no network, whatever the words.
pub fn try_model(_: impl Iterator<Item = String>) -> Option<ExitCode> {
    None
}
