//! What a data set keeps of its sounds.

use serde::{Deserialize, Serialize};

/// What is kept.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Store {
    /// The sounds themselves.
    pub audio: AudioType,
    /// Features of them, by name ([`tonewright_audio::features::FEATURES`]).
    pub features: Vec<String>,
    /// How the numbers of features are kept.
    pub feature_type: FloatType,
}

impl Default for Store {
    fn default() -> Self {
        Self { audio: AudioType::Float16, features: Vec::new(), feature_type: FloatType::Float32 }
    }
}

/// How sounds are kept.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AudioType {
    /// Not at all.
    None,
    /// 16-bit floats: 11 bits of a sample, whatever its level.
    Float16,
    /// 32-bit floats: as rendered.
    Float32,
}

/// How numbers are kept.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FloatType {
    /// 16 bits.
    Float16,
    /// 32 bits.
    Float32,
}

impl AudioType {
    /// How its numbers are kept, where there are any.
    pub fn numbers(self) -> Option<FloatType> {
        match self {
            Self::None => None,
            Self::Float16 => Some(FloatType::Float16),
            Self::Float32 => Some(FloatType::Float32),
        }
    }
}
