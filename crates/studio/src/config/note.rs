//! The note to play, as people write it. Octaves are counted as Yamaha does: C3 is middle C, MIDI note 60.

use serde::{Deserialize, Serialize};

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

/// A MIDI note's name with its octave as on a DX7: 60 is `C3`.
pub fn note_name(note: u8) -> String {
    const NAMES: [&str; 12] = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
    format!("{}{}", NAMES[usize::from(note % 12)], i32::from(note / 12) - 2)
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
        let midi = text.parse::<i64>().ok().or_else(|| midi_from_name(text)).ok_or_else(refusal)?;
        u8::try_from(midi).ok().filter(|note| *note <= 127).map(Self::Midi).ok_or_else(refusal)
    }
}

/// The number of a note written as letter, accidentals and octave.
fn midi_from_name(text: &str) -> Option<i64> {
    let mut chars = text.chars();
    let semitone = match chars.next()?.to_ascii_uppercase() {
        'C' => 0,
        'D' => 2,
        'E' => 4,
        'F' => 5,
        'G' => 7,
        'A' => 9,
        'B' | 'H' => 11,
        _ => return None,
    };
    let rest = chars.as_str();
    let octave_at = rest.find(|c: char| c.is_ascii_digit() || c == '-')?;
    let (accidentals, octave) = rest.split_at(octave_at);
    let shift: i64 = accidentals
        .chars()
        .map(|c| match c {
            '#' | '♯' => Some(1),
            'b' | '♭' => Some(-1),
            _ => None,
        })
        .sum::<Option<i64>>()?;
    let octave: i64 = octave.parse().ok().filter(|octave| (-9..=9).contains(octave))?;
    Some((octave + 2) * 12 + semitone + shift)
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Midi(note) => f.write_str(&note_name(*note)),
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
            assert_eq!(note_name(note).parse(), Ok(Note::Midi(note)));
        }
        assert_eq!(note_name(60), "C3");
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
