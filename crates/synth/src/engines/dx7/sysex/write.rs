//! Voices as system-exclusive messages that a DX7 and Dexed load.

use super::super::Voice;
use super::{
    BANK, BANK_DATA_LEN, BANK_VOICES, END, PACKED_LEN, SINGLE, YAMAHA, checksum, packed_from_unpacked,
};

/// A single-voice message of 163 bytes, for channel 1.
pub fn write_single(voice: &Voice) -> Vec<u8> {
    message(SINGLE, &voice.file_bytes())
}

/// A bank message of 4104 bytes, for channel 1; missing voices are INIT VOICE.
///
/// # Panics
/// When there are more than 32 voices.
pub fn write_bank(voices: &[Voice]) -> Vec<u8> {
    assert!(voices.len() <= BANK_VOICES, "a bank holds 32 voices, not {}", voices.len());
    let mut data = Vec::with_capacity(BANK_DATA_LEN);
    for voice in voices {
        data.extend(packed_from_unpacked(&voice.file_bytes()));
    }
    let init = packed_from_unpacked(&Voice::init().file_bytes());
    while data.len() < BANK_VOICES * PACKED_LEN {
        data.extend(init);
    }
    message(BANK, &data)
}

fn message(format: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(data.len() + 8);
    bytes.extend(YAMAHA);
    bytes.extend([0, format, (data.len() >> 7) as u8, (data.len() & 0x7F) as u8]);
    bytes.extend(data);
    bytes.extend([checksum(data), END]);
    bytes
}
