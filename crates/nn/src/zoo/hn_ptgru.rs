//! Tokens read forth and back, then a highway network.

use super::PresetEncoderEntry;
use crate::config::{BlockConfig, EncoderConfig, StackInput};

/// The encoder `hn-ptgru`.
pub(super) const ENTRY: PresetEncoderEntry = PresetEncoderEntry {
    name: "hn-ptgru",
    summary: "a token of 384 for each parameter, read forth and back, six highway blocks of 768",
    config: EncoderConfig::Stack {
        input: StackInput::TokensGru { dim: 384 },
        block: BlockConfig::Highway,
        blocks: 6,
        width: 768,
    },
};
