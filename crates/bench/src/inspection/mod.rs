//! What a data set sounds like: its levels, knobs, loudness, brightness and pitch, how far its presets are from real ones,
//! and some of its sounds to look at and listen to.

mod facts;
mod nearest;
mod page;
mod pick;
mod words;

use serde::Serialize;
use tonewright_audio::Audio;
use tonewright_data::statistics::{Histogram, Statistics};
use tonewright_data::{Note, Totals};
use tonewright_synth::SynthSpec;

pub use facts::{SoundFacts, facts_of};
pub use nearest::{Distances, Nearest, nearest};
pub use page::{SETS_MOST, page};
pub use pick::{Picked, hear, pick, some};
pub use words::summary_rows;

/// What a data set sounds like.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Inspection {
    /// The synth, as people call it.
    pub synth: String,
    /// Where its presets come from, in the words of the recipe.
    pub priors: Vec<String>,
    /// What came of all draws.
    pub totals: Totals,
    /// Levels and knobs of all items.
    pub statistics: Statistics,
    /// The synth's parameters, where it has them.
    #[serde(skip)]
    pub spec: Option<SynthSpec>,
    /// What some of its sounds are like, spread over all items.
    pub facts: Vec<SoundFacts>,
    /// How far some of its presets are from real ones, where those were given.
    pub nearest: Option<Nearest>,
    /// Sounds for the page.
    #[serde(skip)]
    pub sounds: Vec<SheetSound>,
}

/// A sound for the page.
#[derive(Clone, Debug)]
pub struct SheetSound {
    /// Its item.
    pub item: u64,
    /// What was played, where that is known.
    pub note: Option<Note>,
    /// What was heard.
    pub sound: Audio,
    /// What it is like.
    pub facts: SoundFacts,
}

/// One property of sounds, counted.
struct Property {
    title: &'static str,
    unit: &'static str,
    /// Ends of the axis and how many bins; of logarithms to the base of two where `is_log`.
    axis: (f64, f64, usize),
    is_log: bool,
    of: fn(&SoundFacts) -> Option<f64>,
}

/// What the page draws of sounds.
const PROPERTIES: &[Property] = &[
    Property {
        title: "Loudness",
        unit: "LUFS",
        axis: (-70.0, 0.0, 35),
        is_log: false,
        of: |facts| facts.loudness_lufs,
    },
    Property {
        title: "Brightness: spectral centroid",
        unit: "Hz",
        axis: (32.0, 16_384.0, 36),
        is_log: true,
        of: |facts| facts.centroid_hz,
    },
    Property {
        title: "Pitch above the key that was played",
        unit: "semitones",
        axis: (-36.5, 36.5, 73),
        is_log: false,
        of: |facts| Some(facts.pitch_note? - f64::from(facts.note?)),
    },
    Property {
        title: "Length: until it stays 40 dB below its loudest",
        unit: "s",
        axis: (0.0, 5.0, 25),
        is_log: false,
        of: |facts| Some(facts.audible_secs),
    },
];

impl Property {
    /// The property of these sounds, counted; those that have none are not.
    fn histogram(&self, facts: &[SoundFacts]) -> Histogram {
        let scale = |value: f64| if self.is_log { value.max(1e-9).log2() } else { value };
        let (low, high, bins) = self.axis;
        let mut histogram = Histogram::new(scale(low), scale(high), bins);
        facts.iter().filter_map(self.of).for_each(|value| histogram.add(scale(value)));
        histogram
    }

    /// The least, the quartiles and the most; `None` where no sound has it.
    fn quartiles(&self, facts: &[SoundFacts]) -> Option<[f64; 5]> {
        let mut values: Vec<f64> = facts.iter().filter_map(self.of).collect();
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        Some([0, 1, 2, 3, 4].map(|quarter| values[last * quarter / 4]))
    }
}
