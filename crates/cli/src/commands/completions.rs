//! `tonewright completions`: what the shell needs to know.

use std::process::ExitCode;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::Cli;
use crate::voice::Failure;

/// Print the completion script of a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright completions bash > ~/.local/share/bash-completion/completions/tonewright\n  \
    tonewright completions zsh > ~/.zfunc/_tonewright\n  \
    tonewright completions fish > ~/.config/fish/completions/tonewright.fish")]
pub(crate) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    // Into memory first: a reader that goes away must not make the generator panic.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "tonewright", &mut script);
    std::io::Write::write_all(&mut crate::voice::out(), &script)?;
    Ok(ExitCode::SUCCESS)
}
