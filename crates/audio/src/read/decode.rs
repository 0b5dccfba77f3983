//! The walk through symphonia: probe, choose the track, decode packet by packet, keep the limits.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

use super::{MAX_CHANNELS, MAX_SAMPLES, MAX_SECS, RATES_HZ, ReadError, SoundFile};
use crate::Audio;

/// Packets in a row that may fail before the rest is given up: a damaged stretch, not an endless one.
const MAX_BAD_PACKETS: usize = 1000;

/// Decodes a whole file. A panic inside the decoders, which hostile files might still find, becomes an error.
pub(super) fn decode(bytes: Vec<u8>, name: &str) -> Result<SoundFile, ReadError> {
    catch_unwind(AssertUnwindSafe(|| decode_all(bytes, name))).unwrap_or_else(|_| {
        Err(ReadError::Damaged {
            name: name.to_owned(),
            detail: "the decoder gave up on its content".to_owned(),
        })
    })
}

/// Probe, decoder, packets; again for each of several streams that follow each other (chained OGG).
fn decode_all(bytes: Vec<u8>, name: &str) -> Result<SoundFile, ReadError> {
    let mut format = probe(bytes, name)?;
    let format_name = format.format_info().short_name.to_owned();
    let first = sound_track(format.as_ref(), name, &format_name)?;
    let mut decoder = decoder_of(&first, name, &format_name)?;
    let codec = decoder.codec_info().short_name.to_owned();
    let depth_bits = first.codec_params.as_ref().and_then(|p| p.audio()).and_then(|p| p.bits_per_sample);
    let mut gathered = Gathered::new(name);
    let mut track_id = first.id;
    while gathered.pull(format.as_mut(), decoder.as_mut(), track_id)? == Pulled::NextStream {
        let next = sound_track(format.as_ref(), name, &format_name);
        match next.and_then(|track| Ok((track.id, decoder_of(&track, name, &format_name)?))) {
            Ok(next) => (track_id, decoder) = next,
            Err(error) => {
                gathered
                    .notes
                    .push(format!("several streams follow each other in it; one was left out: {error}"));
                break;
            }
        }
    }
    gathered.finish(&first, format_name, codec, depth_bits)
}

/// The track that is sound.
fn sound_track(format: &dyn FormatReader, name: &str, format_name: &str) -> Result<Track, ReadError> {
    format.default_track(TrackType::Audio).cloned().ok_or_else(|| ReadError::Unsupported {
        name: name.to_owned(),
        format: format_name.to_owned(),
        detail: "it has no sound track".to_owned(),
    })
}

/// How a stream of packets ended.
#[derive(PartialEq, Eq)]
enum Pulled {
    /// With the file, or where nothing more can be had of it.
    End,
    /// With the beginning of another stream.
    NextStream,
}

/// Finds the format by content; the extension is only a first guess.
fn probe(bytes: Vec<u8>, name: &str) -> Result<Box<dyn FormatReader>, ReadError> {
    let mut hint = Hint::new();
    let extension = Path::new(name).extension().and_then(|e| e.to_str());
    hint.with_extension(&extension.unwrap_or(name).to_ascii_lowercase());
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    symphonia::default::get_probe()
        .probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
        .map_err(|error| probe_fault(&error, name))
}

/// What a failed probe means to the user.
fn probe_fault(error: &Error, name: &str) -> ReadError {
    let name = name.to_owned();
    match error {
        Error::DecodeError(detail) => ReadError::Damaged { name, detail: (*detail).to_owned() },
        Error::IoError(_) => {
            ReadError::UnknownFormat { name, detail: "it ends before its header does".to_owned() }
        }
        // The prober's own "nothing found" is the one without a format's name in front.
        Error::Unsupported(detail) if !detail.contains("probe") => {
            ReadError::Unsupported { name, format: "a sound file".to_owned(), detail: (*detail).to_owned() }
        }
        Error::LimitError(detail) => ReadError::TooLarge { name, detail: (*detail).to_owned() },
        _ => ReadError::UnknownFormat { name, detail: String::new() },
    }
}

/// A decoder for the track, after its claims are checked.
fn decoder_of(track: &Track, name: &str, format: &str) -> Result<Box<dyn AudioDecoder>, ReadError> {
    let unsupported =
        |detail: String| ReadError::Unsupported { name: name.to_owned(), format: format.to_owned(), detail };
    let params = track
        .codec_params
        .as_ref()
        .and_then(|p| p.audio())
        .ok_or_else(|| unsupported("its codec is unknown".to_owned()))?;
    if let Some(rate_hz) = params.sample_rate {
        check_rate(rate_hz, name)?;
    }
    if let Some(channels) = &params.channels {
        check_channels(channels.count(), name)?;
    }
    symphonia::default::get_codecs()
        .make_audio_decoder(params, &AudioDecoderOptions::default())
        .map_err(|error| unsupported(error.to_string()))
}

/// Refuses rates that no sound has.
fn check_rate(rate_hz: u32, name: &str) -> Result<(), ReadError> {
    if RATES_HZ.contains(&rate_hz) {
        return Ok(());
    }
    let detail = format!(
        "its header claims {rate_hz} samples per second, and {} to {} can be used",
        RATES_HZ.start(),
        RATES_HZ.end()
    );
    Err(ReadError::Damaged { name: name.to_owned(), detail })
}

/// Refuses no channels, and more than anyone records.
fn check_channels(count: usize, name: &str) -> Result<(), ReadError> {
    if (1..=MAX_CHANNELS).contains(&count) {
        return Ok(());
    }
    let detail = format!("its header claims {count} channels, and 1 to {MAX_CHANNELS} can be used");
    Err(ReadError::Damaged { name: name.to_owned(), detail })
}

/// What has been decoded so far.
struct Gathered<'a> {
    name: &'a str,
    rate_hz: u32,
    channels: Vec<Vec<f32>>,
    packet: Vec<Vec<f32>>,
    bad_packets: usize,
    last_fault: String,
    notes: Vec<String>,
}

impl<'a> Gathered<'a> {
    fn new(name: &'a str) -> Self {
        let notes = Vec::new();
        let (channels, packet) = (Vec::new(), Vec::new());
        Self { name, rate_hz: 0, channels, packet, bad_packets: 0, last_fault: String::new(), notes }
    }

    /// Decodes packets until the end, a limit, or too much damage.
    fn pull(
        &mut self,
        format: &mut dyn FormatReader,
        decoder: &mut dyn AudioDecoder,
        track_id: u32,
    ) -> Result<Pulled, ReadError> {
        loop {
            let packet = match format.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => return Ok(Pulled::End),
                Err(Error::ResetRequired) => return Ok(Pulled::NextStream),
                Err(error) => {
                    self.last_fault = plain(&error);
                    self.notes.push(format!("it breaks off: {}", self.last_fault));
                    return Ok(Pulled::End);
                }
            };
            if packet.track_id != track_id {
                continue;
            }
            match decoder.decode(&packet) {
                Ok(buffer) => {
                    let (rate_hz, planes) = (buffer.spec().rate(), buffer.spec().channels().count());
                    buffer.copy_to_vecs_planar(&mut self.packet);
                    self.append(rate_hz, planes)?;
                }
                Err(error) => {
                    self.bad_packets += 1;
                    self.last_fault = plain(&error);
                    let hopeless = !matches!(error, Error::DecodeError(_) | Error::IoError(_));
                    if hopeless || self.bad_packets > MAX_BAD_PACKETS {
                        return Ok(Pulled::End);
                    }
                }
            }
        }
    }

    /// Adds the packet that was just decoded.
    fn append(&mut self, rate_hz: u32, planes: usize) -> Result<(), ReadError> {
        if self.packet.first().is_none_or(Vec::is_empty) {
            return Ok(());
        }
        if self.channels.is_empty() {
            check_rate(rate_hz, self.name)?;
            check_channels(planes, self.name)?;
            self.rate_hz = rate_hz;
            self.channels = vec![Vec::new(); planes];
        }
        if rate_hz != self.rate_hz || planes != self.channels.len() {
            self.bad_packets += 1;
            self.last_fault = "its rate or channel count changes on the way".to_owned();
            return Ok(());
        }
        for (channel, more) in self.channels.iter_mut().zip(&self.packet) {
            channel.extend_from_slice(more);
        }
        let len = self.channels[0].len();
        if len as f64 > MAX_SECS * f64::from(self.rate_hz) || len.saturating_mul(planes) > MAX_SAMPLES {
            let detail = format!(
                "it is longer than {:.0} minutes or {MAX_SAMPLES} samples; cut out the note first",
                MAX_SECS / 60.0
            );
            return Err(ReadError::TooLarge { name: self.name.to_owned(), detail });
        }
        Ok(())
    }

    /// The sound, or why there is none.
    fn finish(
        mut self,
        track: &Track,
        format: String,
        codec: String,
        depth_bits: Option<u32>,
    ) -> Result<SoundFile, ReadError> {
        let name = self.name.to_owned();
        if self.channels.first().is_none_or(Vec::is_empty) {
            return Err(if self.last_fault.is_empty() {
                ReadError::Empty { name, detail: String::new() }
            } else {
                ReadError::Damaged { name, detail: self.last_fault }
            });
        }
        if self.bad_packets > 0 {
            self.notes
                .push(format!("{} damaged packets were left out ({})", self.bad_packets, self.last_fault));
        }
        let len = self.channels[0].len() as u64;
        // Frame counts of MP3 without a header tag are estimates, and a claim of one packet more is normal.
        if let Some(claimed) = track.num_frames.filter(|c| *c > len + 4096) {
            let secs = |frames: u64| frames as f64 / f64::from(self.rate_hz);
            self.notes.push(format!(
                "its header claims {:.2} s of sound, but it holds {:.2} s: it is cut short, or its header lies",
                secs(claimed),
                secs(len)
            ));
        }
        let audio = Audio::from_channels(self.channels, self.rate_hz);
        Ok(SoundFile { audio, format, codec, depth_bits, notes: self.notes })
    }
}

/// A decoder's fault in words.
fn plain(error: &Error) -> String {
    match error {
        Error::DecodeError(detail) | Error::Unsupported(detail) | Error::LimitError(detail) => {
            (*detail).to_owned()
        }
        Error::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            "the file ends too early".to_owned()
        }
        other => other.to_string(),
    }
}
