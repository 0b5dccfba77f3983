//! Two linear maps without bias, each normalised over the batch and cut off below 0; where it is told to, the input is added
//! before the last cut (a residual block: He and others 2016).

use burn::module::Module;
use burn::nn::{BatchNorm, BatchNormConfig, Linear};
use burn::tensor::Tensor;
use burn::tensor::activation::relu;

use crate::fused::normed;
use crate::init::{Init, Weights};

/// The block.
#[derive(Module, Debug)]
pub struct TwoMaps {
    first: Linear,
    first_norm: BatchNorm,
    second: Linear,
    second_norm: BatchNorm,
    adds: bool,
}

impl TwoMaps {
    /// One of inputs × outputs.
    pub fn new([inputs, outputs]: [usize; 2], init: &mut Init) -> Self {
        let norm = BatchNormConfig::new(outputs);
        Self {
            first: init.linear([inputs, outputs], Weights::Usual),
            first_norm: norm.init(init.device()),
            second: init.linear([outputs, outputs], Weights::Usual),
            second_norm: norm.init(init.device()),
            adds: false,
        }
    }

    /// The same, to whose result the input is added where the width stays as it is.
    pub fn residual(shape: [usize; 2], init: &mut Init) -> Self {
        Self { adds: shape[0] == shape[1], ..Self::new(shape, init) }
    }

    /// Rows × inputs to rows × outputs.
    pub fn forward(&self, rows: Tensor<2>) -> Tensor<2> {
        let half = normed(&self.first_norm, self.first.forward(rows.clone()), true);
        let heard = normed(&self.second_norm, self.second.forward(half), !self.adds);
        if self.adds { relu(rows + heard) } else { heard }
    }
}
