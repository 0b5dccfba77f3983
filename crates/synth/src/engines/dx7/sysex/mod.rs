//! DX7 voices as MIDI system-exclusive files (`.syx`): single voices, 32-voice banks, and the headerless
//! dumps found in the wild. Format: Yamaha DX7 "Digital MIDI data format" sheet, VCED and VMEM.

mod mends;
mod packed;
mod read;
mod write;

pub use packed::{PACKED_LEN, packed_from_unpacked, unpacked_from_packed};
pub use read::{ReadVoices, read_voices};
pub use write::{write_bank, write_single};

use super::Voice;
use crate::{FileError, Preset, PresetFormat, ReadPresets};

/// Voices of one bank message.
pub const BANK_VOICES: usize = 32;

/// First bytes of a bulk dump: system exclusive, Yamaha.
const YAMAHA: [u8; 2] = [0xF0, 0x43];
/// End of a system-exclusive message.
const END: u8 = 0xF7;
/// Format number of a single unpacked voice.
const SINGLE: u8 = 0;
/// Format number of a bank of 32 packed voices.
const BANK: u8 = 9;
/// Bytes before the data of a message.
const HEADER_LEN: usize = 6;
/// Data bytes of a bank message.
const BANK_DATA_LEN: usize = BANK_VOICES * PACKED_LEN;

/// The DX7's own preset files.
pub struct Syx;

impl PresetFormat for Syx {
    fn name(&self) -> &'static str {
        "syx"
    }

    fn summary(&self) -> &'static str {
        "DX7 system exclusive: a single voice, or banks of 32"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["syx", "dx7", "bnk"]
    }

    fn name_most(&self) -> usize {
        10
    }

    fn read(&self, bytes: &[u8]) -> Result<ReadPresets, FileError> {
        read_presets(bytes)
    }

    fn write(&self, presets: &[Preset]) -> Result<Vec<u8>, FileError> {
        write_presets(presets)
    }
}

/// Reads every voice in the bytes as a preset.
fn read_presets(bytes: &[u8]) -> Result<ReadPresets, FileError> {
    let read = read_voices(bytes)?;
    Ok(ReadPresets { presets: read.voices.iter().map(Voice::to_preset).collect(), warnings: read.warnings })
}

/// One preset becomes a single-voice message, more become bank messages of 32, the last one filled up with
/// INIT VOICE. What a voice file can't hold (the plug-in's four knobs) is left out.
fn write_presets(presets: &[Preset]) -> Result<Vec<u8>, FileError> {
    let does_not_fit = |reason: String| FileError::DoesNotFit { format: "syx", reason };
    let voices = presets
        .iter()
        .map(|preset| Voice::from_preset(preset).map_err(|error| does_not_fit(error.to_string())))
        .collect::<Result<Vec<_>, _>>()?;
    match voices.as_slice() {
        [] => Err(does_not_fit("there is no preset to write".to_owned())),
        [voice] => Ok(write_single(voice)),
        voices => Ok(voices.chunks(BANK_VOICES).flat_map(write_bank).collect()),
    }
}

/// Yamaha's checksum: what makes the low seven bits of the sum zero.
fn checksum(data: &[u8]) -> u8 {
    data.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)).wrapping_neg() & 0x7F
}
