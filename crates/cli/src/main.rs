//! `tonewright`: a sound goes in, a preset comes out.
//!
//! A door, not a room: each command turns words into a question for `studio` and its answer into words. Data goes to
//! stdout, everything else to stderr; exit code 0 is done, 1 done but a criterion was missed, 2 could not.

mod commands;
mod voice;

use std::process::ExitCode;

use clap::Parser as _;

use commands::Cli;
use voice::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command.run() {
        Ok(code) => code,
        // Whoever reads us has seen enough (`tonewright synths | head`).
        Err(Failure::Closed) => ExitCode::SUCCESS,
        Err(Failure::Studio(error)) => {
            voice::tell_error(&*error, &error.hints());
            ExitCode::from(voice::COULD_NOT)
        }
        Err(Failure::Output(error)) => {
            voice::tell_error(&error, &[]);
            ExitCode::from(voice::COULD_NOT)
        }
        Err(Failure::Told) => ExitCode::from(voice::COULD_NOT),
    }
}
