//! Notes, frequencies and names: equal temperament, A at 440 Hz is MIDI note 69. Octaves are counted as Yamaha
//! (and the DX7's own panel) counts them: middle C, MIDI note 60, is `C3`. Scientific pitch notation calls it C4.

const NAMES: [&str; 12] = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
/// The octave that begins at MIDI note 0.
const LOWEST_OCTAVE: i32 = -2;

/// The frequency of a (fractional) MIDI note.
pub fn hz_from_note(note: f64) -> f64 {
    440.0 * ((note - 69.0) / 12.0).exp2()
}

/// The fractional MIDI note of a frequency above zero.
pub fn note_from_hz(hz: f64) -> f64 {
    69.0 + 12.0 * (hz / 440.0).log2()
}

/// The name of a note, which may lie outside MIDI's 0..=127: 60 is `C3`, 57 is `A2`.
pub fn name_of_note(note: i32) -> String {
    format!("{}{}", NAMES[note.rem_euclid(12) as usize], note.div_euclid(12) + LOWEST_OCTAVE)
}

/// The note that `name` names as letter, accidentals and octave: `C3` is 60, `Bb2` 58, `F#-1` 18. It may lie outside
/// MIDI's 0..=127; `None` if this is no name.
pub fn note_from_name(name: &str) -> Option<i32> {
    let mut rest = name.chars();
    let semitone = match rest.next()?.to_ascii_uppercase() {
        'C' => 0,
        'D' => 2,
        'E' => 4,
        'F' => 5,
        'G' => 7,
        'A' => 9,
        'B' | 'H' => 11,
        _ => return None,
    };
    let rest = rest.as_str();
    let (accidentals, octave) = rest.split_at(rest.find(|c: char| c.is_ascii_digit() || c == '-')?);
    let shift = |accidental| match accidental {
        '#' | '♯' => Some(1),
        'b' | '♭' => Some(-1),
        _ => None,
    };
    let shift: i32 = accidentals.chars().map(shift).sum::<Option<i32>>()?;
    let octave: i32 = octave.parse().ok().filter(|octave| (-9..=20).contains(octave))?;
    (shift.abs() <= 2).then_some((octave - LOWEST_OCTAVE) * 12 + semitone + shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_and_frequencies_agree_with_the_standard_and_each_other() {
        assert_eq!(hz_from_note(69.0), 440.0);
        assert!((hz_from_note(60.0) - 261.6256).abs() < 1e-4);
        for note in 0..128 {
            assert!((note_from_hz(hz_from_note(f64::from(note))) - f64::from(note)).abs() < 1e-9);
        }
    }

    #[test]
    fn notes_are_named_as_yamaha_names_them() {
        let names: Vec<String> = [-1, 0, 21, 57, 60, 68, 127].map(name_of_note).into();
        assert_eq!(names, ["B-3", "C-2", "A-1", "A2", "C3", "G#3", "G8"]);
        for note in -12..140 {
            assert_eq!(note_from_name(&name_of_note(note)), Some(note));
        }
        for (name, note) in [("c3", 60), ("Db3", 61), ("Bb2", 58), ("f#3", 66), ("Cb3", 59), ("H2", 59)] {
            assert_eq!(note_from_name(name), Some(note), "{name}");
        }
        for bad in ["", "X2", "C", "C#", "C99", "é3", "Cé", "3C", "C3.5", "Cx3", "C###3"] {
            assert_eq!(note_from_name(bad), None, "{bad}");
        }
    }
}
