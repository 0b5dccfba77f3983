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
    // A plug-in lives in a process of its own, which is this program with another word.
    if let Some(task) = tonewright_studio::catalog::worker_task(std::env::args()) {
        return tonewright_studio::serve_plugin(&task);
    }
    // A network that may come from anywhere is tried in one too.
    if let Some(code) = tonewright_studio::ask::models::try_model(std::env::args()) {
        return code;
    }
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
