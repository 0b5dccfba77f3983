//! Builds that teach nothing.

use std::sync::atomic::AtomicBool;

use super::{ListedConfig, ProxyRequest, TaughtProxy};
use crate::error::StudioError;
use crate::events::Listener;

fn missing() -> StudioError {
    StudioError::Model {
        doing: "taught",
        source: "this build leaves the tensor library out".into(),
        hint: Some("build it with `cargo build --release -p tonewright --features learned`".to_owned()),
    }
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
