//! The list of an imported data set: a line of JSON for each item, with file, length and checksum. It is the identity of
//! the data set, so files that change while they are imported are noticed.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use serde_json::{Map, Value};

use super::find::{Found, Sound};
use super::{ITEMS_FILE, Moment};
use crate::error::DataError;
use crate::recipe::Note;
use crate::shard::write_atomically;

/// The list, and what it was made of.
pub(super) struct Listing {
    kind: &'static str,
    items: Vec<Item>,
    text: Vec<u8>,
}

/// An item of the list.
#[derive(Serialize)]
pub(super) struct Item {
    item: u64,
    pub(super) file: String,
    /// BLAKE3 of the file, in hexadecimal digits; none of one that can't be read.
    pub(super) blake3: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<Note>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    attributes: Map<String, Value>,
}

/// How often whoever watches is told, in files.
const TELL_EVERY: usize = 64;

impl Listing {
    /// Lists what was found; `None` when it was told to stop.
    pub(super) fn of(
        folder: &Path,
        found: Found,
        stop: &AtomicBool,
        watch: &mut dyn FnMut(Moment),
    ) -> Result<Option<Self>, DataError> {
        let total = found.sounds.len() as u64;
        let (mut items, mut text) = (Vec::with_capacity(found.sounds.len()), Vec::new());
        for (number, sound) in found.sounds.into_iter().enumerate() {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let Sound { file, note, attributes } = sound;
            let blake3 = hash(&folder.join(&file)).ok();
            let item = Item { item: number as u64, file, blake3, note, attributes };
            serde_json::to_writer(&mut text, &item).expect("an item is plain data");
            text.push(b'\n');
            items.push(Item { attributes: Map::new(), ..item });
            if number % TELL_EVERY == 0 {
                watch(Moment { is_listing: true, done: number as u64, total });
            }
        }
        Ok(Some(Self { kind: found.kind, items, text }))
    }

    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// The items.
    pub(super) fn items(&self) -> &[Item] {
        &self.items
    }

    /// What kind of folder it is.
    pub(super) fn kind(&self) -> &'static str {
        self.kind
    }

    /// Whether it is known what was played.
    pub(super) fn has_notes(&self) -> bool {
        self.items.iter().all(|item| item.note.is_some())
    }

    /// BLAKE3 of the list.
    pub(super) fn blake3(&self) -> String {
        blake3::hash(&self.text).to_hex().to_string()
    }

    /// Writes it into the data set's folder.
    pub(super) fn write(&self, folder: &Path) -> Result<(), DataError> {
        write_atomically(&folder.join(ITEMS_FILE), &self.text)
    }
}

fn hash(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}
