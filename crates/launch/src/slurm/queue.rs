//! What `squeue` says of the tasks of a launch.

use std::collections::BTreeMap;

use crate::error::LaunchError;
use crate::program;
use crate::task::{JOIN, Queued};

/// What the queue holds of some jobs, by task; `join` is the job that joins.
pub(super) fn ask(join: Option<&String>, jobs: &[String]) -> Result<BTreeMap<String, Queued>, LaunchError> {
    let args = ["--noheader", "--array", "--format=%i|%T|%r"].map(str::to_owned);
    // Each job by itself: the whole list is refused for one that is long gone.
    let mut lines = String::new();
    for job in jobs {
        let args: Vec<String> = args.iter().cloned().chain([format!("--jobs={job}")]).collect();
        match program::ask("squeue", &args) {
            Ok(said) => lines.push_str(&said),
            Err(LaunchError::Refused { said, .. }) if said.contains("Invalid job id") => {}
            Err(error) => return Err(error),
        }
    }
    Ok(tasks(&lines, join))
}

/// The tasks in `squeue`'s lines `12_3|RUNNING|None`.
fn tasks(lines: &str, join: Option<&String>) -> BTreeMap<String, Queued> {
    let entry = |line: &str| {
        let mut cells = line.trim().splitn(3, '|');
        let (job, state, reason) = (cells.next()?, cells.next()?, cells.next()?);
        let task = match job.split_once('_') {
            Some((_, task)) => task.to_owned(),
            None if join.is_some_and(|join| join == job) => JOIN.to_owned(),
            None => return None,
        };
        let queued = match state {
            "PENDING" | "REQUEUED" | "REQUEUE_HOLD" | "SPECIAL_EXIT" | "SUSPENDED" | "STOPPED" => {
                Queued::Waiting(reason.to_owned())
            }
            "CONFIGURING" | "RUNNING" | "COMPLETING" | "SIGNALING" | "STAGE_OUT" | "RESIZING" => {
                Queued::Running
            }
            _ => return None,
        };
        Some((task, queued))
    };
    lines.lines().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_is_read() {
        let lines = "12_0|RUNNING|None\n12_10|PENDING|BeginTime\n12_2|FAILED|NonZeroExitCode\n13|PENDING|Dependency\n";
        let found = tasks(lines, Some(&"13".to_owned()));
        let waiting = |why: &str| Queued::Waiting(why.to_owned());
        let wanted = [("0", Queued::Running), ("10", waiting("BeginTime")), ("join", waiting("Dependency"))];
        assert_eq!(found, wanted.map(|(task, queued)| (task.to_owned(), queued)).into());
    }
}
