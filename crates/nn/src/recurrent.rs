//! Numbers and classes of a preset, read one after the other forth and back.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::Tensor;
use burn::tensor::activation::relu;
use tonewright_synth::PresetLayout;

use crate::block::BiGru;
use crate::init::{Init, Weights};
use crate::input::{OneHot, PresetBatch};

/// The network.
#[derive(Module, Debug)]
pub(crate) struct Recurrent {
    input: OneHot,
    gru: BiGru,
    hidden: Linear,
    head: Linear,
}

impl Recurrent {
    /// One of so many layers, with so many states in both directions together.
    pub(crate) fn new(
        [layers, states]: [usize; 2],
        layout: &PresetLayout,
        outputs: usize,
        init: &mut Init,
    ) -> Self {
        Self {
            input: OneHot::new(layout),
            gru: BiGru::of_layers(layers, 1, states / 2, init),
            hidden: init.biased([states, states], Weights::Usual, None),
            head: init.biased([states, outputs], Weights::Usual, None),
        }
    }

    /// Presets × outputs.
    pub(crate) fn forward(&self, batch: &PresetBatch) -> Tensor<2> {
        let columns: Tensor<3> = self.input.forward(batch).unsqueeze_dim(2);
        self.head.forward(relu(self.hidden.forward(self.gru.last(columns))))
    }
}
