//! The note to play, as people write it. Octaves are counted as Yamaha does: C3 is middle C, MIDI note 60.

use serde::{Deserialize, Serialize};
use tonewright_audio::pitch::{name_of_note, note_from_name};

use super::layers::Scalar;

/// Which note every candidate plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Scalar", into = "String")]
pub enum Note {
    /// The note nearest to the target's pitch.
    Auto,
    /// A MIDI note, 0..=127.
    Midi(u8),
}

impl std::str::FromStr for Note {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refusal = || {
            format!(
                "`{text}` is no note: write `auto`, a MIDI number from 0 to 127, or a name such as `C3` (60)"
            )
        };
        if text.eq_ignore_ascii_case("auto") {
            return Ok(Self::Auto);
        }
        let midi =
            text.parse::<i64>().ok().or_else(|| note_from_name(text).map(i64::from)).ok_or_else(refusal)?;
        u8::try_from(midi).ok().filter(|note| *note <= 127).map(Self::Midi).ok_or_else(refusal)
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Midi(note) => f.write_str(&name_of_note(i32::from(*note))),
        }
    }
}

impl From<Note> for String {
    fn from(note: Note) -> Self {
        note.to_string()
    }
}

impl TryFrom<Scalar> for Note {
    type Error = String;

    fn try_from(scalar: Scalar) -> Result<Self, String> {
        scalar.text().parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_note_survives_its_name() {
        for note in 0..=127 {
            assert_eq!(name_of_note(i32::from(note)).parse(), Ok(Note::Midi(note)));
        }
    }

    #[test]
    fn names_numbers_and_nonsense() {
        for (text, note) in
            [("60", 60), ("c3", 60), ("Db3", 61), ("A-1", 21), ("f#2", 54), ("G8", 127), ("Cb3", 59)]
        {
            assert_eq!(text.parse(), Ok(Note::Midi(note)), "{text}");
        }
        for text in ["", "X3", "128", "-1", "C", "C99", "G#8", "3C", "C3.5", "Cx3"] {
            assert!(text.parse::<Note>().is_err(), "{text}");
        }
    }
}
