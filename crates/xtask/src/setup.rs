//! What reference tests talk to: a Python environment with the real Dexed engine and librosa.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::Outcome;
use crate::cargo::{root, run as run_command};

/// The environment's folder.
fn folder() -> PathBuf {
    root().join("target/reference-venv")
}

/// Makes the environment unless it is there and fits its requirements.
pub(crate) fn run(_: &[String]) -> Outcome {
    let list = |name: &str| {
        let path = root().join("tests/reference").join(name);
        let text = std::fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()))?;
        Ok::<_, String>((path, text))
    };
    let ((requirements, wanted), (wheels, files)) = (list("requirements.txt")?, list("wheels.txt")?);
    let wanted = wanted + &files;
    let stamp = folder().join("requirements.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    println!("setup: making the Python environment of the reference tests in target/reference-venv …");
    run_command(Command::new("python3").args(["-m", "venv"]).arg(folder()), "`python3 -m venv`")?;
    let mut pip = Command::new(folder().join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&requirements);
    run_command(pip.stdin(Stdio::null()), "`pip install` of the reference packages")?;
    let mut pip = Command::new(folder().join("bin/pip"));
    pip.args(["download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest"]);
    pip.arg(folder().join("wheels")).arg("-r").arg(&wheels);
    run_command(pip.stdin(Stdio::null()), "`pip download` of the wheels that are read")?;
    std::fs::write(&stamp, wanted).map_err(|why| format!("{}: {why}", stamp.display()))
}
