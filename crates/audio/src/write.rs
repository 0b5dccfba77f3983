//! Sound files out: WAV through hound, written beside its place and then moved there, so that a crash or a
//! full disk never leaves half a file.

use std::io::{Cursor, Seek, Write};
use std::path::{Path, PathBuf};

use crate::Audio;

/// How samples are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 16-bit integers, rounded to nearest (no dither: renders of one preset stay equal).
    I16,
    /// 24-bit integers, rounded to nearest.
    I24,
    /// 32-bit floats, as they are: nothing clips.
    F32,
}

/// What writing did to the sound.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Written {
    /// Samples that were outside −1..=1 and were clipped (always 0 for [`Depth::F32`]).
    pub clipped_samples: usize,
    /// The largest absolute sample before clipping.
    pub peak: f32,
}

impl Written {
    /// A sentence for the user when something clipped.
    pub fn warning(&self) -> Option<String> {
        let over_db = 20.0 * self.peak.log10();
        (self.clipped_samples > 0).then(|| {
            format!(
                "{} samples were clipped: the sound is {over_db:.1} dB over full scale",
                self.clipped_samples
            )
        })
    }
}

/// Why a sound was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The file could not be made, filled or moved to its place.
    #[error("{} can't be written: {source}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The sound does not fit into a WAV file.
    #[error("a WAV file can't hold this sound: {detail}")]
    Unfit {
        /// Why not.
        detail: String,
    },
}

/// Writes a WAV file. Readers see the old file or the whole new one.
///
/// # Errors
/// [`WriteError`]: the disk, or a sound of more than 4 GiB or with samples that are not numbers.
pub fn wav(path: impl AsRef<Path>, audio: &Audio, depth: Depth) -> Result<Written, WriteError> {
    let path = path.as_ref();
    let (bytes, written) = encode(audio, depth)?;
    place(path, &bytes).map_err(|source| WriteError::Io { path: path.to_owned(), source })?;
    Ok(written)
}

/// A WAV file in memory, for pages that embed it.
///
/// # Errors
/// [`WriteError::Unfit`].
pub fn wav_bytes(audio: &Audio, depth: Depth) -> Result<Vec<u8>, WriteError> {
    Ok(encode(audio, depth)?.0)
}

/// Fills a file beside the place and moves it there.
fn place(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.file_name().ok_or(std::io::ErrorKind::InvalidInput)?.to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(name);
    let filled = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    if filled.is_err() {
        // The first fault is the one to tell; whether the leftover could be removed is second to it.
        drop(std::fs::remove_file(&beside));
    }
    filled
}

/// The file's bytes, and what became of the samples.
fn encode(audio: &Audio, depth: Depth) -> Result<(Vec<u8>, Written), WriteError> {
    let unfit = |detail: String| WriteError::Unfit { detail };
    let channels = u16::try_from(audio.channel_count())
        .map_err(|error| unfit(format!("{} channels: {error}", audio.channel_count())))?;
    let (bits, sample_format) = match depth {
        Depth::I16 => (16, hound::SampleFormat::Int),
        Depth::I24 => (24, hound::SampleFormat::Int),
        Depth::F32 => (32, hound::SampleFormat::Float),
    };
    let len_bytes = audio.len_samples() as u64 * u64::from(channels) * u64::from(bits / 8);
    if len_bytes > u64::from(u32::MAX) - 128 {
        return Err(unfit("it is larger than 4 GiB".to_owned()));
    }
    if !audio.is_finite() {
        return Err(unfit("some of its samples are not numbers".to_owned()));
    }
    let spec =
        hound::WavSpec { channels, sample_rate: audio.rate_hz(), bits_per_sample: bits, sample_format };
    let mut bytes = Vec::with_capacity(len_bytes as usize + 128);
    let written = fill(Cursor::new(&mut bytes), spec, audio, depth).map_err(|e| unfit(e.to_string()))?;
    Ok((bytes, written))
}

/// Writes header and samples.
fn fill<W: Write + Seek>(
    out: W,
    spec: hound::WavSpec,
    audio: &Audio,
    depth: Depth,
) -> Result<Written, hound::Error> {
    let mut writer = hound::WavWriter::new(out, spec)?;
    let mut written = Written { clipped_samples: 0, peak: audio.peak() };
    let mut quantised = |sample: f32, bits: u32| {
        let top = f64::from(1_u32 << (bits - 1));
        let scaled = (f64::from(sample) * top).round_ties_even();
        written.clipped_samples += usize::from(sample.abs() > 1.0);
        scaled.clamp(-top, top - 1.0) as i32
    };
    for index in 0..audio.len_samples() {
        for channel in 0..audio.channel_count() {
            let sample = audio.channel(channel)[index];
            match depth {
                Depth::I16 => writer.write_sample(quantised(sample, 16))?,
                Depth::I24 => writer.write_sample(quantised(sample, 24))?,
                Depth::F32 => writer.write_sample(sample)?,
            }
        }
    }
    writer.finalize()?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read_bytes;

    fn ramp() -> Audio {
        let left: Vec<f32> = (-100..100).map(|i| i as f32 / 100.0).collect();
        let right = left.iter().rev().copied().collect();
        Audio::from_channels(vec![left, right], 22_050)
    }

    #[test]
    fn each_depth_comes_back_within_half_a_step() {
        for (depth, step) in [(Depth::I16, 1.0 / 32768.0), (Depth::I24, 1.0 / 8_388_608.0), (Depth::F32, 0.0)]
        {
            let back = read_bytes(&wav_bytes(&ramp(), depth).unwrap(), "ramp.wav").unwrap();
            assert_eq!((back.rate_hz(), back.channel_count(), back.len_samples()), (22_050, 2, 200));
            for channel in 0..2 {
                for (a, b) in ramp().channel(channel).iter().zip(back.channel(channel)) {
                    assert!((a - b).abs() <= step * 0.5 + 1e-7, "{depth:?}: {a} became {b}");
                }
            }
        }
    }

    #[test]
    fn clipping_is_told_and_floats_do_not_clip() {
        let loud = Audio::mono(vec![0.5, 2.0, -1.0, -1.5], 44_100);
        let (_, written) = encode(&loud, Depth::I16).unwrap();
        assert_eq!(written, Written { clipped_samples: 2, peak: 2.0 });
        assert!(written.warning().unwrap().contains("2 samples were clipped: the sound is 6.0 dB over"));
        let (bytes, written) = encode(&loud, Depth::F32).unwrap();
        assert_eq!(written.warning(), None);
        assert_eq!(read_bytes(&bytes, "").unwrap().channel(0), loud.channel(0));
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        wav(&path, &ramp(), Depth::I24).unwrap();
        wav(&path, &ramp(), Depth::I16).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(std::fs::read(&path).unwrap(), wav_bytes(&ramp(), Depth::I16).unwrap());
        assert!(wav(folder.path().join("no/such/folder.wav"), &ramp(), Depth::I16).is_err());
        assert!(wav_bytes(&Audio::mono(vec![f32::NAN], 8_000), Depth::F32).is_err());
    }
}
