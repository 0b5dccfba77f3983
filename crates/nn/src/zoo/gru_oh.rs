//! Numbers and classes, read forth and back.

use super::PresetEncoderEntry;
use crate::config::EncoderConfig;

/// The encoder `gru-oh`.
pub(super) const ENTRY: PresetEncoderEntry = PresetEncoderEntry {
    name: "gru-oh",
    summary: "numbers and classes one after the other, read forth and back with 1,024 states",
    config: EncoderConfig::Recurrent { layers: 1, states: 1024 },
};
