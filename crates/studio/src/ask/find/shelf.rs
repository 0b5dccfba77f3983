//! The presets that are looked through: those of equal values are one, wherever they lie.

use std::collections::HashMap;
use std::path::PathBuf;

use tonewright_synth::{Norm, Preset, Synth};

use super::{FoundPreset, PlaceOfPreset};
use crate::ask::presets::{in_short, library, told};
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// The presets, each once.
pub(super) struct Shelf {
    pub(super) presets: Vec<Preset>,
    /// Where each lies: the first place is that of its name.
    places: Vec<Vec<PlaceOfPreset>>,
    /// How many there are, equal ones counted.
    pub(super) all: usize,
}

impl Shelf {
    /// Reads files and folders. Presets with the values of `but` are left out, and told.
    pub(super) fn read(
        paths: &[PathBuf],
        synth: &dyn Synth,
        but: Option<&Preset>,
        listener: &mut dyn Listener,
    ) -> Result<Self, StudioError> {
        let mut shelf = Self { presets: Vec::new(), places: Vec::new(), all: 0 };
        let mut known: HashMap<Vec<u32>, usize> = HashMap::new();
        let mut same = Vec::new();
        for path in paths {
            let library = library(path, synth)?;
            in_short(told(&library), path).into_iter().for_each(|words| listener.hear(&Event::Remark(words)));
            for entry in library.entries {
                let place = PlaceOfPreset { path: entry.path, number: entry.index + 1 };
                shelf.all += 1;
                if but.is_some_and(|but| but.values == entry.preset.values) {
                    same.push(place);
                    continue;
                }
                let row = *known.entry(bits(&entry.preset.values)).or_insert(shelf.presets.len());
                if row == shelf.presets.len() {
                    shelf.presets.push(entry.preset);
                    shelf.places.push(Vec::new());
                }
                if !shelf.places[row].contains(&place) {
                    shelf.places[row].push(place);
                }
            }
        }
        if let Some(first) = same.first() {
            let more = if same.len() > 1 { format!(" and {} more", same.len() - 1) } else { String::new() };
            let words = format!(
                "left out, as it is this preset itself: `{}` {}{more}",
                first.path.display(),
                first.number
            );
            listener.hear(&Event::Remark(words));
        }
        Ok(shelf)
    }

    /// One of them, with its score.
    pub(super) fn found(&self, at: usize, score: f64) -> FoundPreset {
        let mut places = self.places[at].iter().cloned();
        let place = places.next().unwrap_or(PlaceOfPreset { path: PathBuf::new(), number: 0 });
        let name = self.presets[at].name.clone();
        FoundPreset { name, place, also: places.collect(), score, file: None, sound: None }
    }
}

fn bits(values: &[Norm]) -> Vec<u32> {
    values.iter().map(|value| value.get().to_bits()).collect()
}
