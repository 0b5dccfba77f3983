//! `tonewright launch`: work runs on many machines.

mod cancel;
mod kubernetes;
mod logs;
mod slurm;
mod status;
mod tune;
mod work;

use std::process::ExitCode;

use clap::Subcommand;

use crate::voice::Failure;

/// Work on many machines: data sets are rendered, studies worked on (Slurm, Kubernetes)
#[derive(Debug, Subcommand)]
#[command(after_help = "Examples:\n  \
    tonewright launch slurm dx7-fitted --tasks 64 --time 4:00:00 --cpus 8 -o /shared/dx7\n  \
    tonewright launch tune small --data train --held-out held-out --tasks 8 -o /shared/study\n  \
    tonewright launch status                            how the latest launch fares\n  \
    tonewright launch logs --task 3\n\n\
    docs/guides/many-machines.md says what a task does, and what happens when one dies.")]
pub(crate) enum Args {
    Slurm(slurm::Args),
    Kubernetes(kubernetes::Args),
    Tune(tune::Args),
    Status(status::Args),
    Logs(logs::Args),
    Cancel(cancel::Args),
}

/// Does it, and says what came of it.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args {
        Args::Slurm(args) => slurm::run(args),
        Args::Kubernetes(args) => kubernetes::run(args),
        Args::Tune(args) => tune::run(args),
        Args::Status(args) => status::run(&args),
        Args::Logs(args) => logs::run(&args),
        Args::Cancel(args) => cancel::run(&args),
    }
}

#[cfg(test)]
mod tests {
    use tonewright_studio::ask::launch::LAUNCHERS;

    use super::*;

    #[test]
    fn each_launcher_has_its_command() {
        let command = Args::augment_subcommands(clap::Command::new("launch"));
        for entry in LAUNCHERS {
            assert!(command.find_subcommand(entry.name).is_some(), "{}", entry.name);
        }
    }
}
