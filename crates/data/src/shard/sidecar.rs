//! What is told of a finished shard, in a small file beside it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::DataError;
use crate::whole::write_whole;

/// What came of all draws of some items.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Totals {
    /// Items with their sounds.
    pub rendered: u64,
    /// Items of which every draw was refused.
    pub refused: u64,
    /// Items on which the synth failed.
    pub failed: u64,
    /// Presets that were drawn for them, up to the one that was kept.
    pub draws: u64,
    /// How many of those each gate refused.
    pub refused_by: BTreeMap<String, u64>,
    /// How many of those the synth failed on.
    pub failed_draws: u64,
}

impl Totals {
    /// Adds those of other items.
    pub fn add(&mut self, other: &Self) {
        // Files from elsewhere may say any number.
        let add = |sum: &mut u64, count: u64| *sum = sum.saturating_add(count);
        add(&mut self.rendered, other.rendered);
        add(&mut self.refused, other.refused);
        add(&mut self.failed, other.failed);
        add(&mut self.draws, other.draws);
        add(&mut self.failed_draws, other.failed_draws);
        for (gate, count) in &other.refused_by {
            add(self.refused_by.entry(gate.clone()).or_default(), *count);
        }
    }

    /// Items in all.
    pub fn items(&self) -> u64 {
        self.rendered.saturating_add(self.refused).saturating_add(self.failed)
    }
}

/// A preset on which the synth failed.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Failure {
    /// The item that it was drawn for.
    pub item: u64,
    /// The how-manieth of its draws, from 0.
    pub draw: u32,
    /// What went wrong.
    pub why: String,
    /// The preset's knobs.
    pub knobs: Vec<f32>,
}

/// What is told of a finished shard.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sidecar {
    /// The shard's file.
    pub file: String,
    /// Its first item.
    pub first_item: u64,
    /// How many it holds.
    pub items: u64,
    /// Its length.
    pub bytes: u64,
    /// BLAKE3 of the whole file, in hexadecimal digits.
    pub blake3: String,
    /// What came of the draws.
    pub totals: Totals,
    /// Presets on which the synth failed, the first of them.
    #[serde(default)]
    pub failures: Vec<Failure>,
}

impl Sidecar {
    /// Reads one.
    ///
    /// # Errors
    /// [`DataError::Io`] or [`DataError::Damaged`].
    pub fn read(path: &Path) -> Result<Self, DataError> {
        Self::from_text(&fs::read(path).map_err(|source| DataError::io("read", path, 0, source))?, path)
    }

    /// Reads one from the text of a file that lies there.
    ///
    /// # Errors
    /// [`DataError::Damaged`].
    pub fn from_text(text: &[u8], path: &Path) -> Result<Self, DataError> {
        serde_json::from_slice(text).map_err(|error| DataError::damaged(path, error.to_string()))
    }

    /// The text of its file.
    pub fn text(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).expect("a sidecar is plain data");
        text.push(b'\n');
        text
    }
}

/// Writes a small file so that it is there whole or not at all, whatever happens.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), DataError> {
    write_whole(path, |out| out.write_all(bytes))
        .map_err(|source| DataError::io("write", path, bytes.len() as u64, source))
}
