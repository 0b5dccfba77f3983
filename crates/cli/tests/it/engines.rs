//! Engines that live in Python packages, behind the bridges that the program brings along, as a user meets them.

use std::path::PathBuf;

use crate::command::Place;
use crate::contest::{beats_chance, plays_again};

/// Names of our bridges, or of what lies on one, and the packages that they need.
const ENGINES: &[(&str, &str)] = &[("dexed-py", "dexed"), ("vital-simple", "vita")];

/// The Python of the reference environment, where it has that package; else it is said what is skipped.
pub(crate) fn python_with(package: &str, what: &str) -> Option<PathBuf> {
    let environment = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/reference-venv/bin/python");
    let named = std::env::var_os("TONEWRIGHT_PYTHON").unwrap_or(environment.into());
    let imported = std::process::Command::new(&named).args(["-c", &format!("import {package}")]).output();
    if imported.is_ok_and(|output| output.status.success()) {
        return Some(named.into());
    }
    eprintln!("SKIPPED {what}: {} does not have `{package}` (`cargo xtask setup`)", named.display());
    None
}

#[test]
fn each_is_matched_better_than_by_chance_and_its_preset_plays_the_match() {
    for (name, package) in ENGINES {
        let Some(python) = python_with(package, &format!("a match by `{name}`")) else { continue };
        let place = Place::with_pluck().with_python(python);
        beats_chance(&place, name, name);
        plays_again(&place, name, name);
    }
}
