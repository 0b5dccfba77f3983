//! `tonewright launch kubernetes`: a data set is written down as an indexed Job.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, ValueHint};
use tonewright_studio::ask::launch::{Kubernetes, Volume, kubernetes};

use super::work;
use crate::voice::Failure;

/// Write manifests that render a data set on a Kubernetes cluster (1.33 or later)
///
/// An indexed Job with an index for each share, a ConfigMap with the recipe, and a Job that writes the manifest and
/// proves the data set. Nothing is handed over: the commands for `kubectl` are printed. All tasks write to one volume,
/// mounted at /data, which several machines must be able to write to, or into an object store.
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("volume").args(["volume_claim", "storage"]))]
#[command(after_help = "Examples:\n  \
    tonewright launch kubernetes dx7-fitted --tasks 64 --image registry.example/tonewright:1 --volume-claim sounds\n  \
    tonewright launch kubernetes my-recipe.toml --tasks 8 --image tonewright --storage 100Gi --cpus 4 --mem 8Gi\n  \
    tonewright launch kubernetes dx7-fitted --tasks 8 --image tonewright --out s3://bucket/bells --env-from s3-keys")]
pub(crate) struct Args {
    #[command(flatten)]
    work: work::Work,
    /// The image with tonewright in it (the Dockerfile makes one)
    #[arg(long, value_name = "IMAGE")]
    image: String,
    /// The claim of a volume that is there
    #[arg(long, value_name = "NAME")]
    volume_claim: Option<String>,
    /// A new volume of this size: `100Gi`
    #[arg(long, value_name = "SIZE")]
    storage: Option<String>,
    /// The storage class of a new volume [default: the cluster's]
    #[arg(long, value_name = "NAME", requires = "storage")]
    storage_class: Option<String>,
    /// The data set's folder on the volume, or its place in a store: `s3://bucket/prefix` [default: /data/NAME]
    #[arg(long, short, value_name = "DIR|URL", value_hint = ValueHint::Other)]
    out: Option<PathBuf>,
    /// A secret of the cluster whose keys become variables of the tasks, as a store needs them (repeatable)
    #[arg(long, value_name = "SECRET")]
    env_from: Vec<String>,
    /// Preset files and folders on the volume, for a recipe that draws from a corpus (repeatable)
    #[arg(long, value_name = "PATH", value_hint = ValueHint::Other)]
    presets: Vec<PathBuf>,
    /// The namespace [default: that of kubectl's context]
    #[arg(long, value_name = "NAME")]
    namespace: Option<String>,
    /// Cores of a task, and its threads
    #[arg(long, value_name = "N")]
    cpus: Option<u32>,
    /// Memory of a task: `8Gi`
    #[arg(long, value_name = "SIZE")]
    mem: Option<String>,
    /// How many tasks run at once [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    parallelism: Option<u32>,
    /// How often a task that was killed is tried again
    #[arg(long, value_name = "N", default_value_t = 3)]
    retries: u32,
}

/// Writes it down, and says how it is handed over.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let volume = match (args.volume_claim, args.storage) {
        (Some(claim), _) => Volume::Claim(claim),
        (None, Some(size)) => Volume::New { size, class: args.storage_class },
        (None, None) => Volume::Scratch,
    };
    let settings = Kubernetes {
        image: args.image,
        namespace: args.namespace,
        volume,
        secrets: args.env_from,
        cpus: args.cpus,
        memory: args.mem,
        parallelism: args.parallelism,
        kills_most: args.retries,
        files: BTreeMap::new(),
    };
    let launched = kubernetes(&args.work.work(args.out, args.presets), &settings)?;
    work::tell(&launched)
}
