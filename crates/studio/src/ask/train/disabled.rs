//! Builds that teach nothing.

use std::sync::atomic::AtomicBool;

use super::{ListedConfig, ProxyRequest, TaughtProxy};
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
