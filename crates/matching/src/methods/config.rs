//! How a method's configuration is read: every field has a default, unknown ones are refused.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::MatchError;

/// A configuration as the table users see.
///
/// # Panics
/// When the configuration can't be a TOML table: a mistake in the method's own type.
pub(super) fn table<C: Serialize>(config: &C) -> toml::Table {
    toml::Table::try_from(config).expect("a configuration is a table of plain values")
}

/// A configuration from what the user gave.
pub(super) fn parse<C: DeserializeOwned>(method: &'static str, given: &toml::Table) -> Result<C, MatchError> {
    let wrong = |error: toml::de::Error| MatchError::Config { method, reason: error.message().to_owned() };
    given.clone().try_into().map_err(wrong)
}

/// Refuses a value outside its range.
pub(super) fn check(method: &'static str, is_right: bool, reason: &str) -> Result<(), MatchError> {
    if is_right { Ok(()) } else { Err(MatchError::Config { method, reason: reason.to_owned() }) }
}
