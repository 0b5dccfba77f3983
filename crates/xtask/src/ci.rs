//! What CI runs, cheapest first, so that a developer learns of a failure in seconds.

use std::process::Command;
use std::time::Instant;

use crate::cargo::{cargo, features, root, run as run_command};
use crate::{Outcome, elsewhere, layers, licences, reference, sizes, test, words};

/// One named step.
type Step = (&'static str, fn() -> Outcome);

/// The checks that build little.
pub(crate) fn check(_: &[String]) -> Outcome {
    steps(&[
        ("format", || run_command(cargo().args(["fmt", "--all", "--check"]), "`cargo fmt --check`")),
        ("layers", || layers::run(&[])),
        ("words", || words::run(&[])),
        ("sizes", || sizes::run(&[])),
        ("licences", || licences::run(&[])),
        ("clippy", clippy),
        ("rustdoc", rustdoc),
    ])
}

/// Everything.
pub(crate) fn run(_: &[String]) -> Outcome {
    check(&[])?;
    steps(&[
        ("test", || test::run(&[])),
        ("reference", || reference_dx7("--voices 200")),
        ("reference, outermost notes", || {
            reference_dx7("--voices 100 --notes 0,12,108,127 --velocities 1,90 --gate 0.3")
        }),
        ("elsewhere", || elsewhere::run(&[])),
        ("smoke", || smoke(&[])),
    ])
}

/// Our DX7 against the real Dexed engine.
fn reference_dx7(arguments: &str) -> Outcome {
    let words = ["dx7"].into_iter().chain(arguments.split_whitespace());
    reference::run(&words.map(str::to_owned).collect::<Vec<_>>())
}

/// The README's main job, with a short budget, and what it must leave behind.
pub(crate) fn smoke(_: &[String]) -> Outcome {
    let out = root().join("target/smoke");
    // A folder of an earlier run would hide that nothing was written.
    if out.exists() {
        std::fs::remove_dir_all(&out).map_err(|why| format!("{}: {why}", out.display()))?;
    }
    let sound = "examples/sounds/plucked-string.wav";
    let mut command = cargo();
    command.args(["run", "--release", "-p", "tonewright", "--", "match", sound, "--synth", "dx7"]);
    run_command(command.args(["--budget", "10s", "--out"]).arg(&out), "the main job")?;
    for name in ["preset.syx", "preset.json", "match.wav", "target.wav", "result.json", "report.html"] {
        let path = out.join(name);
        let len = std::fs::metadata(&path).map_err(|why| format!("{}: {why}", path.display()))?.len();
        println!("smoke: {name} {len} bytes");
        if len == 0 {
            return Err(format!("{name} is empty"));
        }
    }
    Ok(())
}

/// Clippy over everything, warnings denied.
fn clippy() -> Outcome {
    let mut command = cargo();
    command.args(["clippy", "--workspace", "--all-targets", "--locked", "--quiet"]).args(features());
    command.args(["--", "-D", "warnings"]);
    run_command(&mut command, "clippy")
}

/// Every page of the API docs, warnings denied.
fn rustdoc() -> Outcome {
    let mut command: Command = cargo();
    command
        .args(["doc", "--workspace", "--no-deps", "--locked", "--quiet"])
        .args(features())
        .env("RUSTDOCFLAGS", "-D warnings");
    run_command(&mut command, "rustdoc")
}

/// Runs steps in order and says how long each took.
fn steps(steps: &[Step]) -> Outcome {
    for (name, step) in steps {
        println!("== {name}");
        let start = Instant::now();
        step().map_err(|why| format!("{name}: {why}"))?;
        println!("== {name}: {:.0} s", start.elapsed().as_secs_f64());
    }
    Ok(())
}
