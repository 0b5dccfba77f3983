//! How a plain value is written for people, and read back from what they type.

use serde::Serialize;

/// How the number of a stepped or continuous parameter is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
pub enum Display {
    /// The plain number, with the unit behind it.
    #[default]
    Number,
    /// The distance from a centre, with its sign: `-7`, `0`, `+7`.
    Signed {
        /// The plain value shown as 0.
        zero: i32,
    },
    /// A key of the keyboard in Yamaha's octaves, where MIDI note 60 is `C3`.
    NoteName {
        /// The MIDI note of plain value 0.
        midi_of_zero: i32,
    },
}

const NOTE_NAMES: [&str; 12] = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

impl Display {
    /// The whole number `plain` as a person reads it.
    pub(super) fn text(self, plain: f64) -> String {
        match self {
            Self::Number => format!("{plain}"),
            Self::Signed { zero } => match plain as i64 - i64::from(zero) {
                0 => "0".to_owned(),
                offset => format!("{offset:+}"),
            },
            Self::NoteName { midi_of_zero } => note_name(plain as i32 + midi_of_zero),
        }
    }

    /// The plain value that `text` names in this form; a bare number is taken as [`Display::text`] writes it.
    pub(super) fn plain_from_text(self, text: &str) -> Option<f64> {
        match self {
            Self::Number => text.parse().ok(),
            Self::Signed { zero } => text.parse::<f64>().ok().map(|offset| offset + f64::from(zero)),
            Self::NoteName { midi_of_zero } => {
                midi_from_note_name(text).map(|midi| f64::from(midi - midi_of_zero))
            }
        }
    }
}

/// The name of a MIDI note, 60 = `C3`.
fn note_name(midi: i32) -> String {
    format!("{}{}", NOTE_NAMES[midi.rem_euclid(12) as usize], midi.div_euclid(12) - 2)
}

/// The MIDI note of a name like `C3`, `F#-1` or `Bb2`, 60 = `C3`.
fn midi_from_note_name(text: &str) -> Option<i32> {
    let mut rest = text.chars();
    let letter = match rest.next()?.to_ascii_uppercase() {
        'C' => 0,
        'D' => 2,
        'E' => 4,
        'F' => 5,
        'G' => 7,
        'A' => 9,
        'B' => 11,
        _ => return None,
    };
    let (accidental, octave) = match rest.as_str().split_at_checked(1)? {
        ("#", octave) => (1, octave),
        ("b", octave) => (-1, octave),
        _ => (0, rest.as_str()),
    };
    let octave: i32 = octave.parse().ok().filter(|octave| (-9..=20).contains(octave))?;
    Some((octave + 2) * 12 + letter + accidental)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads_back_what_it_writes() {
        let forms = [Display::Number, Display::Signed { zero: 7 }, Display::NoteName { midi_of_zero: 21 }];
        for form in forms {
            for plain in 0..100 {
                let text = form.text(f64::from(plain));
                assert_eq!(form.plain_from_text(&text), Some(f64::from(plain)), "{form:?} {text}");
            }
        }
    }

    #[test]
    fn notes_are_named_as_yamaha_names_them() {
        assert_eq!(note_name(60), "C3");
        assert_eq!(note_name(21), "A-1");
        assert_eq!(midi_from_note_name("Bb2"), Some(58));
        assert_eq!(midi_from_note_name("f#3"), Some(66));
        for bad in ["", "H2", "C", "C#", "C99", "é3", "Cé"] {
            assert_eq!(midi_from_note_name(bad), None, "{bad}");
        }
    }
}
