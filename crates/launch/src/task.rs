//! How tasks fare: what each noted last in its file, laid beside what the batch system has in its queue.

use std::collections::BTreeMap;
use std::fs;

use serde::Serialize;

use crate::folder::LaunchFolder;

/// What the joining is called among the tasks.
pub const JOIN: &str = "join";

/// How a task fares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "why")]
pub enum TaskState {
    /// It has not begun, or was stopped and waits for its next attempt; why, as the queue says it.
    Waiting(String),
    /// It is at work.
    Running,
    /// Its share is there.
    Done,
    /// It failed and is not tried again.
    Failed(String),
    /// It ended without a word: cancelled, or lost with its machine.
    Gone,
}

/// How all tasks of a launch fare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tasks {
    /// The tasks, in their order.
    pub tasks: Vec<TaskState>,
    /// The commands that join what came of them.
    pub join: TaskState,
    /// What could not be found out, a sentence each.
    pub remarks: Vec<String>,
}

impl Tasks {
    /// How many are in a state of this kind.
    pub fn count(&self, is_so: fn(&TaskState) -> bool) -> usize {
        self.tasks.iter().filter(|state| is_so(state)).count()
    }
}

/// What a batch system's queue says of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Queued {
    /// It waits, and why.
    Waiting(String),
    /// It runs.
    Running,
}

/// What a batch system's queue says of all tasks; those that it does not know any more are missing. None where the
/// queue can't be asked.
pub(crate) type Queue = Option<BTreeMap<String, Queued>>;

/// The last word that a task noted, with what it said of it.
pub(crate) fn last_note(folder: &LaunchFolder, task: &str) -> Option<(String, String)> {
    let text = fs::read_to_string(folder.notes().join(task)).ok()?;
    let mut cells = text.lines().next_back()?.splitn(3, '\t').skip(1);
    Some((cells.next()?.to_owned(), cells.next().unwrap_or_default().to_owned()))
}

/// How a task fares by its last note and the queue.
pub(crate) fn state(folder: &LaunchFolder, queue: &Queue, task: &str) -> TaskState {
    let note = last_note(folder, task);
    let (word, why) = note.as_ref().map_or(("", ""), |(word, why)| (word.as_str(), why.as_str()));
    if word == "done" {
        return TaskState::Done;
    }
    let queued = queue.as_ref().map(|queue| queue.get(task));
    match (queued, word) {
        (Some(Some(Queued::Running)), _) | (None, "started") => TaskState::Running,
        (Some(Some(Queued::Waiting(why))), _) => TaskState::Waiting(why.clone()),
        (_, "failed") => TaskState::Failed(why.to_owned()),
        (None, _) => TaskState::Waiting(why.to_owned()),
        (Some(None), _) => TaskState::Gone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_note_and_the_queue_make_a_state() {
        let parent = tempfile::tempdir().unwrap();
        let folder = LaunchFolder::create(parent.path(), "x").unwrap();
        let of = |notes: &str, queued: Option<Option<Queued>>| {
            fs::write(folder.notes().join("3"), notes).unwrap();
            let queue = queued.map(|q| q.into_iter().map(|q| ("3".to_owned(), q)).collect());
            state(&folder, &queue, "3")
        };
        let started = "T\tstarted\ton a\n";
        let waiting = Queued::Waiting("Priority".to_owned());
        assert_eq!(of("", Some(Some(waiting.clone()))), TaskState::Waiting("Priority".to_owned()));
        assert_eq!(of(started, Some(Some(Queued::Running))), TaskState::Running);
        assert_eq!(of(started, None), TaskState::Running);
        assert_eq!(of(started, Some(None)), TaskState::Gone);
        assert_eq!(of("T\tstarted\nT\tdone\tall\n", Some(Some(Queued::Running))), TaskState::Done);
        let failed = "T\tstarted\tx\nT\tfailed\tit left with 2\n";
        assert_eq!(of(failed, Some(None)), TaskState::Failed("it left with 2".to_owned()));
        assert_eq!(
            of("T\tstopped\tby its limit\n", Some(Some(waiting))),
            TaskState::Waiting("Priority".to_owned())
        );
        assert_eq!(of("T\tstopped\tby its limit\n", None), TaskState::Waiting("by its limit".to_owned()));
        assert_eq!(last_note(&folder, "4"), None);
    }
}
