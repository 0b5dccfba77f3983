//! How a launch fares: its tasks by its launcher, its work by what lies on the disk.

use std::path::{Path, PathBuf};

use serde::Serialize;
use tonewright_data::Standing;

use super::{Found, Subject, TaskState, Tasks, failed, found};
use crate::ask::dataset::{cannot, remote_standing, url_of};
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
    /// How far the data set is, where it is begun, and a folder of this machine or in a store that is reached from it.
    pub standing: Option<Standing>,
    /// How far the study is, where it is begun and this build can read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trials: Option<TrialCounts>,
    /// Items in a second, of all tasks together, since the first began; nobody knows it of a store, which may have had some
    /// before.
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
    let mut tasks = launcher.tasks(&folder, &launch).map_err(&fault)?;
    let Far { dataset, study, trials, standing, before, remark } = far(subject)?;
    tasks.remarks.extend(remark);
    let secs = folder.span().map(|(first, last)| {
        let is_over = tasks.count(|state| matches!(state, TaskState::Running)) == 0;
        let end = if is_over { last } else { jiff::Timestamp::now() };
        end.duration_since(first).as_secs_f64()
    });
    let items_per_sec = standing.as_ref().zip(before).zip(secs).and_then(|((standing, before), secs)| {
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

/// How far the work of a launch is.
#[derive(Default)]
struct Far {
    dataset: Option<PathBuf>,
    study: Option<PathBuf>,
    trials: Option<TrialCounts>,
    standing: Option<Standing>,
    /// Items that were there before it.
    before: Option<u64>,
    /// Why nothing is to be seen.
    remark: Option<String>,
}

fn far(subject: Subject) -> Result<Far, StudioError> {
    match subject {
        Subject::DataSet { dataset, is_here: true, items_before } => {
            let standing = tonewright_data::standing(&dataset).map_err(cannot("looked at"))?;
            let (dataset, before) = (Some(dataset), Some(items_before));
            Ok(Far { dataset, standing, before, ..Far::default() })
        }
        Subject::DataSet { dataset, is_here: false, .. } => {
            // It may be that only the tasks are let into the store.
            let (standing, remark) = match url_of(&dataset).map(remote_standing) {
                Some(Ok(standing)) => (standing, None),
                Some(Err(error)) => (None, Some(format!("the store: {error}"))),
                None => (None, None),
            };
            Ok(Far { dataset: Some(dataset), standing, remark, ..Far::default() })
        }
        Subject::Study { study } => {
            // What is not begun yet has no journal.
            let trials = show(&study).ok().map(|view| TrialCounts {
                complete: view.complete,
                pruned: view.pruned,
                failed: view.failed,
                running: view.running,
            });
            Ok(Far { study: Some(study), trials, ..Far::default() })
        }
    }
}
