//! Every dependency may be shipped with ours: its SPDX expression allows one of the licences we accept.

use std::collections::BTreeSet;

use spdx::{Expression, LicenseReq};

use crate::Outcome;
use crate::cargo::cargo;

/// What we accept. MPL-2.0 (symphonia) is copyleft by file: its own files stay under it, ours don't change.
const ACCEPTED: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "CC0-1.0",
    "Unlicense",
    "Unicode-3.0",
    "BSL-1.0",
    "MPL-2.0",
    // Mozilla's list of root certificates, as data.
    "CDLA-Permissive-2.0",
];

/// Checks the licence of every package that is built by any of our features on any system, for tests as well. (The lock file
/// also has what our packages could ask of theirs and don't.)
pub(crate) fn run(_: &[String]) -> Outcome {
    let mut tree = cargo();
    tree.args(["tree", "--workspace", "--all-features", "--target", "all", "--locked"]);
    let output = tree.args(["-e", "normal,build,dev", "--prefix", "none", "--format", "{p}|{l}"]).output();
    let output = output.map_err(|why| format!("`cargo tree` can't be started: {why}"))?;
    if !output.status.success() {
        return Err(format!("`cargo tree` failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    // One that comes again has a star behind it.
    let packages: BTreeSet<&str> =
        text.lines().map(|line| line.trim_end_matches(" (*)")).filter(|line| !line.is_empty()).collect();
    if packages.is_empty() {
        return Err("`cargo tree` named no package".to_owned());
    }
    let faults: Vec<String> = packages.iter().filter_map(|package| fault(package)).collect();
    if faults.is_empty() {
        println!("licences: all {} packages may be shipped", packages.len());
        return Ok(());
    }
    Err(format!("these packages may not be shipped:\n  {}", faults.join("\n  ")))
}

/// What is wrong with the licence of a package, which is told as `name version|licence`.
fn fault(package: &str) -> Option<String> {
    let (name, licence) = package.split_once('|').unwrap_or((package, ""));
    match Expression::parse_mode(licence, spdx::ParseMode::LAX) {
        Ok(expression) if expression.evaluate(accepted) => None,
        Ok(_) => Some(format!("{name}: {licence} is not among those we accept")),
        Err(_) => Some(format!("{name}: `{licence}` is no SPDX expression")),
    }
}

/// Whether one licence of an expression is accepted.
fn accepted(requirement: &LicenseReq) -> bool {
    requirement.license.id().is_some_and(|id| ACCEPTED.contains(&id.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copyleft_is_refused_and_choices_are_taken() {
        let fault_of = |licence: &str| fault(&format!("x v1.0.0|{licence}"));
        assert_eq!(fault_of("MIT OR GPL-3.0-only"), None);
        assert_eq!(fault_of("MIT/Apache-2.0"), None);
        assert!(fault_of("GPL-3.0-or-later").is_some());
        assert!(fault_of("MIT AND AGPL-3.0-only").is_some());
        assert!(fault_of("").is_some());
    }
}
