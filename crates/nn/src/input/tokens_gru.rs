//! Tokens, read forth and back by a recurrent network whose last states stand for the preset.

use burn::module::Module;
use burn::tensor::Tensor;
use tonewright_synth::PresetLayout;

use super::PresetBatch;
use super::tokens::{Extras, Tokens};
use crate::block::BiGru;
use crate::init::Init;

/// The tokenizer with its reader.
#[derive(Module, Debug)]
pub(crate) struct TokensGru {
    tokens: Tokens,
    gru: BiGru,
}

impl TokensGru {
    /// Tokens of so many dimensions, of which each direction keeps half.
    pub(crate) fn new(layout: &PresetLayout, dim: usize, init: &mut Init) -> Self {
        let extras = Extras { positions: true, ..Extras::default() };
        Self { tokens: Tokens::new(layout, dim, extras, init), gru: BiGru::new(dim, dim / 2, init) }
    }

    /// Presets × dimensions.
    pub(crate) fn forward(&self, batch: &PresetBatch) -> Tensor<2> {
        self.gru.last(self.tokens.in_order(batch))
    }
}
