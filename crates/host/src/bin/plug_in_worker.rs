//! The worker as a program of its own, for who uses this crate without the `tonewright` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1) {
        Some(address) => tonewright_host::serve_plugin(&address),
        None => {
            eprintln!("usage: tonewright-plug-in-worker FORMAT:PLACE");
            ExitCode::from(2)
        }
    }
}
