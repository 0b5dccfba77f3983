//! Numbers and classes through two linear maps.

use super::PresetEncoderEntry;
use crate::config::{BlockConfig, EncoderConfig, StackInput};

/// The encoder `mlp-oh`.
pub(super) const ENTRY: PresetEncoderEntry = PresetEncoderEntry {
    name: "mlp-oh",
    summary: "a column for each number and class, two linear maps of 2,048",
    config: EncoderConfig::Stack {
        input: StackInput::OneHot,
        block: BlockConfig::Mlp,
        blocks: 1,
        width: 2048,
    },
};
