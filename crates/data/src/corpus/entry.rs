//! A preset of a corpus, and where it was found.

use serde::{Deserialize, Serialize};
use tonewright_synth::Preset;

/// How many places of exact duplicates are kept; the others are counted.
pub const FIRST_PLACES: usize = 4;

/// A file that a corpus was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its path, as it was given or found.
    pub path: String,
    /// The BLAKE3 hash of its bytes in hexadecimal; `None` for presets that a synth comes with.
    pub blake3: Option<String>,
    /// How many presets were read from it, duplicates included.
    pub presets: usize,
}

/// Where a preset was found: the number of the source and its place in that, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(usize, usize)", into = "(usize, usize)")]
pub struct Place {
    /// Index into [`Corpus::sources`](super::Corpus::sources).
    pub source: usize,
    /// The preset's place in the file.
    pub index: usize,
}

impl From<(usize, usize)> for Place {
    fn from((source, index): (usize, usize)) -> Self {
        Self { source, index }
    }
}

impl From<Place> for (usize, usize) {
    fn from(place: Place) -> Self {
        (place.source, place.index)
    }
}

/// The further places at which the very same preset was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duplicates {
    /// How many there are.
    pub count: usize,
    /// The first of them, at most [`FIRST_PLACES`].
    pub first: Vec<Place>,
}

impl Duplicates {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn add(&mut self, place: Place) {
        self.count += 1;
        if self.first.len() < FIRST_PLACES {
            self.first.push(place);
        }
    }
}

/// One preset of a corpus.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The preset, under the name that it had where it was found first.
    pub preset: Preset,
    /// Where that was.
    pub place: Place,
    /// Where else.
    pub duplicates: Duplicates,
    /// The number of its group, from 0 in order of the first preset of each.
    pub group: usize,
    /// Its split, an index into [`Dealt::splits`](super::Dealt::splits).
    pub split: usize,
}
