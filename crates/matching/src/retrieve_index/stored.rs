//! An index as bytes: magic, what the sounds depend on, which presets it knows, which were heard, their sounds, a checksum.

use std::sync::Arc;

use tonewright_synth::{Gesture, RenderSetup, Synth};

use super::{HASH_LEN, PRINT_LEN, RetrieveIndex};
use crate::DESCRIPTOR_LEN;

/// First bytes of a kept index; the last two are its version.
pub(super) const MAGIC: &[u8; 8] = b"TWINDX02";

/// Why kept bytes are not the index that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// The bytes are damaged or of another kind.
    #[error("this is no index of presets: {0}")]
    Damaged(&'static str),
    /// A whole index, but of another synth or note: build it anew.
    #[error("this index was made for another synth, note or length")]
    Stale,
}

impl RetrieveIndex {
    /// The index as bytes to keep.
    pub fn serialize(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.key);
        bytes.extend((self.prints.len() as u64).to_le_bytes());
        self.prints.iter().for_each(|print| bytes.extend(print));
        bytes.extend(self.heard.iter().map(|heard| u8::from(*heard)));
        bytes.extend(&self.cells);
        let sum = blake3::hash(&bytes);
        bytes.extend(sum.as_bytes());
        bytes
    }

    /// The index of this synth at this note from kept bytes.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] when the bytes are not a whole index, [`IndexError::Stale`] when it is another's.
    pub fn deserialize(
        bytes: &[u8],
        synth: &Arc<dyn Synth>,
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
        let mut index = Self::new(synth, gesture, setup);
        if body[MAGIC.len()..MAGIC.len() + HASH_LEN] != index.key {
            return Err(IndexError::Stale);
        }
        let (head, rest) = body.split_at(head);
        let count = rest.len() / (PRINT_LEN + 1 + DESCRIPTOR_LEN);
        if !head.ends_with(&(count as u64).to_le_bytes())
            || rest.len() != count * (PRINT_LEN + 1 + DESCRIPTOR_LEN)
        {
            return Err(IndexError::Damaged("it has the wrong length"));
        }
        let (prints, rest) = rest.split_at(count * PRINT_LEN);
        let (heard, cells) = rest.split_at(count);
        let rows =
            prints.as_chunks::<PRINT_LEN>().0.iter().zip(heard).zip(cells.chunks_exact(DESCRIPTOR_LEN));
        rows.for_each(|((print, heard), cells)| index.add(*print, cells, *heard != 0));
        Ok(index)
    }
}
