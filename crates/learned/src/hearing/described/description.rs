//! What a network of others is given of a sound, and how what it says becomes vectors: a small file beside it.

use serde::{Deserialize, Serialize};

use super::mel::Mel;
use crate::hearing::HearingError;

/// What a model is, without its network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Description {
    /// What it is, in one sentence.
    pub summary: String,
    /// Who made it, and where they say how.
    pub source: String,
    /// What its weights may be used for, as their authors say.
    pub licence: String,
    /// How one comes by the network's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obtain: Option<String>,
    /// Where the file lies in a wheel, if it is published in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_wheel: Option<String>,
    /// Rate of the sounds that it was taught with; others are resampled.
    pub rate_hz: u32,
    /// Numbers of a vector.
    pub dims: usize,
    /// How a sound is cut.
    pub segments: Segments,
    /// The mel spectrogram that the network is given, where it is not the samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mel: Option<Mel>,
    /// What goes in.
    #[serde(default)]
    pub input: Input,
    /// What comes out.
    #[serde(default)]
    pub output: Output,
}

/// How a sound is cut: in samples, or in frames of its mel spectrogram.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Segments {
    /// Samples of a segment; with a mel spectrogram each segment has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub samples: Option<usize>,
    /// Samples from one segment to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hop_samples: Option<usize>,
    /// Frames of a segment: the whole sound has one mel spectrogram, which is cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frames: Option<usize>,
    /// Frames from one segment to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hop_frames: Option<usize>,
    /// Samples, or frames, put before the sound.
    #[serde(default)]
    pub before: usize,
    /// Samples, or frames, put behind the sound.
    #[serde(default)]
    pub after: usize,
    /// What those are.
    #[serde(default)]
    pub edges: Edges,
    /// What becomes of a last segment that is not full.
    #[serde(default)]
    pub last: Last,
}

/// What lies beyond the ends of a sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edges {
    /// Silence.
    #[default]
    Silence,
    /// The sound, mirrored about its first and last sample.
    Mirror,
}

/// What becomes of a last segment that is not full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Last {
    /// Silence follows.
    #[default]
    Silence,
    /// What there is of it is heard over and over.
    Loop,
    /// The same as often as it fits in whole, and silence follows.
    LoopWhole,
    /// What there is of it is heard back and forth.
    Mirror,
    /// It is left out, unless it is the only one, which silence follows.
    Drop,
}

/// How loud what goes in is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// As the sound is, full scale at 1.
    #[default]
    AsIs,
    /// The whole sound as loud as possible: its largest sample is 1.
    Peak,
    /// Each segment with a mean of 0 and a standard deviation of 1 (by n − 1, as torch has it).
    Standard,
}

/// An axis of what goes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputAxis {
    /// Segments, as many at once as there is room for.
    Batch,
    /// Of length 1: channels, or segments that go in one by one.
    One,
    /// Samples.
    Samples,
    /// Frames of the mel spectrogram.
    Frames,
    /// Bands of the mel spectrogram.
    Bands,
}

/// An axis of what comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputAxis {
    /// Segments.
    Batch,
    /// Of length 1.
    One,
    /// Moments of a segment, each a vector.
    Frames,
    /// The vector. Of several such axes the last is walked fastest.
    Dims,
    /// The mean is taken over it.
    Mean,
}

/// What goes in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Input {
    /// Its name, where the file has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its place, counted from 0, where the file has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// Its axes; batch, then samples, or frames and bands, unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub axes: Option<Vec<InputAxis>>,
    /// How loud it is.
    pub level: Level,
    /// What samples are multiplied with: 32768 where 16-bit numbers are wanted; 1 unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gain: Option<f32>,
}

/// What comes out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Output {
    /// Its name, where the file has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its place, counted from 0, where the file has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// Its axes; batch and dims unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub axes: Option<Vec<OutputAxis>>,
    /// Moments that are left out at either end of each segment.
    pub trim_frames: usize,
}

impl Description {
    /// The description that a file holds, with what it leaves out filled in.
    ///
    /// # Errors
    /// [`HearingError::Text`] for what is none, with unknown keys too, and [`HearingError::Description`] for nonsense.
    pub fn parse(model: &str, text: &str) -> Result<Self, HearingError> {
        let unread = |source| HearingError::Text { model: model.to_owned(), source: Box::new(source) };
        let mut read: Self = toml::from_str(text).map_err(unread)?;
        let usual = match read.mel {
            Some(_) => vec![InputAxis::Batch, InputAxis::Frames, InputAxis::Bands],
            None => vec![InputAxis::Batch, InputAxis::Samples],
        };
        read.input.axes.get_or_insert(usual);
        read.input.gain.get_or_insert(1.0);
        read.output.axes.get_or_insert(vec![OutputAxis::Batch, OutputAxis::Dims]);
        super::check::check(&read)
            .map_err(|reason| HearingError::Description { model: model.to_owned(), reason })?;
        Ok(read)
    }

    /// The axes of what goes in.
    pub(super) fn input_axes(&self) -> &[InputAxis] {
        self.input.axes.as_deref().unwrap_or_default()
    }

    /// The axes of what comes out.
    pub(super) fn output_axes(&self) -> &[OutputAxis] {
        self.output.axes.as_deref().unwrap_or_default()
    }

    /// Length of a segment and from one to the next, in samples or in frames.
    pub(super) fn lengths(&self) -> [usize; 2] {
        let Segments { samples, hop_samples, frames, hop_frames, .. } = &self.segments;
        [samples.or(*frames).unwrap_or_default(), hop_samples.or(*hop_frames).unwrap_or_default()]
    }

    /// Samples from one segment to the next.
    pub(super) fn hop_samples(&self) -> usize {
        let [_, hop] = self.lengths();
        match (&self.mel, self.segments.hop_frames) {
            (Some(mel), Some(frames)) => frames.saturating_mul(mel.hop_samples),
            _ => hop,
        }
    }

    /// What of it the numbers depend on, as bytes that are the same for the same meaning.
    pub(super) fn meaning(&self) -> Vec<u8> {
        let Self { rate_hz, dims, segments, mel, input, output, .. } = self;
        let said = serde_json::to_vec(&(rate_hz, dims, segments, mel, input, output));
        said.expect("plain numbers and words are JSON")
    }
}
