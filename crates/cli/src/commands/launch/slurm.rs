//! `tonewright launch slurm`: a data set is rendered by an array job.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::launch::{Slurm, slurm};

use super::work;
use crate::voice::Failure;

/// Render a data set on a Slurm cluster
///
/// An array job with a task for each share, and a job that joins them when all have succeeded: it writes the manifest
/// and proves the data set. A task that its time limit stops, or that is killed, goes back into the queue and goes on
/// where it was. All machines must see the recipe, the presets, the data set, this program and the launch's folder
/// under the same names.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright launch slurm dx7-fitted --tasks 64 --time 4:00:00 --cpus 8 --mem 16G -o /shared/dx7\n  \
    tonewright launch slurm my-recipe.toml --tasks 8 --partition gpu --sbatch=--qos=low --sbatch=--exclude=node7\n  \
    tonewright launch slurm my-recipe.toml --tasks 8 --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    work: work::Work,
    /// The data set's folder, or its place in a store: `s3://bucket/prefix` [default: datasets/NAME]
    #[arg(long, short, value_name = "DIR|URL", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    /// Preset files and folders for a recipe that draws from a corpus (repeatable)
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    presets: Vec<PathBuf>,
    #[command(flatten)]
    cluster: Cluster,
}

/// What is asked of the cluster.
#[derive(Debug, clap::Args)]
pub(super) struct Cluster {
    /// The partition [default: the cluster's]
    #[arg(long, value_name = "NAME")]
    partition: Option<String>,
    /// Who pays
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// How long an attempt of a task may take: `4:00:00`, `1-12` [default: the partition's]
    #[arg(long, value_name = "TIME")]
    time: Option<String>,
    /// Cores of a task, and its threads [default: the cluster's]
    #[arg(long, value_name = "N")]
    cpus: Option<u32>,
    /// Memory of a task: `8G` [default: the partition's]
    #[arg(long, value_name = "SIZE")]
    mem: Option<String>,
    /// How many seconds before its time limit a task is told to stop
    #[arg(long, value_name = "SECS", default_value_t = Slurm::default().grace_secs)]
    grace_secs: u32,
    /// How often a task that was killed is tried again
    #[arg(long, value_name = "N", default_value_t = Slurm::default().kills_most)]
    retries: u32,
    /// Another option for sbatch: `--sbatch=--qos=long` (repeatable)
    #[arg(long, value_name = "OPTION", allow_hyphen_values = true)]
    sbatch: Vec<String>,
}

impl Cluster {
    /// As the launcher takes it.
    pub(super) fn settings(self) -> Slurm {
        Slurm {
            partition: self.partition,
            account: self.account,
            time: self.time,
            cpus: self.cpus,
            memory: self.mem,
            grace_secs: self.grace_secs,
            kills_most: self.retries,
            options: self.sbatch,
        }
    }
}

/// Hands it over, and says what it became.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let launched = slurm(&args.work.work(args.out, args.presets), &args.cluster.settings())?;
    work::tell(&launched)
}
