//! The search methods, one file each, and the table that lists them.

pub mod cma_es;
mod config;
pub mod genetic;
pub mod hill_climb;
pub mod proxy;
pub mod random;
pub mod retrieve;
pub mod search;

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
    /// Raised by hand with every change that moves its answers; kept results of another version are not used again.
    pub version: u32,
    /// Whether it divides what it may spend beforehand. A method that does not has, at any moment of a long run, the
    /// answer of a run that ends there.
    pub plans_with_budget: bool,
    /// Whether it can do nothing without a surrogate ([`Task::surrogate`]).
    pub asks_surrogate: bool,
    /// Its configuration with every default filled in.
    pub defaults: fn() -> toml::Table,
    /// Makes it from a configuration (missing keys take their defaults, unknown ones are refused).
    pub build: fn(&toml::Table) -> Result<Box<dyn Matcher>, MatchError>,
}

/// All methods, in the order of the docs; the first is the default.
pub const METHODS: &[MethodEntry] = &[
    search::ENTRY,
    cma_es::ENTRY,
    genetic::ENTRY,
    hill_climb::ENTRY,
    proxy::ENTRY,
    retrieve::ENTRY,
    random::ENTRY,
];

/// The closest of a batch: its position and score; `None` where nothing could be rendered.
fn best_of(presets: &[tonewright_synth::Preset], scores: &[Option<f64>]) -> Option<(usize, f64)> {
    let heard = (0..presets.len()).filter_map(|i| scores[i].map(|score| (i, score)));
    heard.min_by(|a, b| a.1.total_cmp(&b.1))
}
