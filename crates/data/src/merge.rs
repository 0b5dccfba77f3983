//! Data sets become one: the shares of one recipe that several machines rendered, or several recipes whose rows hold the
//! same. Shards are linked where the disk can, so that they take no room twice, and copied where it can't.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::dataset::DataSet;
use crate::error::DataError;
use crate::manifest::{MANIFEST_FILE, Manifest, PLAN_FILE, text_of};
use crate::plan::{Numbering, shard_name};
use crate::shard::{Sidecar, write_atomically};

/// What came of it.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The manifest; none while shards of the one recipe are still missing.
    pub manifest: Option<PathBuf>,
    /// Shards that are there now.
    pub shards: u64,
    /// All shards that there should be.
    pub of: u64,
}

/// Makes one data set of several in a new folder, or goes on with it.
///
/// # Errors
/// [`DataError::Other`] where they don't fit together or the folder holds something else; [`DataError::Damaged`]; those of
/// the disk.
pub fn merge(
    folders: &[PathBuf],
    out: &Path,
    made_by: &str,
    watch: &mut dyn FnMut(u64, u64),
) -> Result<Merged, DataError> {
    let plans = folders.iter().map(|folder| plan_of(folder)).collect::<Result<Vec<Value>, _>>()?;
    let Some((first, others)) = plans.split_first() else {
        return Err(DataError::recipe("merge", "has nothing to merge: name two folders"));
    };
    fs::create_dir_all(out).map_err(|source| DataError::io("create", out, 0, source))?;
    if others.iter().all(|plan| plan == first) {
        shares(first, folders, out, made_by, watch)
    } else {
        several(&plans, folders, out, made_by, watch)
    }
}

fn plan_of(folder: &Path) -> Result<Value, DataError> {
    let path = folder.join(PLAN_FILE);
    let bytes = fs::read(&path).map_err(|source| DataError::io("read", &path, 0, source))?;
    serde_json::from_slice(&bytes).map_err(|error| DataError::damaged(&path, error.to_string()))
}

/// Writes the plan of the merged data set, or sees that it is there.
fn claim(plan: &Value, out: &Path) -> Result<(), DataError> {
    if out.join(PLAN_FILE).exists() {
        if plan_of(out)? == *plan {
            return Ok(());
        }
        let reason = "merge into a new folder".to_owned();
        return Err(DataError::Other { path: out.to_owned(), reason });
    }
    write_atomically(&out.join(PLAN_FILE), &text_of(plan))
}

/// The shares of one recipe: each shard from the folder that has it.
fn shares(
    plan: &Value,
    folders: &[PathBuf],
    out: &Path,
    made_by: &str,
    watch: &mut dyn FnMut(u64, u64),
) -> Result<Merged, DataError> {
    claim(plan, out)?;
    let numbering = Numbering::of_plan(plan).ok_or_else(|| {
        DataError::damaged(&folders[0].join(PLAN_FILE), "it does not say how many items there are")
    })?;
    let (of, mut sidecars) = (numbering.shards(), Vec::new());
    for shard in 0..of {
        let stem = numbering.name(shard);
        let file = |folder: &Path, ending: &str| folder.join(format!("{stem}.{ending}"));
        let has = |folder: &&PathBuf| ["safetensors", "json"].iter().all(|end| file(folder, end).is_file());
        let Some(folder) = folders.iter().find(has) else { continue };
        let sidecar = Sidecar::read(&file(folder, "json"))?;
        bring(&file(folder, "safetensors"), &sidecar, out)?;
        sidecars.push(sidecar);
        watch(shard + 1, of);
    }
    let shards = sidecars.len() as u64;
    let manifest = if shards == of { Some(finish(plan.clone(), sidecars, out, made_by)?) } else { None };
    Ok(Merged { manifest, shards, of })
}

/// Several data sets of one synth whose rows hold the same: their shards one behind the other.
fn several(
    plans: &[Value],
    folders: &[PathBuf],
    out: &Path,
    made_by: &str,
    watch: &mut dyn FnMut(u64, u64),
) -> Result<Merged, DataError> {
    if let Some(at) = plans.iter().position(|plan| plan["imported"].is_object()) {
        let reason = "its sounds were imported: import both folders at once instead".to_owned();
        return Err(DataError::Other { path: folders[at].clone(), reason });
    }
    let sets = folders.iter().map(|folder| DataSet::open(folder)).collect::<Result<Vec<_>, _>>()?;
    for (plan, folder) in plans.iter().zip(folders) {
        if let Some(key) = SAME.iter().find(|key| plan.pointer(key) != plans[0].pointer(key)) {
            let what = key.trim_start_matches('/').replace('/', ".");
            let reason = format!("its `{what}` is not that of `{}`", folders[0].display());
            return Err(DataError::Other { path: folder.clone(), reason });
        }
    }
    let items = sets.iter().fold(0_u64, |sum, set| sum.saturating_add(set.items()));
    let plan = joint_plan(plans, &sets, items, out);
    claim(&plan, out)?;
    let of: u64 = sets.iter().map(|set| set.manifest().shards.len() as u64).sum();
    let (mut sidecars, mut first_item) = (Vec::new(), 0);
    for set in &sets {
        for theirs in &set.manifest().shards {
            let file = set.shard(theirs)?.path().to_owned();
            let name = format!("{}.safetensors", shard_name(sidecars.len() as u64, of));
            let sidecar = Sidecar { file: name, first_item, ..theirs.clone() };
            bring(&file, &sidecar, out)?;
            first_item += sidecar.items;
            sidecars.push(sidecar);
            watch(sidecars.len() as u64, of);
        }
    }
    let manifest = Some(finish(plan, sidecars, out, made_by)?);
    Ok(Merged { manifest, shards: of, of })
}

/// What must be the same in data sets that become one.
const SAME: [&str; 6] = ["/format", "/columns", "/synth", "/recipe/sound", "/recipe/store", "/refused-by"];

/// The plan of several: the first one's, with all of them in full behind it.
fn joint_plan(plans: &[Value], sets: &[DataSet], items: u64, out: &Path) -> Value {
    let part = |(plan, set): (&Value, &DataSet)| json!({ "print": set.manifest().print, "items": set.items(), "plan": plan });
    let mut joint = plans[0].clone();
    joint["items"] = items.into();
    joint["presets"] = Value::Null;
    joint["merged"] = plans.iter().zip(sets).map(part).collect();
    joint["recipe"]["name"] = out.file_name().unwrap_or_default().to_string_lossy().into();
    joint["recipe"]["items"] = items.into();
    joint
}

/// Puts a shard and its sidecar into the folder, the sidecar last: a shard that has one is whole.
fn bring(file: &Path, sidecar: &Sidecar, out: &Path) -> Result<(), DataError> {
    let to = out.join(&sidecar.file);
    let told = to.with_extension("json");
    if told.is_file() && to.is_file() && Sidecar::read(&told)? == *sidecar {
        return Ok(());
    }
    if to.exists() {
        fs::remove_file(&to).map_err(|source| DataError::io("replace", &to, 0, source))?;
    }
    if fs::hard_link(file, &to).is_err() {
        let beside = to.with_extension("part");
        let copied = fs::copy(file, &beside).and_then(|_| fs::rename(&beside, &to));
        copied.map_err(|source| {
            drop(fs::remove_file(&beside));
            DataError::io("write", &to, sidecar.bytes, source)
        })?;
    }
    write_atomically(&told, &sidecar.text())
}

fn finish(plan: Value, shards: Vec<Sidecar>, out: &Path, made_by: &str) -> Result<PathBuf, DataError> {
    let path = out.join(MANIFEST_FILE);
    write_atomically(&path, &Manifest::of_identity(plan, shards, made_by).text())?;
    Ok(path)
}
