//! How well the ear of the house hears: notes, gates and false alarms over sounds whose truth is known.
//! The tests here take a part of each corpus; `cargo run --release -p tonewright-audio --example
//! evaluate_hearing` takes all of it and prints every miss.

pub mod font;
pub mod listeners;
pub mod score;
pub mod tones;

use tonewright_audio::Audio;

/// A sound with its truth.
pub struct Labelled {
    /// What it is, for messages.
    pub name: String,
    /// The sound.
    pub audio: Audio,
    /// The MIDI note it plays, `None` for unpitched sounds.
    pub note: Option<u8>,
    /// How long the key was held, where that is known.
    pub gate_secs: Option<f64>,
}
