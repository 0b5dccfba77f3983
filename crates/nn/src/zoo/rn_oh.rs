//! Numbers and classes through a residual network.

use super::PresetEncoderEntry;
use crate::config::{BlockConfig, EncoderConfig, StackInput};

/// The encoder `rn-oh`.
pub(super) const ENTRY: PresetEncoderEntry = PresetEncoderEntry {
    name: "rn-oh",
    summary: "a column for each number and class, four residual blocks of 256",
    config: EncoderConfig::Stack {
        input: StackInput::OneHot,
        block: BlockConfig::Residual,
        blocks: 4,
        width: 256,
    },
};
