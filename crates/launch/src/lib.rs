//! *How does work run on many machines?* A command that finds out from its environment which share of the work is its
//! own is given to a batch system or a cluster, once for each share, with other commands to be run when all are done.
//!
//! Nothing here knows what the work is. What a launch is and which jobs it became lies in a folder of its own, with the
//! scripts that were handed over; each task notes in it how it fares, so that nobody's accounting is needed.

mod error;
mod folder;
pub mod kubernetes;
mod program;
pub mod slurm;
mod task;
mod work;

use serde_json::Value;

pub use error::LaunchError;
pub use folder::{Launch, LaunchFolder, latest};
pub use kubernetes::Kubernetes;
pub use slurm::Slurm;
pub use task::{JOIN, TaskState, Tasks};
pub use work::Work;

/// A file of a launch folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Its name in the folder.
    pub name: &'static str,
    /// What it holds.
    pub text: String,
}

/// What came of handing work over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submitted {
    /// The jobs that it became, by what they are for ([`JOIN`] or `tasks`).
    pub jobs: Vec<(&'static str, String)>,
    /// Commands that hand it over, where that is left to people.
    pub by_hand: Vec<String>,
}

/// A way to run work on many machines.
pub trait Launcher {
    /// Its line of the table.
    fn entry(&self) -> &'static LauncherEntry;

    /// Its settings, as they are kept in the launch folder.
    fn settings(&self) -> Value;

    /// The scripts of a launch.
    ///
    /// # Errors
    /// [`LaunchError::Unwritable`] for what no script can say.
    fn scripts(&self, folder: &LaunchFolder, work: &Work) -> Result<Vec<Script>, LaunchError>;

    /// Hands the work over; its scripts lie in the folder.
    ///
    /// # Errors
    /// [`LaunchError::NoProgram`], [`LaunchError::Refused`].
    fn submit(&self, folder: &LaunchFolder, work: &Work) -> Result<Submitted, LaunchError>;

    /// How the tasks fare, and the joining.
    ///
    /// # Errors
    /// [`LaunchError::Refused`], [`LaunchError::Io`]; that a batch system is not here is told among the tasks' remarks.
    fn tasks(&self, folder: &LaunchFolder, launch: &Launch) -> Result<Tasks, LaunchError>;

    /// What a task, or the joining, has said.
    ///
    /// # Errors
    /// [`LaunchError::NoLog`] where it has said nothing yet, and those of the system.
    fn log(&self, folder: &LaunchFolder, launch: &Launch, task: &str) -> Result<Vec<u8>, LaunchError>;

    /// Ends all of it; what is finished is kept.
    ///
    /// # Errors
    /// [`LaunchError::NoProgram`], [`LaunchError::Refused`].
    fn cancel(&self, folder: &LaunchFolder, launch: &Launch) -> Result<(), LaunchError>;
}

/// A launcher's line of the table.
#[derive(Debug)]
pub struct LauncherEntry {
    /// What users type: `slurm`.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub summary: &'static str,
    /// The launcher with settings that [`Launcher::settings`] gave.
    pub with_settings: fn(&Value) -> Result<Box<dyn Launcher>, serde_json::Error>,
}

/// All launchers.
pub const LAUNCHERS: &[&LauncherEntry] = &[&slurm::ENTRY, &kubernetes::ENTRY];

/// The launcher of a launch, with its settings.
///
/// # Errors
/// [`LaunchError::Damaged`] where no launcher has that name or such settings.
pub fn launcher_of(folder: &LaunchFolder, launch: &Launch) -> Result<Box<dyn Launcher>, LaunchError> {
    let damaged = |reason: String| LaunchError::Damaged { path: folder.path().to_owned(), reason };
    let entry = LAUNCHERS.iter().find(|entry| entry.name == launch.launcher);
    let entry = entry.ok_or_else(|| damaged(format!("there is no launcher `{}`", launch.launcher)))?;
    (entry.with_settings)(&launch.settings).map_err(|error| damaged(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_launchers_folder_is_in_the_table() {
        let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap();
        let folders = folders.map(Result::unwrap).filter(|entry| entry.path().is_dir());
        let mut there: Vec<String> =
            folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        let mut listed: Vec<String> = LAUNCHERS.iter().map(|entry| entry.name.to_owned()).collect();
        there.sort();
        listed.sort();
        assert_eq!(there, listed);
    }
}
