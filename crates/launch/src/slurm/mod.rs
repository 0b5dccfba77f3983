//! Slurm: an array job with a task for each share, and a job that joins them when all have succeeded.
//!
//! After sbatch(1), squeue(1), scancel(1) and scontrol(1) of Slurm 22.05; nothing here needs accounting.

mod limit;
mod queue;
mod script;

use std::fs;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::LaunchError;
use crate::folder::{Launch, LaunchFolder};
use crate::program::ask;
use crate::task::{self, JOIN, Tasks};
use crate::{Launcher, LauncherEntry, Script, Submitted, Work};

/// Its line of the table.
pub const ENTRY: LauncherEntry = LauncherEntry {
    name: "slurm",
    summary: "an array job on a Slurm cluster; tasks that are stopped or killed go on by themselves",
    with_settings: |settings| Ok(Box::new(Slurm::deserialize(settings)?)),
};

/// What is asked of Slurm.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Slurm {
    /// The partition; the cluster's own choice where there is none.
    pub partition: Option<String>,
    /// Who pays.
    pub account: Option<String>,
    /// How long an attempt of a task may take, as Slurm writes it: `4:00:00`.
    pub time: Option<String>,
    /// Cores of a task.
    pub cpus: Option<u32>,
    /// Memory of a task, as Slurm writes it: `8G`.
    pub memory: Option<String>,
    /// How many seconds before its time limit a task is told to stop.
    pub grace_secs: u32,
    /// How often a task that was killed is tried again.
    pub kills_most: u32,
    /// More options for `sbatch`, each as in a script: `--qos=long`.
    pub options: Vec<String>,
}

impl Default for Slurm {
    fn default() -> Self {
        Self {
            partition: None,
            account: None,
            time: None,
            cpus: None,
            memory: None,
            grace_secs: 120,
            kills_most: 3,
            options: Vec::new(),
        }
    }
}

/// What the script of the tasks is called.
const TASK_SCRIPT: &str = "task.sh";
/// What the script of the joining is called.
const JOIN_SCRIPT: &str = "join.sh";
/// What the jobs of the tasks are called in the record of a launch.
const TASKS: &str = "tasks";

impl Slurm {
    /// Refuses a limit that is over before the work begins: such tasks would go back into the queue for ever.
    fn check_limit(&self) -> Result<(), LaunchError> {
        let Some(time) = &self.time else { return Ok(()) };
        match limit::limit_secs(time) {
            Some(secs) if secs > 0 && secs <= self.grace_secs.into() => Err(LaunchError::Unwritable {
                what: format!("`--time {time}`"),
                reason: format!(
                    "tasks are told to stop {} s before their limit, so they would never begin: give them more time, \
                     or a smaller `--grace-secs`",
                    self.grace_secs
                ),
            }),
            _ => Ok(()),
        }
    }
}

impl Launcher for Slurm {
    fn entry(&self) -> &'static LauncherEntry {
        &ENTRY
    }

    fn settings(&self) -> Value {
        serde_json::to_value(self).expect("settings are plain data")
    }

    fn scripts(&self, folder: &LaunchFolder, work: &Work) -> Result<Vec<Script>, LaunchError> {
        self.check_limit()?;
        let task = script::tasks(self, folder, work)?;
        let join = script::join(self, folder, work)?;
        Ok(vec![Script { name: TASK_SCRIPT, text: task }, Script { name: JOIN_SCRIPT, text: join }])
    }

    fn submit(&self, folder: &LaunchFolder, work: &Work) -> Result<Submitted, LaunchError> {
        let tasks = sbatch(script::arguments(folder, work, TASK_SCRIPT, "task-%a")?)?;
        let mut join = script::arguments(folder, work, JOIN_SCRIPT, JOIN)?;
        join.splice(0..0, [format!("--dependency=afterok:{tasks}"), "--kill-on-invalid-dep=yes".to_owned()]);
        let join = sbatch(join).inspect_err(|_| {
            // Tasks that nobody joins are not what was asked for; the refusal says why.
            drop(ask("scancel", std::slice::from_ref(&tasks)));
        })?;
        Ok(Submitted { jobs: vec![(TASKS, tasks), (JOIN, join)], by_hand: Vec::new() })
    }

    fn tasks(&self, folder: &LaunchFolder, launch: &Launch) -> Result<Tasks, LaunchError> {
        let ids: Vec<String> = launch.jobs.values().cloned().collect();
        let (queue, remarks) = match queue::ask(launch.jobs.get(JOIN), &ids) {
            Ok(queue) => (Some(queue), Vec::new()),
            Err(error) => {
                (None, vec![format!("what waits and runs is told by the tasks' notes alone: {error}")])
            }
        };
        let of = |name: &str| task::state(folder, &queue, name);
        let tasks = (0..launch.work.tasks).map(|number| of(&number.to_string())).collect();
        Ok(Tasks { tasks, join: of(JOIN), remarks })
    }

    fn log(&self, folder: &LaunchFolder, _: &Launch, task: &str) -> Result<Vec<u8>, LaunchError> {
        let name = if task == JOIN { JOIN.to_owned() } else { format!("task-{task}") };
        let path = folder.logs().join(format!("{name}.log"));
        if !path.exists() {
            return Err(LaunchError::NoLog { task: task.to_owned() });
        }
        fs::read(&path).map_err(|source| LaunchError::Io { doing: "read", path, source })
    }

    fn cancel(&self, _: &LaunchFolder, launch: &Launch) -> Result<(), LaunchError> {
        // The joining first, so that nothing begins as its tasks go.
        let ids = [launch.jobs.get(JOIN), launch.jobs.get(TASKS)];
        ids.into_iter().flatten().try_for_each(|id| ask("scancel", std::slice::from_ref(id)).map(drop))
    }
}

/// Hands a job over; its number.
fn sbatch(mut args: Vec<String>) -> Result<String, LaunchError> {
    args.insert(0, "--parsable".to_owned());
    let said = ask("sbatch", &args)?;
    // On a cluster of clusters: `number;cluster`.
    let number = said.trim().split(';').next().unwrap_or_default().to_owned();
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(LaunchError::Refused {
            program: "sbatch",
            said: format!("it gave no job number: {said}"),
        });
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::tests::launch;

    #[test]
    fn a_limit_shorter_than_the_grace_is_refused() {
        let parent = tempfile::tempdir().unwrap();
        let folder = LaunchFolder::planned(parent.path(), "x");
        let scripts = |time: &str, grace_secs| {
            let slurm = Slurm { time: Some(time.to_owned()), grace_secs, ..Slurm::default() };
            slurm.scripts(&folder, &launch(2).work)
        };
        assert!(matches!(scripts("2", 120), Err(LaunchError::Unwritable { .. })));
        // Zero is no limit to Slurm; what is no time at all is left to it.
        for (time, grace_secs) in [("3", 120), ("2", 60), ("0", 120), ("UNLIMITED", 120)] {
            assert!(scripts(time, grace_secs).is_ok(), "{time}");
        }
    }

    #[test]
    fn settings_come_back_from_a_record() {
        let slurm = Slurm { cpus: Some(4), options: vec!["--qos=low".to_owned()], ..Slurm::default() };
        let again = (ENTRY.with_settings)(&slurm.settings()).unwrap();
        assert_eq!(again.settings(), slurm.settings());
        assert!((ENTRY.with_settings)(&serde_json::json!({ "colour": 3 })).is_err());
    }
}
