//! Builds that learned nothing.

use std::sync::atomic::AtomicBool;

use tonewright_bench::map::Map;

use super::{MapRequest, ProxyExam, ProxyExamRequest};
use crate::ask::learned;
use crate::error::StudioError;
use crate::events::Listener;

/// Examines a proxy.
///
/// # Errors
/// Always.
pub fn proxy(
    _: &ProxyExamRequest,
    _: &AtomicBool,
    _: &mut dyn Listener,
) -> Result<Vec<ProxyExam>, StudioError> {
    Err(learned::missing("examined"))
}

/// Draws a map.
///
/// # Errors
/// Always.
pub(crate) fn map(
    _: &MapRequest,
    _: &AtomicBool,
    _: &mut dyn Listener,
) -> Result<(Map, Vec<String>), StudioError> {
    Err(learned::missing("drawn"))
}
