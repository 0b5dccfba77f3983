//! The search itself: the one handle that goes down.

use std::sync::atomic::AtomicBool;

use tonewright_matching::{Budget, MatchError, Matcher, Oracle, Outcome, StopReason, Task, TracePoint};

/// Runs a method on so many threads; `note` hears of progress.
pub(super) fn search<'a>(
    task: &'a Task,
    budget: Budget,
    method: &mut dyn Matcher,
    stop: &'a AtomicBool,
    threads: usize,
    note: impl FnMut(&TracePoint) + 'a,
) -> Result<Outcome, MatchError> {
    let mut oracle = Oracle::with_threads(task, budget, stop, Box::new(note), threads)?;
    let reason = method.run(task, &mut oracle)?;
    let mut outcome = oracle.finish()?;
    if outcome.stopped_by == StopReason::Finished {
        outcome.stopped_by = reason;
    }
    Ok(outcome)
}
