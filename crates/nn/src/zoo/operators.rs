//! Operators that hear each other along their wires.

use super::PresetEncoderEntry;
use crate::config::EncoderConfig;

/// The encoder `operators`.
pub(super) const ENTRY: PresetEncoderEntry = PresetEncoderEntry {
    name: "operators",
    summary: "a state of 256 for each operator, four rounds of messages along the wires of its algorithm",
    config: EncoderConfig::Graph { scales: 5, dim: 256, feed: 416, rounds: 4, width: 512, blocks: 1 },
};
