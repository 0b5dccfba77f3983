//! What CI runs, as commands a developer can run alike: `cargo xtask <command>`.
//!
//! Everything here is about the building (floors, sizes, licences, tests and their set-up); nothing of it
//! ends up in the product.

mod cargo;
mod ci;
mod elsewhere;
mod layers;
mod licences;
mod plug_ins;
mod reference;
mod setup;
mod sizes;
mod test;
mod words;

use std::process::ExitCode;

/// A command: name, one line of help, and what it does with the remaining arguments.
type Command = (&'static str, &'static str, fn(&[String]) -> Outcome);

/// Nothing on success, a sentence on failure.
type Outcome = Result<(), String>;

/// All commands, in the order of the help.
const COMMANDS: &[Command] = &[
    ("test", "set up what the tests talk to, then run them all [cargo test arguments]", test::run),
    ("setup", "make the Python environment that reference tests use", setup::run),
    ("plug-ins", "build the plug-ins that tests of the host talk to", plug_ins::run),
    ("check", "the cheap checks: format, layers, sizes, words, licences, clippy, rustdoc", ci::check),
    ("smoke", "the README's main job, as a new user would run it", ci::smoke),
    ("elsewhere", "type-checks the program for Windows and macOS", elsewhere::run),
    ("ci", "everything CI runs: check, test, reference, smoke", ci::run),
    ("layers", "each crate uses only lower floors, and the forbidden stay out", layers::run),
    ("sizes", "the largest files and functions", sizes::run),
    ("words", "no to-do without an owner, no path of a machine", words::run),
    ("licences", "every dependency may be shipped", licences::run),
    ("reference", "compare with the real thing: `reference dx7 [--voices N|all]`", reference::run),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = words.split_first() else {
        return help();
    };
    let Some((_, _, command)) = COMMANDS.iter().find(|(known, _, _)| known == name) else {
        eprintln!("error: there is no command `{name}`\n");
        return help();
    };
    match command(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the commands.
fn help() -> ExitCode {
    eprintln!("cargo xtask <command>\n");
    for (name, summary, _) in COMMANDS {
        eprintln!("  {name:<10} {summary}");
    }
    ExitCode::from(2)
}
