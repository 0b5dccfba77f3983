//! How a launch fares: its tasks by its launcher, its work by what lies on the disk.

use std::path::{Path, PathBuf};

use serde::Serialize;
use tonewright_data::Standing;

use super::{Found, Subject, TaskState, Tasks, failed, found};
use crate::ask::dataset::cannot;
use crate::ask::tune::show;
use crate::error::StudioError;

/// How a launch fares.
#[derive(Clone, Debug, Serialize)]
pub struct Look {
    /// The launch's folder.
    pub folder: PathBuf,
    /// The launcher.
    pub launcher: String,
    /// The data set's folder, as the tasks see it, where it is one that is rendered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dataset: Option<PathBuf>,
    /// The study's folder, where it is one that is worked on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub study: Option<PathBuf>,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
    /// How its tasks fare.
    #[serde(flatten)]
    pub tasks: Tasks,
    /// How far the data set is, where it is begun and a folder of this machine.
    pub standing: Option<Standing>,
    /// How far the study is, where it is begun and this build can read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trials: Option<TrialCounts>,
    /// Items in a second, of all tasks together, since the first began.
    pub items_per_sec: Option<f64>,
    /// How long the rest takes at that rate, in seconds.
    pub left_secs: Option<f64>,
}

/// How many trials of a study ended with a value, were ended early, failed, and run.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TrialCounts {
    /// Those that ended with a value.
    pub complete: usize,
    /// Those that were ended early.
    pub pruned: usize,
    /// Those that failed.
    pub failed: usize,
    /// Those that run.
    pub running: usize,
}

/// How the launch in a folder fares, or the latest one where none is named.
///
/// # Errors
/// When there is none, or the batch system refuses to tell.
pub fn look(folder: Option<&Path>) -> Result<Look, StudioError> {
    let fault = failed("the look at the launch");
    let Found { folder, launch, launcher } = found(folder).map_err(&fault)?;
    let subject: Subject = serde_json::from_value(launch.subject.clone()).map_err(|error| {
        let path = folder.path().to_owned();
        fault(tonewright_launch::LaunchError::Damaged { path, reason: error.to_string() })
    })?;
    let tasks = launcher.tasks(&folder, &launch).map_err(&fault)?;
    let (mut dataset, mut study, mut trials, mut standing, mut before) = (None, None, None, None, 0);
    match subject {
        Subject::DataSet { dataset: place, is_here, items_before } => {
            let looked = if is_here { tonewright_data::standing(&place) } else { Ok(None) };
            standing = looked.map_err(cannot("looked at"))?;
            (dataset, before) = (Some(place), items_before);
        }
        Subject::Study { study: place } => {
            // What is not begun yet has no journal.
            trials = show(&place).ok().map(|view| TrialCounts {
                complete: view.complete,
                pruned: view.pruned,
                failed: view.failed,
                running: view.running,
            });
            study = Some(place);
        }
    }
    let secs = folder.span().map(|(first, last)| {
        let is_over = tasks.count(|state| matches!(state, TaskState::Running)) == 0;
        let end = if is_over { last } else { jiff::Timestamp::now() };
        end.duration_since(first).as_secs_f64()
    });
    let items_per_sec = standing.as_ref().zip(secs).and_then(|(standing, secs)| {
        let fresh = standing.items_done.saturating_sub(before);
        (fresh > 0 && secs > 0.0).then(|| fresh as f64 / secs)
    });
    let left_secs = standing.as_ref().zip(items_per_sec).map(|(standing, items_per_sec)| {
        standing.items.saturating_sub(standing.items_done) as f64 / items_per_sec
    });
    Ok(Look {
        folder: folder.path().to_owned(),
        launcher: launch.launcher,
        dataset,
        study,
        is_cancelled: launch.cancelled.is_some(),
        tasks,
        standing,
        trials,
        items_per_sec,
        left_secs,
    })
}
