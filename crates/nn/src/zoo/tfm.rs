//! Tokens that attend to each other.

use super::PresetEncoderEntry;
use crate::config::EncoderConfig;

/// The encoder `tfm`.
pub(super) const ENTRY: PresetEncoderEntry = PresetEncoderEntry {
    name: "tfm",
    summary: "a token of 256 for each parameter, six transformer layers of eight heads",
    config: EncoderConfig::Transformer { dim: 256, heads: 8, feed: 1024, layers: 6 },
};
