//! Why work can't be launched, looked at or ended, by what the caller can do about it.

use std::io;
use std::path::PathBuf;

/// Why a launch came to nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LaunchError {
    /// Something that no script can say, or that would come to nothing.
    #[error("{what} can't be used: {reason}")]
    Unwritable {
        /// What it is: `--partition`, a path.
        what: String,
        /// Why not.
        reason: String,
    },
    /// A program of the batch system is not here.
    #[error("there is no `{program}` here")]
    NoProgram {
        /// Which one.
        program: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The batch system said no.
    #[error("`{program}` refused: {said}")]
    Refused {
        /// Its program.
        program: &'static str,
        /// What it said.
        said: String,
    },
    /// The folder is no launch, or was written by something else.
    #[error("`{}` can't be read as a launch: {reason}", path.display())]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// There is no launch.
    #[error("there is no launch in `{}`", path.display())]
    NoLaunch {
        /// Where one was looked for.
        path: PathBuf,
    },
    /// A task that there is not.
    #[error("there is no task `{task}`: they are 0 to {last}, and `join`")]
    NoTask {
        /// What was asked for.
        task: String,
        /// The last one's number.
        last: u32,
    },
    /// A task has said nothing yet.
    #[error("task {task} has said nothing yet")]
    NoLog {
        /// Which one.
        task: String,
    },
    /// The system refused.
    #[error("can't {doing} `{}`", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl LaunchError {
    /// What to do about it, where something can be done.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoProgram { program: "kubectl", .. } => {
                "run this where `kubectl` reaches the cluster".to_owned()
            }
            Self::NoProgram { .. } => {
                "run this where Slurm's programs are, on the cluster's login node".to_owned()
            }
            Self::Refused { said, .. } => return refusal_hint(said).map(str::to_owned),
            Self::NoLaunch { .. } | Self::Damaged { .. } => {
                "`tonewright launch slurm RECIPE --tasks N` makes one, and prints its folder".to_owned()
            }
            Self::NoLog { .. } => "`tonewright launch status` says whether it has begun".to_owned(),
            _ => return None,
        };
        Some(hint)
    }
}

/// What the usual refusals of batch systems ask for.
fn refusal_hint(said: &str) -> Option<&'static str> {
    let said = said.to_lowercase();
    let holds = |words: &str| said.contains(words);
    if holds("partition") {
        Some("`sinfo` lists the partitions, `--partition` chooses one")
    } else if holds("account") || holds("qos") {
        Some("`--account NAME` says who pays; `--sbatch=--qos=NAME` chooses a quality of service")
    } else if holds("node configuration") || holds("memory") || holds("cpu count") {
        Some("no node has so much: ask for less with `--cpus` and `--mem`")
    } else if holds("time limit") {
        Some("ask for less with `--time`: a task that is stopped by its limit goes on in the next")
    } else if holds("array") {
        Some("the cluster takes no such array: ask for fewer `--tasks`")
    } else if holds("contact slurm controller") || holds("slurmctld") || holds("connection") {
        Some("the controller doesn't answer: `scontrol ping` says whether it lives")
    } else {
        None
    }
}
