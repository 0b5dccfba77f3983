//! Which commit and compiler made this binary, for `env.json` and `--version`. Both are absent where they can't be
//! told (a source archive): the build never fails for it.

use std::path::Path;
use std::process::Command;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let git = root.join(".git");
    if git.is_dir() {
        // HEAD's log grows with each commit and checkout; without one, HEAD itself moves.
        for watched in ["HEAD", "logs/HEAD"] {
            println!("cargo:rerun-if-changed={}", git.join(watched).display());
        }
    }
    println!("cargo:rerun-if-changed=build.rs");
    let commit = said(Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).current_dir(&root));
    // An archive or a container has no repository; whoever builds there may say the commit.
    println!("cargo:rerun-if-env-changed=TONEWRIGHT_COMMIT");
    let commit = commit.or_else(|| std::env::var("TONEWRIGHT_COMMIT").ok());
    let changes =
        said(Command::new("git").args(["status", "--porcelain", "--untracked-files=no"]).current_dir(&root));
    let compiler = std::env::var("RUSTC").ok().and_then(|rustc| said(Command::new(rustc).arg("--version")));
    println!("cargo:rustc-env=TONEWRIGHT_COMMIT={}", commit.unwrap_or_default());
    println!("cargo:rustc-env=TONEWRIGHT_DIRTY={}", changes.is_some_and(|changes| !changes.is_empty()));
    println!("cargo:rustc-env=TONEWRIGHT_RUSTC={}", compiler.unwrap_or_default());
}

/// What a command says, if it succeeds.
fn said(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
}
