//! The mel spectrogram that a network is given, in the words of descriptions.

use serde::{Deserialize, Serialize};
use tonewright_audio::{
    Compression, DbConfig, MelConfig, MelNorm, MelScale, MelSpectrogramConfig, Padding, Quantity, Reference,
    StftConfig, Window,
};

/// A mel spectrogram.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mel {
    /// Length of the transform.
    pub fft_samples: usize,
    /// Length of the window; that of the transform unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub win_samples: Option<usize>,
    /// From frame to frame.
    pub hop_samples: usize,
    /// How many bands there are.
    pub bands: usize,
    /// Lower edge of the first band.
    #[serde(default)]
    pub low_hz: f64,
    /// Upper edge of the last band; half the rate unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high_hz: Option<f64>,
    /// The scale.
    pub scale: Scale,
    /// How the triangles are scaled.
    pub norm: Norm,
    /// 2: the bands sum powers, 1: magnitudes.
    #[serde(default = "two")]
    pub power: u8,
    /// The window.
    #[serde(default)]
    pub window: Shape,
    /// Whether frames are centred on their time, and what lies beyond the ends of the sound then.
    #[serde(default)]
    pub centred: Centred,
    /// The `a` of `y[t] = x[t + 1] − a x[t]` applied first, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pre_emphasis: Option<f32>,
    /// What becomes of the band sums.
    #[serde(default)]
    pub log: Log,
    /// Subtracted at last; divided by `std` then.
    #[serde(default)]
    pub mean: f32,
    /// What is divided by at last.
    #[serde(default = "one")]
    pub std: f32,
}

fn two() -> u8 {
    2
}

fn one() -> f32 {
    1.0
}

/// The mel scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// librosa's.
    Slaney,
    /// HTK's, torchaudio's.
    Htk,
    /// Kaldi's, with triangles straight in mel.
    Kaldi,
}

/// How triangles are scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Norm {
    /// To unit area: librosa's.
    Slaney,
    /// Peak 1: HTK's, torchaudio's, Kaldi's.
    None,
    /// To a sum of 1.
    L1,
}

/// The window's shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Hann, periodic.
    #[default]
    Hann,
    /// Hann, symmetric.
    HannSymmetric,
    /// Hamming, periodic.
    Hamming,
    /// Hamming, symmetric.
    HammingSymmetric,
    /// Blackman, periodic.
    Blackman,
    /// All ones.
    Rectangular,
}

/// Whether frames are centred, and on what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Centred {
    /// With silence beyond the ends: librosa's.
    #[default]
    Silence,
    /// With the sound mirrored: torch's.
    Mirror,
    /// Only whole frames within the sound.
    No,
}

/// What becomes of the band sums `x`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields, tag = "kind")]
pub enum Log {
    /// Nothing.
    #[default]
    None,
    /// ln(max(x, floor)).
    Ln {
        /// The smallest that is told from nothing.
        floor: f32,
    },
    /// log10(max(x, floor)).
    Log10 {
        /// The smallest that is told from nothing.
        floor: f32,
    },
    /// 10 log10(max(x, floor)), of a reference and within a range below the largest.
    Db {
        /// The smallest that is told from nothing.
        floor: f32,
        /// Whether the largest of the spectrogram is 0 dB, and not 1.
        #[serde(default)]
        of_largest: bool,
        /// What is lower below the largest is raised to that, if said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        top_db: Option<f32>,
    },
    /// ln(x + offset).
    LnPlus {
        /// What is added.
        offset: f32,
    },
    /// log10(x + offset).
    Log10Plus {
        /// What is added.
        offset: f32,
    },
    /// ln(1 + gain · x).
    LnOnePlus {
        /// What is multiplied with.
        gain: f32,
    },
    /// log10(1 + gain · x).
    Log10OnePlus {
        /// What is multiplied with.
        gain: f32,
    },
}

impl Log {
    /// The same as the house has it, and what its values are multiplied with.
    pub(super) fn compression(self) -> (Compression, f32) {
        use std::f32::consts::{LN_10, LOG10_E};
        let db = |amin| DbConfig { reference: Reference::One, amin, top_db: None };
        match self {
            Self::None => (Compression::None, 1.0),
            Self::Ln { floor } => (Compression::Db(db(floor)), LN_10 / 10.0),
            Self::Log10 { floor } => (Compression::Db(db(floor)), 0.1),
            Self::Db { floor, of_largest, top_db } => {
                let reference = if of_largest { Reference::Max } else { Reference::One };
                (Compression::Db(DbConfig { reference, top_db, ..db(floor) }), 1.0)
            }
            Self::LnPlus { offset } => (Compression::LnPlus(offset), 1.0),
            Self::Log10Plus { offset } => (Compression::LnPlus(offset), LOG10_E),
            Self::LnOnePlus { gain } => (Compression::Log10OnePlus(gain), LN_10),
            Self::Log10OnePlus { gain } => (Compression::Log10OnePlus(gain), 1.0),
        }
    }

    /// The number that has to be above 0, and below which of its range there is none.
    pub(super) fn number(self) -> Option<f32> {
        match self {
            Self::None => None,
            Self::Ln { floor } | Self::Log10 { floor } | Self::Db { floor, .. } => Some(floor),
            Self::LnPlus { offset } | Self::Log10Plus { offset } => Some(offset),
            Self::LnOnePlus { gain } | Self::Log10OnePlus { gain } => Some(gain),
        }
    }
}

impl Mel {
    /// The same as the house has it, not yet compressed.
    pub(super) fn config(&self, rate_hz: u32) -> MelSpectrogramConfig {
        let scale = match self.scale {
            Scale::Slaney => MelScale::Slaney,
            Scale::Htk => MelScale::Htk,
            Scale::Kaldi => MelScale::Kaldi,
        };
        let norm = match self.norm {
            Norm::Slaney => MelNorm::Slaney,
            Norm::None => MelNorm::None,
            Norm::L1 => MelNorm::L1,
        };
        let mel = MelConfig {
            scale,
            norm,
            low_hz: self.low_hz,
            high_hz: self.high_hz,
            ..MelConfig::librosa(self.bands)
        };
        let stft = StftConfig {
            win_len: self.win_samples.unwrap_or(self.fft_samples),
            window: self.window.window(),
            center: match self.centred {
                Centred::Silence => Some(Padding::Zeros),
                Centred::Mirror => Some(Padding::Reflect),
                Centred::No => None,
            },
            quantity: if self.power == 1 { Quantity::Magnitude } else { Quantity::Power },
            ..StftConfig::librosa(self.fft_samples, self.hop_samples)
        };
        let plain = MelSpectrogramConfig::librosa(rate_hz, self.fft_samples, self.hop_samples, self.bands);
        MelSpectrogramConfig { stft, mel, pre_emphasis: self.pre_emphasis, ..plain }
    }

    /// The shortest sound that has a frame.
    pub(super) fn least_samples(&self) -> usize {
        let least = match self.centred {
            Centred::Silence => 1,
            Centred::Mirror => self.fft_samples / 2 + 1,
            Centred::No => self.fft_samples,
        };
        // An odd transform, centred, lacks a sample of one frame.
        let least = if self.centred == Centred::Silence { least + self.fft_samples % 2 } else { least };
        least + usize::from(self.pre_emphasis.is_some())
    }
}

impl Shape {
    fn window(self) -> Window {
        match self {
            Self::Hann => Window::HannPeriodic,
            Self::HannSymmetric => Window::HannSymmetric,
            Self::Hamming => Window::HammingPeriodic,
            Self::HammingSymmetric => Window::HammingSymmetric,
            Self::Blackman => Window::BlackmanPeriodic,
            Self::Rectangular => Window::Rectangular,
        }
    }
}
