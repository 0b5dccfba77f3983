//! *Do this on many machines.* Work is handed to a batch system or a cluster, looked at, listened to, ended.

mod dataset;
mod look;
mod places;
mod study;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
pub use tonewright_launch::kubernetes::{DATA, Kubernetes, Volume};
pub use tonewright_launch::{JOIN, LAUNCHERS, LauncherEntry, Script, Slurm, Submitted, TaskState, Tasks};
use tonewright_launch::{Launch, LaunchError, LaunchFolder, Launcher, Work, latest, launcher_of};

pub use dataset::{DatasetWork, kubernetes, slurm};
pub use look::{Look, TrialCounts, look};
pub use study::{StudyWork, study};

use crate::error::StudioError;
use crate::runs::version_line;

/// Where launches are kept when nothing else is said.
pub const LAUNCHES: &str = "launches";

/// What the work of a launch is about, kept in its record.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum Subject {
    /// A data set that is rendered.
    #[serde(rename_all = "kebab-case")]
    DataSet {
        /// Its folder.
        dataset: PathBuf,
        /// Whether that is a folder of this machine too.
        is_here: bool,
        /// Items that were there before.
        items_before: u64,
    },
    /// A study that is worked on.
    Study {
        /// Its folder.
        study: PathBuf,
    },
}

/// Work that was handed over.
#[derive(Clone, Debug)]
pub struct Launched {
    /// The launch's folder.
    pub folder: PathBuf,
    /// What was written there.
    pub scripts: Vec<Script>,
    /// The jobs that it became, or how it is handed over; `None` where it was only to be shown.
    pub submitted: Option<Submitted>,
}

fn failed(doing: &'static str) -> impl Fn(LaunchError) -> StudioError {
    move |source| StudioError::Launch { doing, source }
}

/// Where a launch goes, and whether it only shows what it would do.
struct Door<'a> {
    launches: &'a Path,
    is_dry: bool,
}

/// Writes the folder of a launch and hands the work over.
fn hand_over(
    launcher: &dyn Launcher,
    work: Work,
    subject: &Subject,
    door: &Door<'_>,
) -> Result<Launched, StudioError> {
    let fault = failed("the launch");
    let parent = std::path::absolute(door.launches).map_err(|source| StudioError::Io {
        doing: "find the folder of launches",
        path: door.launches.to_owned(),
        source,
    })?;
    let planned = LaunchFolder::planned(&parent, &work.name);
    // What no script can say is refused before anything is written.
    let scripts = launcher.scripts(&planned, &work).map_err(&fault)?;
    if door.is_dry {
        return Ok(Launched { folder: planned.path().to_owned(), scripts, submitted: None });
    }
    let folder = LaunchFolder::create(&parent, &work.name).map_err(&fault)?;
    let scripts = launcher.scripts(&folder, &work).map_err(&fault)?;
    folder.write_scripts(&scripts).map_err(&fault)?;
    let submitted = launcher.submit(&folder, &work).inspect_err(|_| {
        // Nothing runs: a folder of a launch that never was only misleads. The refusal says why.
        drop(std::fs::remove_dir_all(folder.path()));
    });
    let submitted = submitted.map_err(&fault)?;
    let jobs = submitted.jobs.iter().map(|(what, id)| ((*what).to_owned(), id.clone()));
    let launch = Launch {
        launcher: launcher.entry().name.to_owned(),
        settings: launcher.settings(),
        work,
        subject: serde_json::to_value(subject).expect("a subject is plain data"),
        made_by: format!("tonewright {}", version_line()),
        launched: jiff::Timestamp::now(),
        cancelled: None,
        jobs: BTreeMap::from_iter(jobs),
    };
    folder.record(&launch).map_err(&fault)?;
    Ok(Launched { folder: folder.path().to_owned(), scripts, submitted: Some(submitted) })
}

/// A launch that is there.
struct Found {
    folder: LaunchFolder,
    launch: Launch,
    launcher: Box<dyn Launcher>,
}

/// The launch in a folder, or the latest of those in [`LAUNCHES`].
fn found(folder: Option<&Path>) -> Result<Found, LaunchError> {
    let folder = folder.map_or_else(|| latest(Path::new(LAUNCHES)), LaunchFolder::open)?;
    let launch = folder.launch()?;
    let launcher = launcher_of(&folder, &launch)?;
    Ok(Found { folder, launch, launcher })
}

/// What a task of a launch has said, or its joining ([`JOIN`]).
///
/// # Errors
/// When there is no such launch or task, or it has said nothing yet.
pub fn log(folder: Option<&Path>, task: &str) -> Result<Vec<u8>, StudioError> {
    let read = || {
        let Found { folder, launch, launcher } = found(folder)?;
        let tasks = launch.work.tasks;
        if task != JOIN && !task.parse::<u32>().is_ok_and(|number| number < tasks) {
            return Err(LaunchError::NoTask { task: task.to_owned(), last: tasks.saturating_sub(1) });
        }
        launcher.log(&folder, &launch, task)
    };
    read().map_err(failed("the look at the launch"))
}

/// Ends all tasks of a launch; what is finished is kept. The launch's folder.
///
/// # Errors
/// When there is no such launch, or the batch system refuses.
pub fn cancel(folder: Option<&Path>) -> Result<PathBuf, StudioError> {
    let end = || {
        let Found { folder, mut launch, launcher } = found(folder)?;
        launcher.cancel(&folder, &launch)?;
        launch.cancelled = Some(jiff::Timestamp::now());
        folder.record(&launch)?;
        Ok(folder.path().to_owned())
    };
    end().map_err(failed("the cancelling"))
}
