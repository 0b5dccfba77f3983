//! From the states of units to one vector: what is heard, what there is, and the synth as a whole.

use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig, Linear};
use burn::tensor::Tensor;

use super::gated::Gated;
use super::wires::Wired;
use crate::fused::normed_rows;
use crate::init::{Init, Weights};

/// The read-out.
#[derive(Module, Debug)]
pub(super) struct Readout {
    units_norm: LayerNorm,
    global_norm: LayerNorm,
    heard: Linear,
    all: Linear,
    global: Linear,
    blocks: Vec<Gated>,
    norm: LayerNorm,
    head: Linear,
}

impl Readout {
    /// Of states of so many dimensions, so wide, so many blocks deep.
    pub(super) fn new([dim, width, blocks, outputs]: [usize; 4], init: &mut Init) -> Self {
        let norm = LayerNormConfig::new(dim);
        Self {
            units_norm: norm.init(init.device()),
            global_norm: norm.init(init.device()),
            heard: init.linear([dim, width], Weights::KaimingLinear),
            all: init.linear([dim, width], Weights::KaimingLinear),
            global: init.biased([dim, width], Weights::KaimingLinear, Some(0.0)),
            blocks: (0..blocks).map(|_| Gated::new([width, width], init)).collect(),
            norm: LayerNormConfig::new(width).init(init.device()),
            head: init.biased([width, outputs], Weights::KaimingLinear, Some(0.0)),
        }
    }

    /// Presets × units × dimensions and presets × dimensions to presets × outputs.
    pub(super) fn forward(&self, units: Tensor<3>, global: Tensor<2>, wires: &Wired) -> Tensor<2> {
        let units = normed_rows(&self.units_norm, units);
        let heard = (units.clone() * wires.carriers()).sum_dim(1).squeeze_dim(1);
        let all = units.sum_dim(1).squeeze_dim(1);
        let row = self.heard.forward(heard)
            + self.all.forward(all)
            + self.global.forward(normed_rows(&self.global_norm, global));
        let row = self.blocks.iter().fold(row, |row, block| block.forward(row));
        self.head.forward(normed_rows(&self.norm, row))
    }
}
