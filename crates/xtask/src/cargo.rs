//! Running cargo and asking it what the workspace is made of.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::Outcome;

/// The workspace's root folder.
pub(crate) fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).map(PathBuf::from).unwrap_or(here)
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Features that need a library of the system: the feature, what pkg-config calls the library, and Debian's package.
const OPTIONAL: &[(&str, &str, &str)] =
    &[("lv2", "lilv-0", "liblilv-dev"), ("vst3", "xcb", "libxcb1-dev"), ("hdf5", "hdf5", "libhdf5-dev")];

/// Features that need nothing of the system: left out by default for the sake of short builds.
const OWN: [&str; 4] = ["s3", "parquet", "learned", "gpu"];

/// `--features …` with all that this machine can build; what it can't is said aloud.
pub(crate) fn features() -> Vec<String> {
    let has = |library: &str| {
        Command::new("pkg-config").args(["--exists", library]).status().is_ok_and(|status| status.success())
    };
    let (here, missing): (Vec<_>, Vec<_>) = OPTIONAL.iter().partition(|(_, library, _)| has(library));
    for (feature, _, package) in missing {
        println!("SKIPPED the feature `{feature}`: it needs `{package}`");
    }
    let names: Vec<&str> = here.iter().map(|(feature, _, _)| *feature).chain(OWN).collect();
    vec!["--features".to_owned(), names.join(",")]
}

/// Runs a command to its end; `what` names it in the error.
pub(crate) fn run(command: &mut Command, what: &str) -> Outcome {
    let status = command.status().map_err(|why| format!("{what} can't be started: {why}"))?;
    if status.success() { Ok(()) } else { Err(format!("{what} failed ({status})")) }
}

/// `cargo metadata`, with every feature switched on, so that nothing hides behind one.
pub(crate) fn metadata() -> Result<Value, String> {
    let output = cargo()
        .args(["metadata", "--format-version", "1", "--all-features", "--locked"])
        .output()
        .map_err(|why| format!("`cargo metadata` can't be started: {why}"))?;
    if !output.status.success() {
        return Err(format!("`cargo metadata` failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    serde_json::from_slice(&output.stdout).map_err(|why| format!("`cargo metadata` is not JSON: {why}"))
}

/// The elements of a JSON array field, none if it is missing.
pub(crate) fn list<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value[field].as_array().into_iter().flatten()
}

/// A JSON string field, empty if it is missing.
pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}
