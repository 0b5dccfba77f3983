//! Mends the sizes in the headers of WAV and AIFF files before they are decoded: writers that were stopped,
//! that stream, or that count wrongly leave sizes that don't fit the file, and the sound is there all the same.
//! RF64 and BW64 (EBU Tech 3306, ITU-R BS.2088), which are WAV with sizes of 64 bits in a chunk of their own, become
//! plain WAV: no file that is opened here is so large that it would not fit.

/// Where a chunked file keeps its sound, and how it counts.
struct Layout {
    sound_tag: [u8; 4],
    size_of: fn([u8; 4]) -> u32,
    bytes_of: fn(u32) -> [u8; 4],
}

/// The layout of the file, if it is made of chunks.
fn layout(bytes: &[u8]) -> Option<Layout> {
    match (bytes.get(..4)?, bytes.get(8..12)?) {
        (b"RIFF" | b"RF64" | b"BW64", b"WAVE") => {
            Some(Layout { sound_tag: *b"data", size_of: u32::from_le_bytes, bytes_of: u32::to_le_bytes })
        }
        (b"FORM", b"AIFF" | b"AIFC") => {
            Some(Layout { sound_tag: *b"SSND", size_of: u32::from_be_bytes, bytes_of: u32::to_be_bytes })
        }
        _ => None,
    }
}

/// Makes outer size and the sound's size fit the bytes that are there. A note, if sound is missing.
pub(super) fn mend_sizes(bytes: &mut [u8]) -> Option<String> {
    let layout = layout(bytes)?;
    let wide = matches!(bytes.get(..4)?, b"RF64" | b"BW64");
    if wide {
        put(bytes, 0, *b"RIFF");
    }
    let claimed_end = 8 + u64::from((layout.size_of)(four(bytes, 4)?));
    let len = bytes.len() as u64;
    let (mut at, mut note, mut wide_size) = (12_u64, None, None);
    while let (Some(tag), Some(size)) = (four(bytes, at), four(bytes, at + 4)) {
        let (mut size, left) = (u64::from((layout.size_of)(size)), len - at - 8);
        let is_sound = tag == layout.sound_tag;
        if wide && tag == *b"ds64" {
            wide_size = wide_sound_size(bytes, at);
        }
        if let Some(wide_size) = wide_size.filter(|wide_size| is_sound && *wide_size <= left) {
            size = wide_size;
            put(bytes, at + 4, (layout.bytes_of)(u32::try_from(size).unwrap_or(u32::MAX)));
        }
        // A size of zero that was never filled in: the outer one was not either.
        let unfilled = is_sound && size == 0 && left > 8 && claimed_end <= at + 8;
        if is_sound && (size > left || unfilled) {
            if !unfilled && size < u64::from(u32::MAX) {
                note = Some(format!("its header claims {size} bytes of sound, but {left} are there"));
            }
            put(bytes, at + 4, (layout.bytes_of)(u32::try_from(left).unwrap_or(u32::MAX)));
            at = len;
        } else if size > left {
            // No chunk at all: the file's real end is before it.
            break;
        } else {
            at += 8 + size + size % 2;
        }
    }
    let end = at.min(len).max(12);
    put(bytes, 4, (layout.bytes_of)(u32::try_from(end - 8).unwrap_or(u32::MAX)));
    note
}

/// The size of the sound in the `ds64` chunk at a place: after the size of the file, low half first.
fn wide_sound_size(bytes: &[u8], at: u64) -> Option<u64> {
    let (low, high) = (four(bytes, at + 16)?, four(bytes, at + 20)?);
    Some(u64::from(u32::from_le_bytes(low)) | u64::from(u32::from_le_bytes(high)) << 32)
}

/// Four bytes at a place.
fn four(bytes: &[u8], at: u64) -> Option<[u8; 4]> {
    let at = usize::try_from(at).ok()?;
    bytes.get(at..at.checked_add(4)?)?.try_into().ok()
}

/// Puts four bytes at a place that [`four`] has read.
fn put(bytes: &mut [u8], at: u64, value: [u8; 4]) {
    bytes[at as usize..at as usize + 4].copy_from_slice(&value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Audio;
    use crate::read::{open_bytes, read_bytes};
    use crate::write::{Depth, wav_bytes};

    fn wav() -> (Audio, Vec<u8>) {
        let sound = Audio::mono((0..500).map(|i| (i as f32 * 0.1).sin() * 0.5).collect(), 44_100);
        let bytes = wav_bytes(&sound, Depth::F32).unwrap();
        (sound, bytes)
    }

    /// The place of the size of the sound.
    fn sound_size_at(bytes: &[u8]) -> usize {
        bytes.windows(4).position(|w| w == b"data").unwrap() + 4
    }

    #[test]
    fn a_streamed_header_without_sizes_gives_the_whole_sound() {
        for (outer, inner) in [(0, 0), (u32::MAX, u32::MAX), (7, 0x7fff_ffff), (u32::MAX, 2000)] {
            let (sound, mut bytes) = wav();
            let at = sound_size_at(&bytes);
            bytes[4..8].copy_from_slice(&outer.to_le_bytes());
            bytes[at..at + 4].copy_from_slice(&inner.to_le_bytes());
            assert_eq!(read_bytes(&bytes, "x.wav").unwrap(), sound, "sizes {outer} and {inner}");
        }
    }

    /// A file as RF64: sizes of 64 bits in a chunk of their own, and something behind the sound.
    fn rf64(plain: &[u8], tag: &[u8; 4], sound_bytes: u64) -> Vec<u8> {
        let at = sound_size_at(plain);
        let mut bytes = [&tag[..], &[0xff; 4], b"WAVEds64", &28_u32.to_le_bytes()].concat();
        bytes.extend((plain.len() as u64 + 36).to_le_bytes());
        bytes.extend(sound_bytes.to_le_bytes());
        bytes.extend([0; 12]);
        bytes.extend(&plain[12..at]);
        bytes.extend([0xff; 4]);
        bytes.extend(&plain[at + 4..]);
        bytes.extend(b"LIST\x04\0\0\0abcd");
        bytes
    }

    #[test]
    fn sizes_of_64_bits_are_read() {
        let (sound, plain) = wav();
        for tag in [b"RF64", b"BW64"] {
            let file = open_bytes(rf64(&plain, tag, 2000), "long.wav").unwrap();
            assert_eq!((&file.audio, file.format.as_str(), file.notes.len()), (&sound, "wave", 0));
        }
        // A size that can't be: what is there is read, as with any other.
        let mut lying = rf64(&plain, b"RF64", u64::MAX);
        lying.truncate(lying.len() - 12);
        assert_eq!(open_bytes(lying, "long.wav").unwrap().audio, sound);
        for cut in [12, 20, 30, 40] {
            assert!(open_bytes(rf64(&plain, b"RF64", 2000)[..cut].to_vec(), "cut.wav").is_err());
        }
    }

    #[test]
    fn a_cut_file_gives_what_is_there_and_says_so() {
        let (sound, mut bytes) = wav();
        bytes.truncate(bytes.len() - 402);
        let file = open_bytes(bytes, "cut.wav").unwrap();
        assert_eq!(file.audio.channel(0), &sound.channel(0)[..399]);
        assert!(file.notes[0].contains("2000 bytes of sound, but 1598 are there"), "{:?}", file.notes);
    }

    #[test]
    fn garbage_behind_the_sound_does_no_harm() {
        let (sound, mut bytes) = wav();
        bytes.extend_from_slice(b"LISTEN TO ME, I AM NO CHUNK");
        assert_eq!(read_bytes(&bytes, "x.wav").unwrap(), sound);
        let mut short = b"RIFF\xff\xff\xff\xffWAVE".to_vec();
        assert_eq!(mend_sizes(&mut short), None);
        assert_eq!(mend_sizes(&mut b"RI".to_vec()), None);
    }
}
