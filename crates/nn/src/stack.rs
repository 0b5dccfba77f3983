//! Blocks of one kind upon each other.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::Tensor;
use tonewright_synth::PresetLayout;

use crate::block::Block;
use crate::config::{BlockConfig, StackInput};
use crate::init::{Init, Weights};
use crate::input::{Extras, OneHot, PresetBatch, Raw, Tokens, TokensGru, flat};

/// The network.
#[derive(Module, Debug)]
pub(crate) struct Stack {
    input: Input,
    blocks: Vec<Block>,
    head: Linear,
}

/// What goes in.
#[derive(Module, Debug)]
enum Input {
    Raw(Raw),
    OneHot(OneHot),
    Tokens(Tokens),
    TokensGru(TokensGru),
}

impl Input {
    /// With how wide it is.
    fn new(config: StackInput, layout: &PresetLayout, init: &mut Init) -> (Self, usize) {
        match config {
            StackInput::Raw => {
                let raw = Raw::new(layout);
                let width = raw.width();
                (Self::Raw(raw), width)
            }
            StackInput::OneHot => {
                let one_hot = OneHot::new(layout);
                let width = one_hot.width();
                (Self::OneHot(one_hot), width)
            }
            StackInput::Tokens { dim } => {
                let tokens = Tokens::new(layout, dim, Extras::default(), init);
                let width = tokens.count() * dim;
                (Self::Tokens(tokens), width)
            }
            StackInput::TokensGru { dim } => (Self::TokensGru(TokensGru::new(layout, dim, init)), dim),
        }
    }

    fn forward(&self, batch: &PresetBatch) -> Tensor<2> {
        match self {
            Self::Raw(input) => input.forward(batch),
            Self::OneHot(input) => input.forward(batch),
            Self::Tokens(input) => flat(input.in_order(batch)),
            Self::TokensGru(input) => input.forward(batch),
        }
    }
}

impl Stack {
    /// One of so many blocks of a width.
    pub(crate) fn new(
        (input, block): (StackInput, BlockConfig),
        [blocks, width]: [usize; 2],
        (layout, outputs): (&PresetLayout, usize),
        init: &mut Init,
    ) -> Self {
        let (input, input_width) = Input::new(input, layout, init);
        let inputs_of = |index: usize| if index == 0 { input_width } else { width };
        let blocks = (0..blocks).map(|index| Block::new(block, [inputs_of(index), width], init)).collect();
        Self { input, blocks, head: init.biased([width, outputs], Weights::KaimingLinear, Some(0.0)) }
    }

    /// Presets × outputs.
    pub(crate) fn forward(&self, batch: &PresetBatch) -> Tensor<2> {
        let rows = self.blocks.iter().fold(self.input.forward(batch), |rows, block| block.forward(rows));
        self.head.forward(rows)
    }
}
