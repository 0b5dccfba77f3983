//! `tonewright launch tune`: a study is worked on by an array job.

use std::process::ExitCode;

use tonewright_studio::ask::launch::{StudyWork, study};

use super::{slurm, work};
use crate::commands::tune;
use crate::voice::Failure;

/// Search the settings of a proxy on a Slurm cluster (builds with `--features learned`)
///
/// An array job whose tasks all work on one study, each on a trial at a time, until there are as many trials as it wants; and
/// a job that draws the study when all have ended. A task that its time limit stops, or that is killed, goes back into the
/// queue and goes on with its trial. All machines must see the data sets, the study, this program and the launch's folder
/// under the same names, on a file system that has locks.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright launch tune synth-proxy-tfm-opt --data /shared/train --held-out /shared/val --tasks 8 --time 1-0 --cpus 8 -o /shared/study\n  \
    tonewright launch status                            how its tasks fare, and how many trials there are\n  \
    tonewright tune show /shared/study --out study.html")]
pub(crate) struct Args {
    #[command(flatten)]
    study: tune::Order,
    /// How many tasks work on it
    #[arg(long, value_name = "N")]
    tasks: u32,
    #[command(flatten)]
    cluster: slurm::Cluster,
    #[command(flatten)]
    door: work::Door,
}

/// Hands it over, and says what it became.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let work = StudyWork {
        request: args.study.request(),
        tasks: args.tasks,
        program: args.door.program,
        launches: args.door.launches,
        is_dry: args.door.dry_run,
    };
    work::tell(&study(&work, &args.cluster.settings())?)
}
