//! Mel front ends: band powers of the mean of the channels or of each of them, compressed and laid out as their source
//! has them.

use super::plan::{Feature, Mean, Plan};
use super::{FeatureError, PlanSetup};
use crate::buffer::Audio;
use crate::lanes::{Levels, Turner};
use crate::mel::{MelSpectrogram, MelSpectrogramConfig};
use crate::stft::Quiet;

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Channels {
    /// The mean of the channels.
    Mean,
    /// Each channel; where a compression depends on the largest power, it is that of all of them.
    Each,
}

/// How the values lie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// The bands of a frame side by side.
    FramesByBands,
    /// The frames of a band side by side.
    BandsByFrames,
}

/// A mel front end's settings.
pub(super) struct Bands {
    pub(super) mel: MelSpectrogramConfig,
    pub(super) channels: Channels,
    pub(super) layout: Layout,
    pub(super) rescale: Rescale,
}

/// What becomes of the compressed values: `(value + offset) · gain`, none below `low` or above `high`.
#[derive(Clone, Copy)]
pub(super) struct Rescale {
    pub(super) offset: f32,
    pub(super) gain: f32,
    pub(super) low: f32,
    pub(super) high: f32,
}

impl Rescale {
    /// Leaves values as they are.
    pub(super) const NONE: Self =
        Self { offset: 0.0, gain: 1.0, low: f32::NEG_INFINITY, high: f32::INFINITY };
}

impl Bands {
    /// Frames × bands of the mean of the channels, as compressed.
    pub(super) fn frames_by_bands(mel: MelSpectrogramConfig) -> Self {
        Self { mel, channels: Channels::Mean, layout: Layout::FramesByBands, rescale: Rescale::NONE }
    }

    /// Bands × frames of the mean of the channels, as compressed.
    pub(super) fn bands_by_frames(mel: MelSpectrogramConfig) -> Self {
        Self { layout: Layout::BandsByFrames, ..Self::frames_by_bands(mel) }
    }

    /// Plans it.
    pub(super) fn plan(self, setup: PlanSetup) -> Result<Box<dyn Feature>, FeatureError> {
        if setup.channels == 0 {
            return Err(FeatureError::Empty);
        }
        // First, as it refuses settings with which no frame can be counted.
        let spectrogram = MelSpectrogram::new(self.mel)?;
        let (frames, bands) = (self.mel.frames(setup.samples)?, self.mel.mel.bands);
        let matrix = match self.layout {
            Layout::FramesByBands => [frames, bands],
            Layout::BandsByFrames => [bands, frames],
        };
        let (shape, axes): (_, &'static [&'static str]) = match (self.channels, self.layout) {
            (Channels::Mean, Layout::FramesByBands) => (matrix.to_vec(), &["frames", "bands"]),
            (Channels::Mean, Layout::BandsByFrames) => (matrix.to_vec(), &["bands", "frames"]),
            (Channels::Each, Layout::FramesByBands) => {
                ([&[setup.channels][..], &matrix].concat(), &["channels", "frames", "bands"])
            }
            (Channels::Each, Layout::BandsByFrames) => {
                ([&[setup.channels][..], &matrix].concat(), &["channels", "bands", "frames"])
            }
        };
        Ok(Box::new(PlannedBands {
            quiet: spectrogram.quiet()?,
            spectrogram,
            turner: Turner::new(bands),
            rows: vec![0.0; if self.layout == Layout::BandsByFrames { shape.iter().product() } else { 0 }],
            plan: Plan::new(setup, shape, axes),
            mean: Mean::default(),
            matrix_len: frames * bands,
            settings: self,
        }))
    }
}

/// A planned mel front end.
struct PlannedBands {
    plan: Plan,
    settings: Bands,
    mean: Mean,
    spectrogram: MelSpectrogram,
    quiet: Quiet,
    matrix_len: usize,
    /// The bands of each frame side by side, where they are not to stay so.
    rows: Vec<f32>,
    turner: Turner,
}

impl Feature for PlannedBands {
    fn shape(&self) -> &[usize] {
        &self.plan.shape
    }

    fn axes(&self) -> &'static [&'static str] {
        self.plan.axes
    }

    fn process_into(&mut self, sound: &Audio, out: &mut [f32]) -> Result<(), FeatureError> {
        self.plan.check(sound, out)?;
        let rows = match self.settings.layout {
            Layout::FramesByBands => &mut *out,
            Layout::BandsByFrames => &mut self.rows,
        };
        let (least, range) = self.settings.mel.compression.least();
        self.quiet.begin(least, range);
        match self.settings.channels {
            Channels::Mean => {
                self.spectrogram.band_sums_into(self.mean.of(sound), rows, Some(&mut self.quiet))
            }
            Channels::Each => {
                for (index, rows) in rows.chunks_exact_mut(self.matrix_len).enumerate() {
                    self.spectrogram.band_sums_into(sound.channel(index), rows, Some(&mut self.quiet));
                }
            }
        }
        if let Some(levels) = self.settings.mel.compression.levels(self.quiet.loudest()) {
            let Rescale { offset, gain, low, high } = self.settings.rescale;
            Levels { offset, factor: gain, low, high, ..levels }.apply(rows);
        }
        if self.settings.layout == Layout::BandsByFrames {
            let matrices = self.rows.chunks_exact(self.matrix_len).zip(out.chunks_exact_mut(self.matrix_len));
            matrices.for_each(|(rows, out)| self.turner.turn(rows, out));
        }
        Ok(())
    }
}
