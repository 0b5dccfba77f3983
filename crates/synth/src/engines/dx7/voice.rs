//! One DX7 voice as the hardware holds it, plus what only the Dexed plug-in has; to and from a preset.

use super::spec::{PARAM_BYTES, byte_limits, byte_of_param, operator_offset, operator_param, spec};
use crate::spec::{Norm, Plain};
use crate::{Preset, RenderError};

/// Bytes of an unpacked voice (VCED) with its name.
pub const VOICE_LEN: usize = 155;
/// Characters of a voice's name.
pub const NAME_LEN: usize = 10;

/// Offset of the operator's output level within its bytes.
const OUTPUT_LEVEL: usize = 16;
/// Index of the operator's switch within its parameters.
const SWITCH: usize = 21;

/// A DX7 voice: the 155 VCED bytes in SysEx order (operator 6 first, 21 bytes each, then 19 global bytes
/// and 10 characters of name), operator switches, and the plug-in's four global knobs.
#[derive(Clone, Debug, PartialEq)]
pub struct Voice {
    /// VCED bytes, each within its range.
    pub bytes: [u8; VOICE_LEN],
    /// Whether each operator sounds, operator 1 first.
    pub operators_on: [bool; 6],
    /// The plug-in's knobs, which no SysEx voice holds.
    pub globals: Globals,
}

/// The four knobs of the Dexed plug-in that are not part of a voice, on the knob (0..=1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Globals {
    /// Low-pass cutoff; 1 switches the filter off.
    pub cutoff_norm: f32,
    /// Low-pass resonance.
    pub resonance_norm: f32,
    /// Output gain; 1 is unity.
    pub output_norm: f32,
    /// Master tune; 0.5 is no change.
    pub master_tune_norm: f32,
}

impl Default for Globals {
    fn default() -> Self {
        Self { cutoff_norm: 1.0, resonance_norm: 0.0, output_norm: 1.0, master_tune_norm: 0.5 }
    }
}

impl Voice {
    /// Yamaha's INIT VOICE: a sine wave from operator 1.
    pub fn init() -> Self {
        let mut bytes = [b' '; VOICE_LEN];
        for (param, row) in spec().params.iter().enumerate() {
            if let Some(byte) = byte_of_param(param) {
                bytes[byte] = row.default.0 as u8;
            }
        }
        bytes[PARAM_BYTES..].copy_from_slice(b"INIT VOICE");
        Self { bytes, operators_on: [true; 6], globals: Globals::default() }
    }

    /// The voice whose knobs a preset holds; its name is cut to ten characters that a DX7 can show.
    ///
    /// # Errors
    /// [`RenderError::PresetSize`] when the preset isn't of the DX7.
    pub fn from_preset(preset: &Preset) -> Result<Self, RenderError> {
        let params = &spec().params;
        if preset.values.len() != params.len() {
            return Err(RenderError::PresetSize {
                preset: preset.name.clone(),
                synth: spec().id.to_string(),
                found: preset.values.len(),
                wanted: params.len(),
            });
        }
        let mut voice = Self::init();
        for (index, (value, param)) in preset.values.iter().zip(params).enumerate() {
            if let Some(byte) = byte_of_param(index) {
                voice.bytes[byte] = param.plain_from_norm(*value).0 as u8;
            }
        }
        voice.bytes[PARAM_BYTES..].copy_from_slice(&name_bytes(&preset.name));
        voice.operators_on =
            std::array::from_fn(|operator| preset.values[operator_param(operator) + SWITCH].get() >= 0.5);
        let [cutoff_norm, resonance_norm, output_norm, master_tune_norm] =
            std::array::from_fn(|index| preset.values[index].get());
        voice.globals = Globals { cutoff_norm, resonance_norm, output_norm, master_tune_norm };
        Ok(voice)
    }

    /// The preset with this voice's knobs; out-of-range bytes go to the end of their range.
    pub fn to_preset(&self) -> Preset {
        let globals = self.globals;
        let knobs =
            [globals.cutoff_norm, globals.resonance_norm, globals.output_norm, globals.master_tune_norm];
        let value = |(index, param): (usize, &crate::ParamSpec)| match byte_of_param(index) {
            Some(byte) => param.norm_from_plain(Plain(f64::from(self.bytes[byte]))),
            None if index < knobs.len() => Norm::saturating(knobs[index]),
            None => {
                let operator = (0..6).find(|operator| operator_param(*operator) + SWITCH == index);
                if operator.is_none_or(|operator| self.operators_on[operator]) {
                    Norm::ONE
                } else {
                    Norm::ZERO
                }
            }
        };
        Preset { name: self.name(), values: spec().params.iter().enumerate().map(value).collect() }
    }

    /// The name without the blanks that fill it up.
    pub fn name(&self) -> String {
        let text: String = self.bytes[PARAM_BYTES..].iter().map(|byte| shown(*byte)).collect();
        text.trim_end().to_owned()
    }

    /// The 21 bytes of operator `operator` (0 is operator 1).
    pub fn operator(&self, operator: usize) -> &[u8] {
        &self.bytes[operator_offset(operator)..operator_offset(operator) + super::spec::OPERATOR_BYTES]
    }

    /// The bytes as a voice file holds them, which has no switches: an operator that is off is written with
    /// output level 0.
    pub fn file_bytes(&self) -> [u8; VOICE_LEN] {
        let mut bytes = self.bytes;
        for (operator, on) in self.operators_on.iter().enumerate() {
            if !on {
                bytes[operator_offset(operator) + OUTPUT_LEVEL] = 0;
            }
        }
        bytes
    }

    /// A voice from the bytes of a file, and how many parameters and name characters had to be mended:
    /// values out of range go to its end, characters that a DX7 can't show become blanks.
    pub fn from_file_bytes(mut bytes: [u8; VOICE_LEN]) -> (Self, Mended) {
        let mut mended = Mended::default();
        for (byte, limit) in bytes.iter_mut().zip(byte_limits()) {
            if *byte > *limit {
                *byte = *limit;
                mended.values += 1;
            }
        }
        for byte in &mut bytes[PARAM_BYTES..] {
            if !(b' '..=b'~').contains(byte) {
                *byte = b' ';
                mended.characters += 1;
            }
        }
        (Self { bytes, operators_on: [true; 6], globals: Globals::default() }, mended)
    }
}

/// What [`Voice::from_file_bytes`] had to change.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mended {
    /// Parameter values that were out of range.
    pub values: usize,
    /// Name characters that a DX7 can't show.
    pub characters: usize,
}

/// A name as ten bytes that a DX7 can show: ASCII as it is, accents dropped, the rest as `?`.
fn name_bytes(name: &str) -> [u8; NAME_LEN] {
    let mut bytes = [b' '; NAME_LEN];
    for (byte, character) in bytes.iter_mut().zip(name.chars()) {
        *byte = written(character);
    }
    bytes
}

/// The character that the code page of the DX7's display shows for a byte. It is ASCII except for
/// the yen sign and an arrow, which stay `\` and `~` here as every editor shows them.
fn shown(byte: u8) -> char {
    if (b' '..=b'~').contains(&byte) { char::from(byte) } else { ' ' }
}

/// The byte for a character.
fn written(character: char) -> u8 {
    let plain = match character {
        '¥' => '\\',
        '→' => '~',
        '‘' | '’' | '´' => '\'',
        '“' | '”' => '"',
        '–' | '—' => '-',
        'À'..='Å' => 'A',
        'à'..='å' => 'a',
        'Ç' => 'C',
        'ç' => 'c',
        'È'..='Ë' => 'E',
        'è'..='ë' => 'e',
        'Ì'..='Ï' => 'I',
        'ì'..='ï' => 'i',
        'Ñ' => 'N',
        'ñ' => 'n',
        'Ò'..='Ö' | 'Ø' => 'O',
        'ò'..='ö' | 'ø' => 'o',
        'Ù'..='Ü' => 'U',
        'ù'..='ü' => 'u',
        'ß' => 's',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    };
    u8::try_from(plain).ok().filter(u8::is_ascii).unwrap_or(b'?')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prior::{Prior as _, Uniform};
    use crate::seed;

    #[test]
    fn the_initial_preset_is_yamahas_init_voice() {
        let voice = Voice::from_preset(&Preset::init(spec())).unwrap();
        assert_eq!(voice.bytes[..PARAM_BYTES], Voice::init().bytes[..PARAM_BYTES]);
        assert_eq!(voice.operator(0)[OUTPUT_LEVEL], 99);
        assert_eq!(voice.operator(5)[OUTPUT_LEVEL], 0);
        assert_eq!(voice.globals, Globals::default());
    }

    #[test]
    fn presets_and_voices_turn_into_each_other_exactly() {
        let prior = Uniform::new(spec());
        for index in 0..50 {
            let mut preset = prior.draw(&mut seed::stream(1, "voice-test", index));
            preset.name = format!("N {index} x");
            let voice = Voice::from_preset(&preset).unwrap();
            assert_eq!(voice.to_preset(), preset);
            assert_eq!(Voice::from_preset(&voice.to_preset()).unwrap(), voice);
        }
    }

    #[test]
    fn a_preset_of_another_synth_is_refused() {
        let preset = Preset { name: "X".to_owned(), values: vec![Norm::ZERO; 3] };
        assert!(matches!(Voice::from_preset(&preset), Err(RenderError::PresetSize { found: 3, .. })));
    }

    #[test]
    fn names_are_cut_and_cleaned() {
        let cases = [
            ("E.PIANO 1", "E.PIANO 1"),
            ("a name longer than ten", "a name lon"),
            ("Flûte\tà 2", "Flute a 2"),
            ("鐘 bell", "? bell"),
            ("¥→", "\\~"),
        ];
        for (name, wanted) in cases {
            let preset = Preset { name: name.to_owned(), ..Preset::init(spec()) };
            assert_eq!(Voice::from_preset(&preset).unwrap().name(), wanted);
        }
    }

    #[test]
    fn file_bytes_are_mended_and_switched_off_operators_are_silent() {
        let (voice, mended) = Voice::from_file_bytes([255; VOICE_LEN]);
        assert_eq!(mended, Mended { values: 145, characters: 10 });
        assert_eq!(voice.bytes[..PARAM_BYTES], *byte_limits());
        let mut off = Voice::init();
        off.operators_on[0] = false;
        assert_eq!(off.file_bytes()[operator_offset(0) + OUTPUT_LEVEL], 0);
    }
}
