//! How well the ear of the house hears: notes, gates and false alarms over sounds whose truth is known.
//! The tests here take a part of each corpus; `cargo run --release -p tonewright-audio --example
//! evaluate_hearing` takes all of it and prints every miss.

#[cfg(test)]
mod bounds;
pub(crate) mod font;
pub(crate) mod listeners;
pub(crate) mod score;
pub(crate) mod tones;

use tonewright_audio::Audio;

/// A sound with its truth.
pub(crate) struct Labelled {
    /// What it is, for messages.
    pub(crate) name: String,
    /// The sound.
    pub(crate) audio: Audio,
    /// The MIDI note it plays, `None` for unpitched sounds.
    pub(crate) note: Option<u8>,
    /// How long the key was held, where that is known.
    pub(crate) gate_secs: Option<f64>,
}
