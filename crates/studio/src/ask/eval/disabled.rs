//! Builds that learned nothing.

use std::sync::atomic::AtomicBool;

use super::{ProxyExam, ProxyExamRequest};
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
    Err(StudioError::Model {
        doing: "examined",
        source: "this build leaves the tensor library out".into(),
        hint: Some("build it with `cargo build --release -p tonewright --features learned`".to_owned()),
    })
}
