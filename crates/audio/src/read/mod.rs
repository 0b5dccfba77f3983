//! Sound files in: WAV, AIFF and AIFC, FLAC, OGG Vorbis and MP3, through symphonia. Any rate, depth and
//! channel count; the format is found by content, so a wrong extension does no harm. Limits are kept while
//! decoding, so that a header that lies about lengths costs neither memory nor time.

mod chunks;
mod decode;
mod error;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

pub use error::ReadError;

use crate::Audio;

/// The longest sound that is read.
pub const MAX_SECS: f64 = 1800.0;
/// The largest file that is opened.
pub const MAX_FILE_BYTES: u64 = 1 << 30;
/// The most samples over all channels that are decoded (1 GiB in memory).
pub const MAX_SAMPLES: usize = 1 << 28;
/// The rates that a sound may have.
pub const RATES_HZ: std::ops::RangeInclusive<u32> = 1_000..=768_000;
/// The most channels a sound may have.
pub const MAX_CHANNELS: usize = 64;

/// A file's sound, and what there is to say about the file.
#[derive(Clone, Debug, PartialEq)]
pub struct SoundFile {
    /// The sound, finite, at the file's own rate, with all its channels; encoder delay and padding are cut.
    pub audio: Audio,
    /// The container's short name: `wave`, `aiff`, `flac`, `ogg`, `mp3`.
    pub format: String,
    /// The codec's short name: `pcm_s16le`, `flac`, `vorbis`, `mp3`.
    pub codec: String,
    /// Bits per sample, where the format has such a thing.
    pub depth_bits: Option<u32>,
    /// Sentences about what was mended or skipped; empty for a clean file.
    pub notes: Vec<String>,
}

/// The sound of a file.
///
/// # Errors
/// [`ReadError`]: a missing, unknown, damaged, empty or oversized file, or one with samples that are no numbers.
pub fn read(path: impl AsRef<Path>) -> Result<Audio, ReadError> {
    Ok(open(path)?.audio)
}

/// The sound of a file in memory; `hint` is its name or extension, for messages and for the prober.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8], hint: &str) -> Result<Audio, ReadError> {
    Ok(open_bytes(bytes.to_vec(), hint)?.audio)
}

/// The sound of a file, with what is known of the file.
///
/// # Errors
/// As [`read`].
pub fn open(path: impl AsRef<Path>) -> Result<SoundFile, ReadError> {
    let path = path.as_ref();
    let fault = |source| ReadError::Io { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    // One byte past the limit tells a file that is too large from one that just fits; nothing is reserved
    // ahead by what the file system claims.
    File::open(path).and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)).map_err(fault)?;
    open_bytes(bytes, &path.display().to_string())
}

/// The sound of a file in memory, with what is known of the file.
///
/// # Errors
/// As [`read`].
pub fn open_bytes(mut bytes: Vec<u8>, hint: &str) -> Result<SoundFile, ReadError> {
    let name = if hint.is_empty() { "the sound".to_owned() } else { hint.to_owned() };
    if bytes.is_empty() {
        return Err(ReadError::Empty { name, detail: "the file has no bytes".to_owned() });
    }
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let detail = format!("files up to {} MiB are read; cut out the note first", MAX_FILE_BYTES >> 20);
        return Err(ReadError::TooLarge { name, detail });
    }
    let mended = chunks::mend_sizes(&mut bytes);
    let mut file = decode::decode(bytes, &name)?;
    file.notes.extend(mended);
    check_samples(&file.audio, &name)?;
    Ok(file)
}

/// Past this a float sample is no sound in any unit, and its powers would leave `f32`.
const ABSURD: f32 = 1e6;

/// Refuses samples that are not numbers, and says where the first one is.
fn check_samples(audio: &Audio, name: &str) -> Result<(), ReadError> {
    for index in 0..audio.channel_count() {
        let bad = audio.channel(index).iter().position(|s| !s.is_finite() || s.abs() > ABSURD);
        if let Some(at) = bad {
            let value = audio.channel(index)[at];
            let secs = at as f64 / f64::from(audio.rate_hz());
            let detail = format!(
                "sample {at} of channel {} (at {secs:.3} s) is {value}, which is no sound: export the file again",
                index + 1
            );
            return Err(ReadError::BadSample { name: name.to_owned(), detail });
        }
    }
    Ok(())
}
