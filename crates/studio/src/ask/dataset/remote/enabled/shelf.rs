//! The place of one data set in a store, and the folder of this machine where its shards are made.

use std::path::{Path, PathBuf};

use tonewright_data::manifest::{MANIFEST_FILE, Manifest, PLAN_FILE, plan_text, see_same};
use tonewright_data::{Plan, Sidecar};
use tonewright_store::Store;
use tonewright_synth::Repeats;

use super::super::super::cannot;
use crate::cache::cache_dir;
use crate::error::StudioError;

/// The place of one data set in a store.
pub(super) struct Shelf<'a> {
    plan: &'a Plan,
    store: Store,
    scratch: PathBuf,
}

impl<'a> Shelf<'a> {
    /// Begins the data set in the store, or sees that what is there is the same.
    pub(super) fn open(plan: &'a Plan, url: &str) -> Result<Self, StudioError> {
        let store = Store::open(url)?;
        // The same on the next call, so that a shard that was interrupted goes on.
        let own = cache_dir().unwrap_or_else(std::env::temp_dir);
        let scratch = own.join("uploads").join(plan.print());
        if !store.create(PLAN_FILE, &plan_text(plan))? {
            let text = store.read(PLAN_FILE)?.unwrap_or_default();
            see_same(plan, &text, Path::new(store.url())).map_err(cannot("rendered"))?;
        }
        Ok(Self { plan, store, scratch })
    }

    /// The folder of this machine where shards are made.
    pub(super) fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// What the store tells of a shard; `None` where it is not there.
    pub(super) fn sidecar(&self, shard: u64) -> Result<Option<Sidecar>, StudioError> {
        let name = format!("{}.json", self.plan.shard_name(shard));
        let Some(text) = self.store.read(&name)? else { return Ok(None) };
        let place = format!("{}/{name}", self.store.url());
        Sidecar::from_text(&text, Path::new(&place)).map(Some).map_err(cannot("rendered"))
    }

    /// Uploads a finished shard and then its sidecar, and removes both from this machine. Where another worker was first,
    /// what it wrote stays.
    pub(super) fn put(&self, shard: u64) -> Result<(), StudioError> {
        let stem = self.scratch.join(self.plan.shard_name(shard));
        let (file, told) = (stem.with_extension("safetensors"), stem.with_extension("json"));
        let mut sidecar = Sidecar::read(&told).map_err(cannot("uploaded"))?;
        // Whoever renders a shard anew writes the same bytes, but for synths that never sound the same twice: there each
        // worker's file has a name of its own, and the sidecar says whose counts.
        let is_own = self.plan.setting().synth().spec().repeats != Repeats::Exactly;
        if is_own {
            let hash = sidecar.blake3.get(..16).unwrap_or_default();
            sidecar.file = format!("{}-{hash}.safetensors", self.plan.shard_name(shard));
        }
        self.store.upload(&sidecar.file, &file)?;
        let is_first =
            self.store.create(&format!("{}.json", self.plan.shard_name(shard)), &sidecar.text())?;
        let is_theirs =
            || Ok::<bool, StudioError>(self.sidecar(shard)?.is_some_and(|one| one.file != sidecar.file));
        if is_own && !is_first && is_theirs()? {
            self.store.remove(&sidecar.file)?;
        }
        for path in [file, told] {
            std::fs::remove_file(&path).map_err(|source| StudioError::Io {
                doing: "remove",
                path: path.clone(),
                source,
            })?;
        }
        Ok(())
    }

    /// Writes the manifest if every shard of the data set is there; whether it is.
    pub(super) fn complete(&self, made_by: &str) -> Result<bool, StudioError> {
        let there = self.store.list()?;
        let names = (0..self.plan.shards()).map(|shard| format!("{}.json", self.plan.shard_name(shard)));
        if !names.into_iter().all(|name| there.contains_key(&name)) {
            return Ok(false);
        }
        let mut sidecars = Vec::new();
        for shard in 0..self.plan.shards() {
            sidecars.extend(self.sidecar(shard)?);
        }
        // Whoever else is done at this moment writes the same.
        self.store.create(MANIFEST_FILE, &Manifest::of(self.plan, sidecars, made_by).text())?;
        Ok(true)
    }

    /// Removes the folder of this machine.
    pub(super) fn clear(&self) {
        // Only room is at stake, and where another worker of this machine has files in it, it stays.
        for name in [PLAN_FILE, MANIFEST_FILE] {
            drop(std::fs::remove_file(self.scratch.join(name)));
        }
        drop(std::fs::remove_dir(&self.scratch));
    }
}
