//! One call from task to outcome.

use std::sync::atomic::AtomicBool;

use crate::{Budget, MatchError, Matcher, Oracle, Outcome, StopReason, Task, TracePoint};

/// Runs a method on a task until its budget is spent, `stop` becomes true or nothing improves; `listen` hears
/// of progress.
///
/// # Errors
/// When the task or the method's configuration is wrong, or not one candidate could be rendered.
pub fn run<'a>(
    task: &'a Task,
    budget: Budget,
    method: &mut dyn Matcher,
    stop: &'a AtomicBool,
    listen: impl FnMut(&TracePoint) + 'a,
) -> Result<Outcome, MatchError> {
    run_through(task, budget, &[], method, stop, listen)
}

/// As [`run`], noting where the search stands when each of the smaller budgets in `checkpoints` is spent.
///
/// # Errors
/// As [`run`].
pub fn run_through<'a>(
    task: &'a Task,
    budget: Budget,
    checkpoints: &[Budget],
    method: &mut dyn Matcher,
    stop: &'a AtomicBool,
    listen: impl FnMut(&TracePoint) + 'a,
) -> Result<Outcome, MatchError> {
    let mut oracle = Oracle::new(task, budget, stop, Box::new(listen))?.with_checkpoints(checkpoints);
    let reason = method.run(task, &mut oracle)?;
    let mut outcome = oracle.finish()?;
    if outcome.stopped_by == StopReason::Finished {
        outcome.stopped_by = reason;
    }
    Ok(outcome)
}
