//! Shards: files of equal rows, one for each item, that are written in any order and read in place.
//!
//! A shard is one `.safetensors` file: a header that says names, types and shapes, then each column as one array. So it
//! can be mapped into memory and read from any row on, and every language has a reader for it.

mod layout;
mod part;
mod place;
mod read;
mod sidecar;

pub use layout::{Column, Layout};
pub(crate) use part::{Part, Progress, hash_of};
pub(crate) use place::read_exact_at;
pub use read::Shard;
pub(crate) use sidecar::write_atomically;
pub use sidecar::{Failure, Sidecar, Totals};

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// It has not been rendered: no finished shard holds such a row.
    Missing = 0,
    /// It has its sounds.
    Rendered = 1,
    /// All its draws were refused by the gates; the row is zeros.
    Refused = 2,
    /// The synth failed on it again and again; the row is zeros.
    Failed = 3,
}

impl Status {
    /// The status of that number.
    pub fn of(number: u8) -> Option<Self> {
        [Self::Missing, Self::Rendered, Self::Refused, Self::Failed].into_iter().find(|s| *s as u8 == number)
    }
}
