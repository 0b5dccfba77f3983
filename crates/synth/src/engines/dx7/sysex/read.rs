//! Finds every DX7 voice in a file, however worn: see [`read_voices`].

use super::super::Voice;
use super::super::spec::{PARAM_BYTES, byte_limits};
use super::super::voice::{NAME_LEN, VOICE_LEN};
use super::mends::{Dirt, Mends};
use super::{
    BANK, BANK_DATA_LEN, END, HEADER_LEN, PACKED_LEN, SINGLE, YAMAHA, checksum, unpacked_from_packed,
};
use crate::FileError;

/// The voices of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadVoices {
    /// The voices in file order.
    pub voices: Vec<Voice>,
    /// What was wrong in the file and how it was mended.
    pub warnings: Vec<String>,
}

/// Reads single voices and banks, several messages in one file with anything between them, and where there
/// is no message at all: packed voices of 128 bytes in a row, or one unpacked voice of 155.
///
/// Dirt is mended and told: wrong or missing checksums and end bytes, sizes that lie, data cut short (whole
/// voices are kept), values out of range, bytes with the top bit set.
///
/// # Errors
/// [`FileError::NoPreset`] when no voice is found.
pub fn read_voices(bytes: &[u8]) -> Result<ReadVoices, FileError> {
    let mut reader = Reader { bytes, voices: Vec::new(), mends: Mends::default(), messages: 0, others: 0 };
    reader.messages();
    if reader.voices.is_empty() {
        let others = reader.others;
        let truncated = reader.messages > 0;
        reader = Reader { bytes, voices: Vec::new(), mends: Mends::default(), messages: 0, others: 0 };
        if !reader.headerless() {
            let reason = match (bytes.len(), truncated, others) {
                (0, ..) => "the file is empty".to_owned(),
                (_, true, _) => "its DX7 message breaks off before the end of the first voice".to_owned(),
                (_, _, 0) => "it has no DX7 message, and isn't made of packed voices of 128 bytes".to_owned(),
                (.., 1) => "its one system-exclusive message is of another kind or device".to_owned(),
                (.., n) => format!("its {n} system-exclusive messages are of other kinds or devices"),
            };
            return Err(FileError::NoPreset { format: "syx", len: bytes.len(), reason });
        }
    }
    Ok(ReadVoices { voices: reader.voices, warnings: reader.mends.sentences() })
}

/// A place in the file and what was found so far.
struct Reader<'a> {
    bytes: &'a [u8],
    voices: Vec<Voice>,
    mends: Mends,
    /// Voice messages met.
    messages: usize,
    /// Other system-exclusive messages met.
    others: usize,
}

impl Reader<'_> {
    /// Walks the file from message to message.
    fn messages(&mut self) {
        let mut at = 0;
        while at < self.bytes.len() {
            let rest = &self.bytes[at..];
            at += if is_voice_message(rest) {
                self.voice_message(at)
            } else if rest[0] == YAMAHA[0] {
                self.other_message(at)
            } else {
                let len = rest.iter().position(|byte| *byte == YAMAHA[0]).unwrap_or(rest.len());
                self.mends.note(Dirt::Garbage, len, || format!("the file from byte {at} on"));
                len
            };
        }
    }

    /// Reads the message that starts at `at`; how many bytes it took.
    fn voice_message(&mut self, at: usize) -> usize {
        self.messages += 1;
        let number = self.messages;
        let place = || format!("message {number}");
        let rest = &self.bytes[at..];
        let data = &rest[HEADER_LEN.min(rest.len())..];
        let end = data_end(data);
        // What the data is shows in its length; the header may lie.
        let single = matches!(end, VOICE_LEN..=156) || (rest[3] == SINGLE && end <= PACKED_LEN * 2);
        let wanted = if single { VOICE_LEN } else { BANK_DATA_LEN };
        let said = data_len_said(rest);
        if said.is_some_and(|said| said != wanted) {
            self.mends.note(Dirt::WrongSize, 2, place);
        }
        let body = &data[..end.min(wanted)];
        self.mends.note(Dirt::HighBits, body.iter().filter(|byte| **byte > 0x7F).count(), place);
        self.mends.note(Dirt::Truncated, wanted - body.len(), place);
        if single {
            self.unpacked(body)
        } else {
            self.packed(body)
        }
        let taken = HEADER_LEN.min(rest.len()) + body.len();
        if body.len() < wanted {
            return taken + usize::from(rest.get(taken) == Some(&END));
        }
        taken + self.tail(body, &rest[taken..], end - body.len(), number)
    }

    /// Checksum, end byte and what lies between; how many bytes that is.
    fn tail(&mut self, body: &[u8], tail: &[u8], len: usize, number: usize) -> usize {
        let place = || format!("message {number}");
        // Without an end byte only the checksum can belong to this message.
        let ended = tail.get(len) == Some(&END);
        let len = if ended { len } else { len.min(1) };
        match tail[..len].first() {
            None => self.mends.note(Dirt::NoChecksum, 1, place),
            Some(sum) => self.mends.note(Dirt::WrongChecksum, usize::from(*sum != checksum(body)), place),
        }
        self.mends.note(Dirt::TooLong, len.saturating_sub(1), place);
        self.mends.note(Dirt::NoEnd, usize::from(!ended), place);
        len + usize::from(ended)
    }

    /// Steps over a message that holds no DX7 voice; how many bytes it takes.
    fn other_message(&mut self, at: usize) -> usize {
        self.others += 1;
        let rest = &self.bytes[at..];
        let len = rest[1..]
            .iter()
            .position(|byte| *byte > 0x7F)
            .map_or(rest.len(), |data| 1 + data + usize::from(rest[1 + data] == END));
        self.mends.note(Dirt::OtherMessage, len, || format!("the file from byte {at} on"));
        len
    }

    /// Takes the whole file as voices without a header; whether it looks like that.
    fn headerless(&mut self) -> bool {
        let len = self.bytes.len();
        // A checksum and an end byte may have stayed behind.
        let packed_len = len - len % PACKED_LEN;
        let is_single = (VOICE_LEN..=VOICE_LEN + 2).contains(&len) && looks_unpacked(self.bytes);
        let is_packed = packed_len > 0 && len - packed_len <= 2 && looks_packed(&self.bytes[..packed_len]);
        if !is_single && !is_packed {
            return false;
        }
        let body = &self.bytes[..if is_single { VOICE_LEN } else { packed_len }];
        self.mends.note(Dirt::NoHeader, len, || "the file".to_owned());
        self.mends
            .note(Dirt::HighBits, body.iter().filter(|byte| **byte > 0x7F).count(), || "the file".to_owned());
        if is_single {
            self.unpacked(body)
        } else {
            self.packed(body)
        }
        true
    }

    /// Adds the voice of unpacked data; without its name it is still a voice.
    fn unpacked(&mut self, data: &[u8]) {
        if data.len() >= PARAM_BYTES {
            let mut bytes = [b' '; VOICE_LEN];
            bytes.iter_mut().zip(data).for_each(|(to, from)| *to = from & 0x7F);
            self.voice(bytes);
        }
    }

    /// Adds the whole voices of packed data.
    fn packed(&mut self, data: &[u8]) {
        for packed in data.as_chunks::<PACKED_LEN>().0 {
            self.voice(unpacked_from_packed(&packed.map(|byte| byte & 0x7F)));
        }
    }

    fn voice(&mut self, bytes: [u8; VOICE_LEN]) {
        let (voice, mended) = Voice::from_file_bytes(bytes);
        let place = || format!("voice {} `{}`", self.voices.len() + 1, voice.name());
        self.mends.note(Dirt::OutOfRange, mended.values, place);
        self.mends.note(Dirt::Name, mended.characters, place);
        self.voices.push(voice);
    }
}

/// Whether a bulk dump of DX7 voices starts here: Yamaha, sub-status 0 on any channel, format 0 or 9.
fn is_voice_message(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, channel, SINGLE | BANK, ..]
        if [*first, *second] == YAMAHA && channel & 0xF0 == 0)
}

/// The length that a message's header names.
fn data_len_said(message: &[u8]) -> Option<usize> {
    let (high, low) = (*message.get(4)?, *message.get(5)?);
    Some(usize::from(high & 0x7F) << 7 | usize::from(low & 0x7F))
}

/// Where the data ends: at an end byte that is followed by a message or by nothing, or at the next message.
/// Other bytes above 127 are dirt within the data. Nothing lies further than a bank and its tail.
fn data_end(data: &[u8]) -> usize {
    let reach = data.len().min(BANK_DATA_LEN + 64);
    let ends = |at: &usize| match data[*at] {
        END => {
            matches!(data.get(at + 1), None | Some(&0xF0))
                || [VOICE_LEN, VOICE_LEN + 1, BANK_DATA_LEN, BANK_DATA_LEN + 1].contains(at)
        }
        0xF0 => data.get(at + 1) == Some(&YAMAHA[1]),
        _ => false,
    };
    (0..reach).find(ends).unwrap_or(reach)
}

/// The share of values in range above which bytes without a header pass for a voice.
const IN_RANGE_SHARE: f64 = 0.9;

/// Whether nine in ten values of unpacked data are in range, and not all bytes are the same.
fn looks_unpacked(data: &[u8]) -> bool {
    let in_range = data.iter().zip(byte_limits()).filter(|(byte, limit)| byte <= limit).count();
    in_range as f64 >= IN_RANGE_SHARE * PARAM_BYTES as f64 && data.iter().any(|byte| *byte != data[0])
}

/// The same of packed data, over all its voices, and most characters of the names are printable or zero.
fn looks_packed(data: &[u8]) -> bool {
    let voices = data.as_chunks::<PACKED_LEN>().0;
    let (mut in_range, mut printable) = (0, 0);
    for packed in voices {
        let voice = unpacked_from_packed(packed);
        in_range += voice.iter().zip(byte_limits()).filter(|(byte, limit)| byte <= limit).count();
        printable += voice[PARAM_BYTES..].iter().filter(|byte| matches!(byte, 0 | b' '..=b'~')).count();
    }
    let share = |count: usize, len: usize| count as f64 / (len * voices.len()) as f64;
    share(in_range, PARAM_BYTES) >= IN_RANGE_SHARE
        && share(printable, NAME_LEN) >= IN_RANGE_SHARE
        && data.iter().any(|byte| *byte != data[0])
}
