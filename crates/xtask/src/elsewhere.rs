//! Whether the program is still one for the systems that CI has not: it is type-checked for them, not run.

use std::process::Command;

use crate::Outcome;
use crate::cargo::{cargo, run as run_command};

/// The systems by their targets, and what people call them.
const SYSTEMS: &[(&str, &str)] = &[("x86_64-pc-windows-gnu", "Windows"), ("aarch64-apple-darwin", "macOS")];

/// Checks the program with its CLAP and VST3 hosts for each system whose standard library `rustup` has.
pub(crate) fn run(_: &[String]) -> Outcome {
    let listed = Command::new("rustup").args(["target", "list", "--installed"]).output();
    let installed = listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let installed = installed.unwrap_or_default();
    for (target, system) in SYSTEMS {
        if !installed.lines().any(|line| line == *target) {
            println!("SKIPPED the check for {system}: `rustup target add {target}`");
            continue;
        }
        println!("for {system}");
        let mut command = cargo();
        command.args(["check", "--locked", "--quiet", "--target", target]);
        // Without a C compiler for that system: one library has the same functions in Rust.
        command.args(["-p", "tonewright", "-p", "tonewright-host", "--features", "vst3,blake3/pure"]);
        run_command(command.env("RUSTFLAGS", "-D warnings"), &format!("the check for {system}"))?;
    }
    Ok(())
}
