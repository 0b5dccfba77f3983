//! Sounds from elsewhere become a data set: folders of sound files, and folders as NSynth has them. Files are listed with
//! their checksums first, in `items.jsonl`, so that what the data set is follows from what they hold; then they are heard,
//! shard by shard. Whatever ends the work, the same call goes on from there.

mod find;
mod hear;
mod listing;
mod nsynth;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

use tonewright_audio::features::{FeatureKind, FeatureKinds};

use crate::columns::{feature, levels_column, notes_column, rests, sound_columns};
use crate::error::DataError;
use crate::manifest::{self, Manifest, print_of};
use crate::plan::{FORMAT, shard_name};
use crate::recipe::{SoundSetup, Store};
use crate::shard::{Column, Failure, Layout, Totals};

pub use find::SOUND_ENDINGS;
use listing::Listing;

/// What each item was: its file, checksum, and what its folder says of it.
pub const ITEMS_FILE: &str = "items.jsonl";

/// Which sounds of a folder as NSynth has them are taken: all, where nothing is said.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Filters {
    /// Instrument families: `bass`, `organ`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub family: Vec<String>,
    /// Instrument sources: `acoustic`, `electronic`, `synthetic`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<String>,
    /// Lowest and highest MIDI note, both included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pitch: Option<(u8, u8)>,
    /// Lowest and highest MIDI velocity, both included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub velocity: Option<(u8, u8)>,
}

/// What to import and how.
#[derive(Clone, Debug)]
pub struct ImportOrder {
    /// The folder of sounds.
    pub folder: PathBuf,
    /// The data set's folder.
    pub out: PathBuf,
    /// What the data set is called.
    pub name: String,
    /// Which sounds are taken.
    pub filters: Filters,
    /// What the sounds become: cut or filled up with silence, at this rate and with so many channels.
    pub sound: SoundSetup,
    /// What is kept.
    pub store: Store,
    /// The kinds of features that there are.
    pub kinds: FeatureKinds,
    /// How many items a shard holds.
    pub shard_items: u64,
    /// How many threads.
    pub threads: usize,
    /// What the manifest says made the data set.
    pub made_by: String,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Whether files are still being listed, before they are heard.
    pub is_listing: bool,
    /// Files done.
    pub done: u64,
    /// All files.
    pub total: u64,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Items by what became of them.
    pub totals: Totals,
    /// The first files that could not be heard, and why.
    pub failures: Vec<Failure>,
    /// Whether it was told to stop before its end.
    pub interrupted: bool,
    /// The manifest, where every shard is there.
    pub manifest: Option<PathBuf>,
}

/// What a data set of imported sounds is.
pub(crate) struct Import<'a> {
    order: &'a ImportOrder,
    features: Vec<Arc<dyn FeatureKind>>,
    layout: Layout,
    listing: Listing,
    identity: Value,
}

/// Imports what is not there yet. `watch` is told now and then how far it is; when `stop` becomes true, what is finished
/// is kept and it returns.
///
/// # Errors
/// [`DataError::Import`] for a folder without such sounds, [`DataError::Other`] when `out` holds another data set or the
/// files have changed, [`DataError::Recipe`] and [`DataError::Feature`] for sounds that can't be, [`DataError::DiskFull`].
pub fn import(
    order: &ImportOrder,
    stop: &AtomicBool,
    watch: &mut dyn FnMut(Moment),
) -> Result<Imported, DataError> {
    order.sound.check()?;
    if order.sound.render_setup().len_samples == 0 || order.shard_items == 0 {
        return Err(DataError::recipe("sound.secs", "leaves no sample of a sound"));
    }
    let features =
        order.store.features.iter().map(|name| feature(name, &order.kinds)).collect::<Result<Vec<_>, _>>()?;
    let found = find::find(&order.folder, &order.filters)?;
    let Some(listing) = Listing::of(&order.folder, found, stop, watch)? else {
        return Ok(Imported {
            totals: Totals::default(),
            failures: Vec::new(),
            interrupted: true,
            manifest: None,
        });
    };
    let layout = layout(order, &features, listing.has_notes())?;
    let mut identity = identity(order, &layout, &listing);
    rests(&mut identity, &features);
    let import = Import { order, features, layout, listing, identity };
    manifest::claim_for(&import.identity, &order.out)?;
    import.listing.write(&order.out)?;
    import.hear(stop, watch)
}

/// A row: what sounds have, and notes where those are known.
fn layout(
    order: &ImportOrder,
    features: &[Arc<dyn FeatureKind>],
    has_notes: bool,
) -> Result<Layout, DataError> {
    let mut columns = vec![levels_column(1), Column::new("status", safetensors::Dtype::U8, &[])];
    if has_notes {
        columns.push(notes_column(1));
    }
    columns.extend(sound_columns(&order.sound, &order.store, 1, features)?);
    Ok(Layout::new(columns))
}

/// Everything that the data set follows from, as it stands in the manifest.
fn identity(order: &ImportOrder, layout: &Layout, listing: &Listing) -> Value {
    json!({
        "format": FORMAT,
        "name": order.name,
        "imported": {
            "kind": listing.kind(),
            "filters": order.filters,
            "items-blake3": listing.blake3(),
        },
        "items": listing.len(),
        "shard-items": order.shard_items,
        "sound": order.sound,
        "store": order.store,
        "columns": layout,
    })
}

impl Import<'_> {
    /// How many items there are.
    fn items(&self) -> u64 {
        self.listing.len() as u64
    }

    /// The names of the shards, with their first item and number of items.
    fn shards(&self) -> impl Iterator<Item = (String, u64, u64)> {
        let (each, items) = (self.order.shard_items, self.items());
        let count = items.div_ceil(each);
        (0..count).map(move |shard| (shard_name(shard, count), shard * each, each.min(items - shard * each)))
    }

    /// A fingerprint of the identity.
    fn print(&self) -> String {
        print_of(&self.identity)
    }
}

/// What is wrong with the list of the items of an imported data set.
pub(crate) fn fault_of(folder: &Path, manifest: &Manifest) -> Option<String> {
    let wanted = manifest.plan["imported"]["items-blake3"].as_str()?;
    match std::fs::read(folder.join(ITEMS_FILE)) {
        Err(error) => Some(format!("`{ITEMS_FILE}` can't be read: {error}")),
        Ok(bytes) if blake3::hash(&bytes).to_hex().as_str() == wanted => None,
        Ok(_) => Some(format!("`{ITEMS_FILE}` is not what was written: its checksum differs")),
    }
}
