//! The direction of the house: a crate uses strictly lower floors only, and what is heavy or unsafe stays
//! out of the rooms that must not know it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Outcome;
use crate::cargo::{list, metadata, text};

/// Rooms that must compile without tensors, plug-ins, servers and Python.
const LEAN: &[&str] = &["audio", "synth", "measure", "matching", "data", "bench"];

/// What those rooms must not reach, by the beginning of the package's name.
const FORBIDDEN: &[&str] =
    &["burn", "rten", "tch", "candle", "libloading", "clack", "livi", "vst3", "axum", "tokio", "pyo3"];

/// Checks floors and forbidden dependencies.
pub(crate) fn run(_: &[String]) -> Outcome {
    let metadata = metadata()?;
    let mut faults = floors(&metadata);
    faults.extend(forbidden(&metadata));
    if faults.is_empty() {
        println!("layers: every crate uses lower floors only");
        return Ok(());
    }
    Err(format!("the floors are broken:\n  {}", faults.join("\n  ")))
}

/// Each crate's floor, `None` for those beside the house.
fn floor_of(package: &Value) -> Result<Option<i64>, String> {
    let floor = &package["metadata"]["house"]["floor"];
    if floor.as_str() == Some("beside") {
        return Ok(None);
    }
    let name = text(package, "name");
    floor.as_i64().map(Some).ok_or(format!("{name} has no `[package.metadata.house] floor`"))
}

/// Uses that go up or sideways.
fn floors(metadata: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut floor_by_name = BTreeMap::new();
    let members: Vec<&Value> = members(metadata);
    for package in &members {
        match floor_of(package) {
            Ok(floor) => drop(floor_by_name.insert(text(package, "name"), floor)),
            Err(fault) => faults.push(fault),
        }
    }
    for package in &members {
        let name = text(package, "name");
        let Some(Some(floor)) = floor_by_name.get(name) else { continue };
        for dependency in list(package, "dependencies").filter(|d| d["kind"].is_null()) {
            match floor_by_name.get(text(dependency, "name")) {
                Some(Some(lower)) if lower >= floor => {
                    faults.push(format!(
                        "{name} (floor {floor}) uses {} (floor {lower})",
                        text(dependency, "name")
                    ));
                }
                Some(None) => faults.push(format!("{name} ships {}, a tool", text(dependency, "name"))),
                _ => {}
            }
        }
    }
    faults
}

/// Lean rooms that reach a forbidden package.
fn forbidden(metadata: &Value) -> Vec<String> {
    let name_by_id: BTreeMap<&str, &str> =
        list(metadata, "packages").map(|p| (text(p, "id"), text(p, "name"))).collect();
    let uses: BTreeMap<&str, Vec<&str>> =
        list(&metadata["resolve"], "nodes").map(|node| (text(node, "id"), shipped(node))).collect();
    let mut faults = Vec::new();
    for (id, name) in &name_by_id {
        let Some(room) = name.strip_prefix("tonewright-").filter(|room| LEAN.contains(room)) else {
            continue;
        };
        for reached in reachable(id, &uses) {
            let package = name_by_id.get(reached).copied().unwrap_or_default();
            if FORBIDDEN.iter().any(|f| package == *f || package.starts_with(&format!("{f}-"))) {
                faults.push(format!("{room} reaches {package}, which it must not know"));
            }
        }
    }
    faults
}

/// What a resolved package uses when it ships (not its tests).
fn shipped(node: &Value) -> Vec<&str> {
    let normal = |dep: &&Value| list(dep, "dep_kinds").any(|kind| kind["kind"].is_null());
    list(node, "deps").filter(normal).map(|dep| text(dep, "pkg")).collect()
}

/// Everything reachable from a package.
fn reachable<'a>(from: &'a str, uses: &BTreeMap<&'a str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(uses.get(id).into_iter().flatten());
        }
    }
    seen
}

/// The packages of this workspace.
fn members(metadata: &Value) -> Vec<&Value> {
    let ids: BTreeSet<&str> = list(metadata, "workspace_members").filter_map(Value::as_str).collect();
    list(metadata, "packages").filter(|p| ids.contains(text(p, "id"))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn house(upper_floor: u64) -> Value {
        json!({
            "workspace_members": ["a", "b"],
            "packages": [
                {"id": "a", "name": "tonewright-audio", "metadata": {"house": {"floor": 1}},
                 "dependencies": [{"name": "tonewright-synth", "kind": null}]},
                {"id": "b", "name": "tonewright-synth", "metadata": {"house": {"floor": upper_floor}}, "dependencies": []},
                {"id": "t", "name": "tokio", "dependencies": []},
            ],
            "resolve": {"nodes": [
                {"id": "a", "deps": [{"pkg": "b", "dep_kinds": [{"kind": null}]}]},
                {"id": "b", "deps": [{"pkg": "t", "dep_kinds": [{"kind": null}]}]},
                {"id": "t", "deps": []},
            ]},
        })
    }

    #[test]
    fn a_use_that_goes_up_or_sideways_is_found() {
        assert!(floors(&house(0)).is_empty());
        assert_eq!(floors(&house(1)).len(), 1);
        assert_eq!(floors(&house(2)), ["tonewright-audio (floor 1) uses tonewright-synth (floor 2)"]);
    }

    #[test]
    fn a_forbidden_package_is_found_through_others() {
        assert_eq!(forbidden(&house(0)).len(), 2);
    }
}
