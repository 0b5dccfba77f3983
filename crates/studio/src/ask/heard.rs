//! What presets sound like, heard once and kept: the indices of the cache.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use tonewright_matching::RetrieveIndex;
use tonewright_synth::{Gesture, Preset, RenderSetup, Synth};

use crate::cache::cache_dir;
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// Presets that are heard between two looks at the clock.
const SLICE: usize = 2048;
/// How often what was heard is kept: what a sudden end can cost.
const KEPT_EVERY: Duration = Duration::from_secs(15);

/// The index of these sounds with all these presets in it: the kept one, and what it did not know heard now and kept as
/// well. `None` where `stop` became true before the end; what was heard until then is kept.
pub(super) fn heard(
    (synth, gesture, setup): (&Arc<dyn Synth>, Gesture, RenderSetup),
    presets: &[Preset],
    threads: usize,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Option<RetrieveIndex>, StudioError> {
    let path =
        cache_dir().map(|dir| dir.join(format!("{}.index", RetrieveIndex::name(synth, gesture, setup))));
    let bytes = path.as_ref().and_then(|path| std::fs::read(path).ok());
    let known = bytes.and_then(|bytes| RetrieveIndex::deserialize(&bytes, synth, gesture, setup).ok());
    let mut index = known.unwrap_or_else(|| RetrieveIndex::new(synth, gesture, setup));
    let unknown = index.unknown(presets);
    let (total, mut done, mut kept) = (unknown.len(), 0, Instant::now());
    for slice in unknown.chunks(SLICE) {
        let told = |now| listener.hear(&Event::Indexing { done: done + now, total });
        let whole = index.hear(synth, slice.iter().copied(), threads, stop, told)?;
        done += slice.len();
        if done == total || !whole || kept.elapsed() >= KEPT_EVERY {
            if let Some(path) = &path {
                keep(path, &index, listener);
            }
            kept = Instant::now();
        }
        if !whole {
            return Ok(None);
        }
    }
    Ok(Some(index))
}

fn keep(path: &Path, index: &RetrieveIndex, listener: &mut dyn Listener) {
    if let Err(error) = crate::runs::write_whole(path, &index.serialize()) {
        let words = format!("the index of presets could not be kept in `{}`: {error}", path.display());
        listener.hear(&Event::Remark(words));
    }
}
