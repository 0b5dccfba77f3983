//! Notes and frequencies: equal temperament, A4 = 440 Hz = MIDI note 69, and C4 = 60 is middle C.

const NAMES: [&str; 12] = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

/// The frequency of a (fractional) MIDI note.
pub fn hz_from_note(note: f64) -> f64 {
    440.0 * ((note - 69.0) / 12.0).exp2()
}

/// The fractional MIDI note of a frequency above zero.
pub fn note_from_hz(hz: f64) -> f64 {
    69.0 + 12.0 * (hz / 440.0).log2()
}

/// The name of a MIDI note in scientific pitch notation: 60 is `C4`, 57 is `A3`. Yamaha calls 60 `C3`.
pub fn name_of_note(note: u8) -> String {
    format!("{}{}", NAMES[usize::from(note % 12)], i32::from(note / 12) - 1)
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
        let names: Vec<String> = [0, 21, 57, 60, 68, 127].map(name_of_note).into();
        assert_eq!(names, ["C-1", "A0", "A3", "C4", "G#4", "G9"]);
    }
}
