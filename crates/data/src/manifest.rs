//! What a folder holds: the plan that it was begun with, and, once every shard is there, the manifest that lists them.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::DataError;
use crate::plan::Plan;
use crate::shard::{Sidecar, Totals, write_atomically};

/// The plan, written before anything is rendered.
pub const PLAN_FILE: &str = "plan.json";
/// The manifest, written when all shards are there.
pub const MANIFEST_FILE: &str = "manifest.json";

/// What a whole data set says of itself.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// Everything that the sounds follow from: see [`Plan::identity`].
    pub plan: Value,
    /// A fingerprint of that.
    pub print: String,
    /// The program and its version.
    pub made_by: String,
    /// What came of all draws.
    pub totals: Totals,
    /// The shards in their order.
    pub shards: Vec<Sidecar>,
}

impl Manifest {
    /// That of a plan whose shards are all there, in their order.
    pub fn of(plan: &Plan, shards: Vec<Sidecar>, made_by: &str) -> Self {
        Self::of_identity(plan.identity(), shards, made_by)
    }

    /// That of a data set which follows from this, its shards in their order.
    pub(crate) fn of_identity(plan: Value, shards: Vec<Sidecar>, made_by: &str) -> Self {
        let mut totals = Totals::default();
        shards.iter().for_each(|shard| totals.add(&shard.totals));
        Self { print: print_of(&plan), plan, made_by: made_by.to_owned(), totals, shards }
    }

    /// The text of its file.
    pub fn text(&self) -> Vec<u8> {
        text_of(self)
    }

    /// Reads the manifest of a folder.
    ///
    /// # Errors
    /// [`DataError::Io`] where there is none, [`DataError::Damaged`].
    pub fn read(folder: &Path) -> Result<Self, DataError> {
        let path = folder.join(MANIFEST_FILE);
        let bytes = fs::read(&path).map_err(|source| DataError::io("read", &path, 0, source))?;
        serde_json::from_slice(&bytes).map_err(|error| DataError::damaged(&path, error.to_string()))
    }
}

/// The fingerprint of a plan.
pub(crate) fn print_of(plan: &Value) -> String {
    blake3::hash(plan.to_string().as_bytes()).to_hex()[..32].to_owned()
}

/// Makes the folder this plan's, or sees that it is.
pub(crate) fn claim(plan: &Plan, folder: &Path) -> Result<(), DataError> {
    claim_for(&plan.identity(), folder)
}

/// Makes the folder that of a data set which follows from this, or sees that it is.
pub(crate) fn claim_for(identity: &Value, folder: &Path) -> Result<(), DataError> {
    fs::create_dir_all(folder).map_err(|source| DataError::io("create", folder, 0, source))?;
    let path = folder.join(PLAN_FILE);
    match fs::read(&path) {
        Ok(text) => same(identity, &text, folder),
        Err(_none) => write_atomically(&path, &text_of(identity)),
    }
}

/// The text of a plan's file.
pub fn plan_text(plan: &Plan) -> Vec<u8> {
    text_of(&plan.identity())
}

/// Sees that the text of a plan's file, of a data set in `place`, is that of this plan.
///
/// # Errors
/// [`DataError::Other`] with the first difference, [`DataError::Damaged`].
pub fn see_same(plan: &Plan, text: &[u8], place: &Path) -> Result<(), DataError> {
    same(&plan.identity(), text, place)
}

fn same(identity: &Value, text: &[u8], place: &Path) -> Result<(), DataError> {
    let damaged = |error: serde_json::Error| DataError::damaged(&place.join(PLAN_FILE), error.to_string());
    let there: Value = serde_json::from_slice(text).map_err(damaged)?;
    // Through text and back, as the other came: numbers look alike then.
    let mine: Value = serde_json::from_str(&identity.to_string()).expect("a plan is plain data");
    match difference(&there, &mine, "") {
        None => Ok(()),
        Some(reason) => Err(DataError::Other { path: place.to_owned(), reason }),
    }
}

/// The text of a file that people may look into.
pub(crate) fn text_of(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).expect("it is plain data");
    text.push(b'\n');
    text
}

/// The first place where two plans differ, in words.
fn difference(there: &Value, mine: &Value, at: &str) -> Option<String> {
    match (there, mine) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = one.keys().chain(other.keys().filter(|key| !one.contains_key(*key)));
            let below = |key: &String| {
                let at = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                difference(
                    &one.get(key).cloned().unwrap_or_default(),
                    &other.get(key).cloned().unwrap_or_default(),
                    &at,
                )
            };
            keys.into_iter().find_map(below)
        }
        _ if there == mine => None,
        _ => Some(format!("its `{at}` is {}, this one's {}", short(there), short(mine))),
    }
}

/// A value, in no more than a few words.
fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Writes the manifest if every shard is there.
pub(crate) fn complete(plan: &Plan, folder: &Path, made_by: &str) -> Result<Option<PathBuf>, DataError> {
    let names: Vec<String> = (0..plan.shards()).map(|shard| plan.shard_name(shard)).collect();
    complete_for(plan.identity(), &names, folder, made_by)
}

/// Writes the manifest of a data set which follows from this, if every shard of these names is there.
pub(crate) fn complete_for(
    identity: Value,
    names: &[String],
    folder: &Path,
    made_by: &str,
) -> Result<Option<PathBuf>, DataError> {
    let path = folder.join(MANIFEST_FILE);
    if !names.iter().all(|name| folder.join(format!("{name}.safetensors")).is_file()) {
        return Ok(None);
    }
    let sidecar = |name: &String| Sidecar::read(&folder.join(format!("{name}.json")));
    let shards = names.iter().map(sidecar).collect::<Result<Vec<_>, _>>()?;
    write_atomically(&path, &Manifest::of_identity(identity, shards, made_by).text())?;
    Ok(Some(path))
}
