//! A round: each unit hears those that it is wired to, then thinks it over, told of the synth as a whole.

use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig, Linear};
use burn::tensor::Tensor;

use super::gated::{DEVIATION, Gated};
use super::wires::{KINDS, Wired};
use crate::fused::normed_rows;
use crate::init::{Init, Weights};

/// The round.
#[derive(Module, Debug)]
pub(super) struct Round {
    norm: LayerNorm,
    /// What a unit says along each kind of wire, side by side.
    messages: Linear,
    feed: Gated,
    /// What the synth as a whole says to gate and value.
    to_gate: Linear,
    to_value: Linear,
}

impl Round {
    /// Of states of so many dimensions, so wide in its second half.
    pub(super) fn new([dim, feed]: [usize; 2], init: &mut Init) -> Self {
        Self {
            norm: LayerNormConfig::new(dim).init(init.device()),
            messages: init.linear([dim, KINDS * dim], Weights::KaimingLinear),
            feed: Gated::new([dim, feed], init),
            to_gate: init.linear([dim, feed], Weights::Normal(DEVIATION)),
            to_value: init.linear([dim, feed], Weights::Normal(DEVIATION)),
        }
    }

    /// Presets × units × dimensions to the same; `global` is presets × dimensions.
    pub(super) fn forward(&self, units: Tensor<3>, global: &Tensor<2>, wires: &Wired) -> Tensor<3> {
        let [count, each, dim] = units.dims();
        let said = self.messages.forward(normed_rows(&self.norm, units.clone()));
        let heard = wires.heard_by.clone().matmul(said.reshape([count, each * KINDS, dim]));
        let told = [&self.to_gate, &self.to_value].map(|map| map.forward(global.clone()).unsqueeze_dim(1));
        self.feed.told(units + heard, Some(told))
    }
}
