//! Knobs as they are through two linear maps.

use super::PresetEncoderEntry;
use crate::config::{BlockConfig, EncoderConfig, StackInput};

/// The encoder `mlp-raw`.
pub(super) const ENTRY: PresetEncoderEntry = PresetEncoderEntry {
    name: "mlp-raw",
    summary: "knobs as they are, two linear maps of 2,048",
    config: EncoderConfig::Stack { input: StackInput::Raw, block: BlockConfig::Mlp, blocks: 1, width: 2048 },
};
