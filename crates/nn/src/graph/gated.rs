//! The second half of a round and a block of the read-out: two maps of which one gates the other (SwiGLU: Shazeer 2020).

use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig, Linear};
use burn::tensor::Tensor;
use burn::tensor::activation::silu;

use crate::fused::normed_rows;
use crate::init::{Init, Weights};

/// Deviation of first weights of what is added to a state: it begins small.
pub(super) const DEVIATION: f64 = 0.02;

/// Adds to states what a gated layer makes of them.
#[derive(Module, Debug)]
pub(super) struct Gated {
    norm: LayerNorm,
    gate: Linear,
    value: Linear,
    narrow: Linear,
}

impl Gated {
    /// Of states of so many dimensions, so wide inside.
    pub(super) fn new([dim, feed]: [usize; 2], init: &mut Init) -> Self {
        Self {
            norm: LayerNormConfig::new(dim).init(init.device()),
            gate: init.biased([dim, feed], Weights::KaimingRelu, Some(0.0)),
            value: init.biased([dim, feed], Weights::KaimingLinear, Some(0.0)),
            narrow: init.biased([feed, dim], Weights::Normal(DEVIATION), Some(0.0)),
        }
    }

    /// Rows of states to the same.
    pub(super) fn forward<const D: usize>(&self, states: Tensor<D>) -> Tensor<D> {
        self.told(states, None)
    }

    /// The same, where gate and value hear something else as well: so wide as the layer is inside.
    pub(super) fn told<const D: usize>(&self, states: Tensor<D>, told: Option<[Tensor<D>; 2]>) -> Tensor<D> {
        let rows = normed_rows(&self.norm, states.clone());
        let (mut gate, mut value) = (self.gate.forward(rows.clone()), self.value.forward(rows));
        if let Some([of_gate, of_value]) = told {
            (gate, value) = (gate + of_gate, value + of_value);
        }
        states + self.narrow.forward(silu(gate) * value)
    }
}
