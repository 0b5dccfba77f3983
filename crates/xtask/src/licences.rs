//! Every dependency may be shipped with ours: its SPDX expression allows one of the licences we accept.

use serde_json::Value;
use spdx::{Expression, LicenseReq};

use crate::Outcome;
use crate::cargo::{list, metadata, text};

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

/// Checks the licence of every package of the lock file.
pub(crate) fn run(_: &[String]) -> Outcome {
    let metadata = metadata()?;
    let packages: Vec<&Value> = list(&metadata, "packages").collect();
    let faults: Vec<String> = packages.iter().filter_map(|package| fault(package)).collect();
    if faults.is_empty() {
        println!("licences: all {} packages may be shipped", packages.len());
        return Ok(());
    }
    Err(format!("these packages may not be shipped:\n  {}", faults.join("\n  ")))
}

/// What is wrong with a package's licence.
fn fault(package: &Value) -> Option<String> {
    let (name, licence) = (text(package, "name"), text(package, "license"));
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
    use serde_json::json;

    use super::*;

    #[test]
    fn copyleft_is_refused_and_choices_are_taken() {
        let fault_of = |licence: &str| fault(&json!({"name": "x", "license": licence}));
        assert_eq!(fault_of("MIT OR GPL-3.0-only"), None);
        assert_eq!(fault_of("MIT/Apache-2.0"), None);
        assert!(fault_of("GPL-3.0-or-later").is_some());
        assert!(fault_of("MIT AND AGPL-3.0-only").is_some());
        assert!(fault_of("").is_some());
    }
}
