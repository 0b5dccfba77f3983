//! Some items of a data set, spread evenly over all, with their presets and one of their sounds each.

use rayon::prelude::*;
use tonewright_audio::Audio;
use tonewright_data::verify::spread;
use tonewright_data::{DataError, DataSet, Note, Setting, Sounds, preset_of};
use tonewright_synth::Preset;

use super::{SheetSound, facts_of};

/// An item that was picked.
#[derive(Clone, Debug)]
pub struct Picked {
    /// Which.
    pub item: u64,
    /// Its preset, where it has one.
    pub preset: Option<Preset>,
    /// A sound, where it is kept or can be rendered anew, and its note, where that is known.
    pub sound: Option<(Option<Note>, Audio)>,
}

/// Picks so many items; of several notes the picks take one after the other. Items without sounds are passed over, so
/// fewer may come. `watch` is told how many are done.
///
/// # Errors
/// Those of the shards, and of a synth that fails.
pub fn pick(
    data_set: &DataSet,
    setting: Option<&Setting>,
    count: u64,
    watch: &mut dyn FnMut(u64),
) -> Result<Vec<Picked>, DataError> {
    let mut sounds = Sounds::of(data_set, setting)?;
    let (items, has_presets) = (data_set.items(), data_set.spec().is_some());
    let count = count.min(items);
    let mut picks = spread(count, items).peekable();
    let mut picked = Vec::new();
    for opened in data_set.shards() {
        let (sidecar, shard) = opened?;
        let end = sidecar.first_item.saturating_add(sidecar.items);
        while let Some(item) = picks.next_if(|item| *item < end) {
            let row = item.saturating_sub(sidecar.first_item) as usize;
            if let Some(mut notes) = sounds.row(&shard, row)? {
                let at = picked.len() % notes.len().max(1);
                let played = (!notes.is_empty()).then(|| notes.swap_remove(at));
                picked.push(Picked {
                    item,
                    preset: if has_presets { Some(preset_of(&shard, row)?) } else { None },
                    sound: played.map(|played| (played.note, played.sound)),
                });
            }
            watch(picked.len() as u64);
        }
    }
    Ok(picked)
}

/// The sounds that were picked, with what they are like.
pub fn hear(picked: Vec<Picked>) -> Vec<SheetSound> {
    let heard = picked.into_par_iter().filter_map(|one| {
        let (note, sound) = one.sound?;
        let facts = facts_of(one.item, note.as_ref(), &sound);
        Some(SheetSound { item: one.item, note, sound, facts })
    });
    heard.collect()
}

/// At most so many of them, spread evenly over all.
pub fn some(sounds: Vec<SheetSound>, count: usize) -> Vec<SheetSound> {
    let step = sounds.len().div_ceil(count.max(1)).max(1);
    sounds.into_iter().step_by(step).take(count).collect()
}
