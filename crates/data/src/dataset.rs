//! A finished data set, for whoever reads it: its manifest, its synth's parameters, its shards one by one.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use tonewright_synth::SynthSpec;

use crate::error::DataError;
use crate::manifest::{MANIFEST_FILE, Manifest};
use crate::shard::{Shard, Sidecar};

/// A finished data set.
#[derive(Clone, Debug)]
pub struct DataSet {
    folder: PathBuf,
    manifest: Manifest,
    spec: Option<SynthSpec>,
}

/// A column as the manifest tells of it.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct StoredColumn {
    /// Its name.
    pub name: String,
    /// The type of its numbers: `F16`, `F32`, `U8`, `U32`.
    pub dtype: String,
    /// The shape of a row.
    pub shape: Vec<usize>,
    /// What the axes of that shape are.
    pub axes: Vec<String>,
}

impl DataSet {
    /// Opens the data set of a folder; its shards are opened when they are asked for.
    ///
    /// # Errors
    /// [`DataError::Io`] where there is no manifest, [`DataError::Damaged`] where it says what can't be.
    pub fn open(folder: &Path) -> Result<Self, DataError> {
        let manifest = Manifest::read(folder)?;
        let damaged = |reason: String| DataError::damaged(&folder.join(MANIFEST_FILE), reason);
        let spec = match &manifest.plan["synth"]["spec"] {
            Value::Null => None,
            spec => Some(
                serde_json::from_value(spec.clone())
                    .map_err(|error| damaged(format!("its synth can't be: {error}")))?,
            ),
        };
        Ok(Self { folder: folder.to_owned(), manifest, spec })
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The parameters of its synth, where it has one.
    pub fn spec(&self) -> Option<&SynthSpec> {
        self.spec.as_ref()
    }

    /// What it is called.
    pub fn name(&self) -> String {
        let plan = &self.manifest.plan;
        let name = plan["recipe"]["name"].as_str().or(plan["name"].as_str()).map(str::to_owned);
        name.unwrap_or_else(|| self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned())
    }

    /// How many items it has.
    pub fn items(&self) -> u64 {
        self.manifest.shards.iter().fold(0, |sum, shard| sum.saturating_add(shard.items))
    }

    /// What a row holds.
    ///
    /// # Errors
    /// [`DataError::Damaged`].
    pub fn columns(&self) -> Result<Vec<StoredColumn>, DataError> {
        columns_of(&self.manifest.plan)
            .map_err(|why| DataError::damaged(&self.folder.join(MANIFEST_FILE), why))
    }

    /// Its shards in their order, each opened when its turn comes.
    pub fn shards(&self) -> impl ExactSizeIterator<Item = Result<(&Sidecar, Shard), DataError>> {
        self.manifest.shards.iter().map(|sidecar| Ok((sidecar, self.shard(sidecar)?)))
    }

    /// One of its shards; that it holds as many items as its sidecar says is looked at, its checksum is not.
    ///
    /// # Errors
    /// [`DataError::Io`], [`DataError::Damaged`].
    pub fn shard(&self, sidecar: &Sidecar) -> Result<Shard, DataError> {
        let shard = Shard::open(&shard_file(&self.folder, sidecar)?)?;
        if shard.items() as u64 != sidecar.items {
            let reason = format!("it holds {} items, its manifest says {}", shard.items(), sidecar.items);
            return Err(DataError::damaged(shard.path(), reason));
        }
        Ok(shard)
    }
}

/// The columns that a plan tells of; in words, why it doesn't.
pub(crate) fn columns_of(plan: &Value) -> Result<Vec<StoredColumn>, String> {
    serde_json::from_value(plan["columns"].clone())
        .map_err(|error| format!("its columns can't be read: {error}"))
}

/// A shard's file. A manifest from elsewhere names files of its own folder only.
pub(crate) fn shard_file(folder: &Path, sidecar: &Sidecar) -> Result<PathBuf, DataError> {
    let name = Path::new(&sidecar.file);
    if name.file_name() == Some(name.as_os_str()) {
        return Ok(folder.join(name));
    }
    let reason = format!("it names `{}`, which is no file of its folder", sidecar.file);
    Err(DataError::damaged(&folder.join(MANIFEST_FILE), reason))
}
