//! hexter, a DX7 in another hand than Dexed's: its voice is the first of a bank of 32, which it takes as a text.

use tonewright_synth::engines::dx7::Voice;
use tonewright_synth::engines::dx7::spec::spec;
use tonewright_synth::engines::dx7::sysex::{BANK_VOICES, packed_from_unpacked};
use tonewright_synth::{Plain, Preset};

use super::configured::Configured;
use crate::plugin::{PluginError, PluginParam};
use crate::told::ToldParam;

pub(super) const ENTRY: Configured = Configured { label: "hexter", params, key: "patches0", text };

/// What a DX7 voice holds, by the names of our own DX7.
fn params() -> Vec<PluginParam> {
    let groups = |index: usize| spec().groups.iter().find(move |group| group.params.contains(&index));
    let told = |(index, param)| ToldParam::telling(param, groups(index));
    let held = spec().params.iter().enumerate().filter(|(_, param)| param.in_preset_file);
    held.map(told).map(|told| PluginParam { told, raws: Vec::new() }).collect()
}

/// A bank whose first voice has these values; the others are initial voices.
fn text(values: &[f64]) -> Result<String, PluginError> {
    let mut preset = Preset::init(spec());
    let held = spec().params.iter().zip(&mut preset.values).filter(|(param, _)| param.in_preset_file);
    for ((param, knob), value) in held.zip(values) {
        *knob = param.norm_from_plain(Plain(*value));
    }
    let voice = Voice::from_preset(&preset).map_err(|error| PluginError::Refused(error.to_string()))?;
    let others = std::iter::repeat_with(Voice::init);
    let voices = std::iter::once(voice).chain(others).take(BANK_VOICES);
    let bank: Vec<u8> = voices.flat_map(|voice| packed_from_unpacked(&voice.bytes)).collect();
    Ok(encoded(&bank))
}

/// Bytes of seven bits as hexter writes them: how many, their bits in sixes as letters, and their sum.
fn encoded(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = format!("{} ", bytes.len());
    let (mut bits, mut count) = (0_u32, 0);
    let mut letter = |six: u32| text.push(char::from(LETTERS[(six & 63) as usize]));
    for byte in bytes {
        bits = bits << 7 | u32::from(byte & 0x7f);
        count += 7;
        while count >= 6 {
            count -= 6;
            letter(bits >> count);
        }
        bits &= (1 << count) - 1;
    }
    if count > 0 {
        letter(bits << (6 - count));
    }
    let sum: u32 = bytes.iter().map(|byte| u32::from(*byte)).sum();
    format!("{text} {sum}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_bits_a_byte_become_six_a_letter() {
        assert_eq!(encoded(&[]), "0  0");
        // 1000001 0100000 is 100000 101000 00(0000).
        assert_eq!(encoded(&[0x41, 0x20]), "2 goA 97");
        assert_eq!(encoded(&[0x7f; 6]), "6 /////// 762");
    }

    #[test]
    fn a_voice_has_what_a_file_holds() {
        assert_eq!(params().len(), 145);
        let defaults: Vec<f64> = params().iter().map(|param| param.told.default.unwrap()).collect();
        let text = text(&defaults).unwrap();
        assert_eq!(text.split(' ').next(), Some("4096"));
        assert_eq!(text.split(' ').nth(1).map(str::len), Some(4_779));
    }
}
