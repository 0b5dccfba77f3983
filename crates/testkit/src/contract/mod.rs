//! Suites that every entry of a table must pass, called from each room's `tests/it`.

pub mod measures;
pub mod methods;
pub mod synths;
