//! Builds that learned nothing.

use std::sync::atomic::AtomicBool;

use super::{ProxyExam, ProxyExamRequest};
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
