//! Kubernetes: an indexed Job with an index for each share, and a Job that joins them.
//!
//! Manifests are written and handed over by people with `kubectl apply`; how the tasks fare is asked of `kubectl`. After
//! the API reference of `batch/v1` (indexed Jobs, back-off limits per index and pod failure policies are stable since 1.33).

mod manifest;
mod state;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::LaunchError;
use crate::folder::{Launch, LaunchFolder};
use crate::program::{ask, quoted};
use crate::task::{JOIN, Tasks};
use crate::{Launcher, LauncherEntry, Script, Submitted, Work};

/// Its line of the table.
pub const ENTRY: LauncherEntry = LauncherEntry {
    name: "kubernetes",
    summary: "an indexed Job on a Kubernetes cluster (1.33 or later), written as manifests for `kubectl apply`",
    with_settings: |settings| Ok(Box::new(Kubernetes::deserialize(settings)?)),
};

/// Where the volume is mounted.
pub const DATA: &str = "/data";
/// Where the files of the launch are mounted, to be read.
pub const FILES: &str = "/etc/tonewright";

/// What is asked of Kubernetes.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Kubernetes {
    /// The image, with the work's program in it.
    pub image: String,
    /// The namespace; that of `kubectl`'s context where there is none.
    pub namespace: Option<String>,
    /// The volume that all tasks see.
    pub volume: Volume,
    /// Secrets whose keys become variables of the tasks: what an object store wants to know.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// Cores of a task.
    pub cpus: Option<u32>,
    /// Memory of a task, as Kubernetes writes it: `8Gi`.
    pub memory: Option<String>,
    /// How many tasks run at once; all of them where it is not said.
    pub parallelism: Option<u32>,
    /// How often a task that was killed is tried again.
    pub kills_most: u32,
    /// Small files that tasks read in [`FILES`], by name.
    pub files: BTreeMap<String, String>,
}

/// A volume that several machines write to, or none where they write to a store.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Volume {
    /// One that is there, by the name of its claim.
    Claim(String),
    /// A new one.
    New {
        /// How large, as Kubernetes writes it: `100Gi`.
        size: String,
        /// Its storage class; the cluster's own where there is none.
        class: Option<String>,
    },
    /// None: what a task leaves on the disk goes with it.
    Scratch,
}

/// What the manifest of the tasks is called.
const TASK_MANIFEST: &str = "job.yaml";
/// What the manifest of the joining is called.
const JOIN_MANIFEST: &str = "join.yaml";

impl Kubernetes {
    /// `kubectl` with its words, in the namespace of the launch.
    fn kubectl<const N: usize>(&self, words: [&str; N]) -> Vec<String> {
        let namespace = self.namespace.as_ref().map(|name| format!("--namespace={name}"));
        words.map(str::to_owned).into_iter().chain(namespace).collect()
    }
}

impl Launcher for Kubernetes {
    fn entry(&self) -> &'static LauncherEntry {
        &ENTRY
    }

    fn settings(&self) -> Value {
        serde_json::to_value(self).expect("settings are plain data")
    }

    fn scripts(&self, folder: &LaunchFolder, work: &Work) -> Result<Vec<Script>, LaunchError> {
        let name = manifest::name(folder);
        let task = manifest::text(&manifest::tasks(self, &name, work)?);
        let join = manifest::text(&[manifest::join(self, &name, work)?]);
        Ok(vec![Script { name: TASK_MANIFEST, text: task }, Script { name: JOIN_MANIFEST, text: join }])
    }

    fn submit(&self, folder: &LaunchFolder, _: &Work) -> Result<Submitted, LaunchError> {
        let name = manifest::name(folder);
        let job = format!("job/{name}");
        let at = |file: &str| folder.path().join(file).display().to_string();
        let (task, join) = (at(TASK_MANIFEST), at(JOIN_MANIFEST));
        let commands = [
            self.kubectl(["kubectl", "apply", "-f", &task]),
            self.kubectl(["kubectl", "wait", "--for=condition=complete", "--timeout=-1s", &job]),
            self.kubectl(["kubectl", "apply", "-f", &join]),
        ];
        let by_hand = commands.iter().map(|words| quoted(words)).collect::<Result<_, _>>()?;
        Ok(Submitted { jobs: Vec::new(), by_hand })
    }

    fn tasks(&self, folder: &LaunchFolder, launch: &Launch) -> Result<Tasks, LaunchError> {
        let name = manifest::name(folder);
        let jobs =
            ask("kubectl", &self.kubectl(["get", "jobs", "--output=json", "--selector", &label(&name)]))?;
        let pods =
            ask("kubectl", &self.kubectl(["get", "pods", "--output=json", "--selector", &label(&name)]))?;
        let read = |text: &str| {
            serde_json::from_str(text).map_err(|error| LaunchError::Refused {
                program: "kubectl",
                said: format!("it gave no JSON: {error}"),
            })
        };
        Ok(state::tasks(&name, launch.work.tasks, &read(&jobs)?, &read(&pods)?))
    }

    fn log(&self, folder: &LaunchFolder, _: &Launch, task: &str) -> Result<Vec<u8>, LaunchError> {
        let name = manifest::name(folder);
        let selector = match task {
            JOIN => format!("batch.kubernetes.io/job-name={}", manifest::join_name(&name)),
            task => {
                format!("batch.kubernetes.io/job-name={name},batch.kubernetes.io/job-completion-index={task}")
            }
        };
        let words = ["logs", "--all-containers", "--tail=-1", "--selector", &selector];
        let said = ask("kubectl", &self.kubectl(words))?;
        if said.is_empty() {
            Err(LaunchError::NoLog { task: task.to_owned() })
        } else {
            Ok(said.into_bytes())
        }
    }

    fn cancel(&self, folder: &LaunchFolder, _: &Launch) -> Result<(), LaunchError> {
        let name = manifest::name(folder);
        let words = ["delete", "jobs", "--ignore-not-found", "--selector", &label(&name)];
        ask("kubectl", &self.kubectl(words)).map(drop)
    }
}

/// What selects everything of a launch.
fn label(name: &str) -> String {
    format!("{}={name}", manifest::LABEL)
}
