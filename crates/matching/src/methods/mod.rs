//! The search methods, one file each, and the table that lists them.

mod config;
pub mod random;

use crate::{MatchError, Oracle, StopReason, Task};

/// A way to find presets.
pub trait Matcher: Send {
    /// Tries presets on the oracle, which remembers the best, until the budget is spent or nothing improves.
    ///
    /// # Errors
    /// When the task does not suit the method.
    fn run(&mut self, task: &Task, oracle: &mut Oracle) -> Result<StopReason, MatchError>;
}

/// A method: how it is called, described, configured and made.
pub struct MethodEntry {
    /// What users type.
    pub name: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// The paper it comes from.
    pub paper: Option<&'static str>,
    /// Its configuration with every default filled in.
    pub defaults: fn() -> toml::Table,
    /// Makes it from a configuration (missing keys take their defaults, unknown ones are refused).
    pub build: fn(&toml::Table) -> Result<Box<dyn Matcher>, MatchError>,
}

/// All methods, in the order of the docs; the first is the default.
pub const METHODS: &[MethodEntry] = &[random::ENTRY];
