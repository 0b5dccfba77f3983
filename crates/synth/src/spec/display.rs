//! How a plain value is written for people, and read back from what they type.

use serde::{Deserialize, Serialize};
use tonewright_audio::pitch::{name_of_note, note_from_name};

/// How the number of a stepped or continuous parameter is shown.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
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

impl Display {
    /// The whole number `plain` as a person reads it.
    pub(super) fn text(self, plain: f64) -> String {
        match self {
            Self::Number => format!("{plain}"),
            Self::Signed { zero } => match plain as i64 - i64::from(zero) {
                0 => "0".to_owned(),
                offset => format!("{offset:+}"),
            },
            Self::NoteName { midi_of_zero } => name_of_note(plain as i32 + midi_of_zero),
        }
    }

    /// The plain value that `text` names in this form; a bare number is taken as [`Display::text`] writes it.
    pub(super) fn plain_from_text(self, text: &str) -> Option<f64> {
        match self {
            Self::Number => text.parse().ok(),
            Self::Signed { zero } => text.parse::<f64>().ok().map(|offset| offset + f64::from(zero)),
            Self::NoteName { midi_of_zero } => {
                note_from_name(text).map(|midi| f64::from(midi - midi_of_zero))
            }
        }
    }
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
}
