//! Tokens that attend to each other; the one that stands before all of them becomes the vector.

use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig, Linear};
use burn::tensor::activation::relu;
use burn::tensor::{Tensor, s};
use tonewright_synth::PresetLayout;

use crate::block::AttentionLayer;
use crate::fused::normed_rows;
use crate::init::{Init, Weights};
use crate::input::{Extras, PresetBatch, Tokens};

/// The network.
#[derive(Module, Debug)]
pub(crate) struct Transformer {
    tokens: Tokens,
    layers: Vec<AttentionLayer>,
    norm: LayerNorm,
    head: Linear,
}

/// Its sizes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    pub(crate) dim: usize,
    pub(crate) heads: usize,
    pub(crate) feed: usize,
    pub(crate) layers: usize,
}

impl Transformer {
    pub(crate) fn new(sizes: Sizes, layout: &PresetLayout, outputs: usize, init: &mut Init) -> Self {
        let Sizes { dim, heads, feed, layers } = sizes;
        Self {
            tokens: Tokens::new(layout, dim, Extras { cls: true, positions: true }, init),
            layers: (0..layers).map(|_| AttentionLayer::new(dim, heads, feed, init)).collect(),
            norm: LayerNormConfig::new(dim).init(init.device()),
            head: init.biased([dim, outputs], Weights::KaimingLinear, Some(0.0)),
        }
    }

    /// Presets × outputs.
    pub(crate) fn forward(&self, batch: &PresetBatch) -> Tensor<2> {
        let tokens = self.tokens.in_order(batch);
        let tokens = self.layers.iter().fold(tokens, |tokens, layer| layer.forward(tokens));
        let first: Tensor<2> = tokens.slice(s![.., 0..1, ..]).squeeze_dim(1);
        self.head.forward(relu(normed_rows(&self.norm, first)))
    }
}
