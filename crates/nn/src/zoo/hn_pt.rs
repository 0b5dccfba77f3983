//! A token for each parameter, all of them through a highway network.

use super::PresetEncoderEntry;
use crate::config::{BlockConfig, EncoderConfig, StackInput};

/// The encoder `hn-pt`.
pub(super) const ENTRY: PresetEncoderEntry = PresetEncoderEntry {
    name: "hn-pt",
    summary: "a token of 64 for each parameter, six highway blocks of 512",
    config: EncoderConfig::Stack {
        input: StackInput::Tokens { dim: 64 },
        block: BlockConfig::Highway,
        blocks: 6,
        width: 512,
    },
};
