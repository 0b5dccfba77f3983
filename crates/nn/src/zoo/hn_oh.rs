//! Numbers and classes through a highway network.

use super::PresetEncoderEntry;
use crate::config::{BlockConfig, EncoderConfig, StackInput};

/// The encoder `hn-oh`.
pub(super) const ENTRY: PresetEncoderEntry = PresetEncoderEntry {
    name: "hn-oh",
    summary: "a column for each number and class, six highway blocks of 768",
    config: EncoderConfig::Stack {
        input: StackInput::OneHot,
        block: BlockConfig::Highway,
        blocks: 6,
        width: 768,
    },
};
