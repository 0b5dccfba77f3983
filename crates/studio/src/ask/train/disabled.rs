//! Builds that teach nothing.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::{ListedConfig, PackedProxy, ProxyRequest, TaughtProxy};
use crate::ask::learned;
use crate::error::StudioError;
use crate::events::Listener;

fn missing() -> StudioError {
    learned::missing("taught")
}

/// Teaches a proxy.
///
/// # Errors
/// Always.
pub fn proxy(_: &ProxyRequest, _: &AtomicBool, _: &mut dyn Listener) -> Result<TaughtProxy, StudioError> {
    Err(missing())
}

/// Writes what a proxy has learned into one small file.
///
/// # Errors
/// Always.
pub fn pack(_: &Path, _: &Path) -> Result<PackedProxy, StudioError> {
    Err(missing())
}

/// The configs that ship.
///
/// # Errors
/// Always.
pub fn config_list() -> Result<Vec<ListedConfig>, StudioError> {
    Err(missing())
}

/// The text of a config that ships.
///
/// # Errors
/// Always.
pub fn config_text(_: &str) -> Result<String, StudioError> {
    Err(missing())
}
