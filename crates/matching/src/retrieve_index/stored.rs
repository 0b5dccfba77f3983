//! An index as bytes: magic, what it was made of, which presets were heard, their sounds, a checksum.

use std::sync::Arc;

use tonewright_synth::{Gesture, Preset, RenderSetup, Synth};

use super::{HASH_LEN, RetrieveIndex};
use crate::DESCRIPTOR_LEN;

/// First bytes of a kept index; the last two are its version.
pub(super) const MAGIC: &[u8; 8] = b"TWINDX01";

/// Why kept bytes are not the index that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// The bytes are damaged or of another kind.
    #[error("this is no bank index: {0}")]
    Damaged(&'static str),
    /// A whole index, but of another bank, synth or note: build it anew.
    #[error("this index was made for another bank, synth, note or length")]
    Stale,
}

impl RetrieveIndex {
    /// The index as bytes to keep.
    pub fn serialize(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.key);
        bytes.extend((self.heard.len() as u64).to_le_bytes());
        bytes.extend(self.heard.iter().map(|heard| u8::from(*heard)));
        bytes.extend(&self.cells);
        let sum = blake3::hash(&bytes);
        bytes.extend(sum.as_bytes());
        bytes
    }

    /// The index of this bank at this note from kept bytes.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] when the bytes are not a whole index, [`IndexError::Stale`] when it is another's.
    pub fn deserialize(
        bytes: &[u8],
        synth: &Arc<dyn Synth>,
        bank: &[Preset],
        gesture: Gesture,
        setup: RenderSetup,
    ) -> Result<Self, IndexError> {
        let head = MAGIC.len() + HASH_LEN + 8;
        if bytes.len() < head + HASH_LEN || !bytes.starts_with(MAGIC) {
            return Err(IndexError::Damaged("it is too short or does not begin like one"));
        }
        let (body, sum) = bytes.split_at(bytes.len() - HASH_LEN);
        if blake3::hash(body).as_bytes() != sum {
            return Err(IndexError::Damaged("its checksum is wrong"));
        }
        let key = Self::key(synth, bank, gesture, setup);
        if body[MAGIC.len()..MAGIC.len() + HASH_LEN] != key {
            return Err(IndexError::Stale);
        }
        let rest = &body[head..];
        if body[head - 8..head] != (bank.len() as u64).to_le_bytes()
            || rest.len() != bank.len() * (1 + DESCRIPTOR_LEN)
        {
            return Err(IndexError::Damaged("it has the wrong length"));
        }
        let (heard, cells) = rest.split_at(bank.len());
        Ok(Self { key, cells: cells.to_vec(), heard: heard.iter().map(|byte| *byte != 0).collect() })
    }
}
