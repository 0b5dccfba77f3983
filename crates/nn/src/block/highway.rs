//! A linear map behind a gate that lets the input through at first (Srivastava, Greff and Schmidhuber 2015).

use burn::module::Module;
use burn::nn::{BatchNorm, BatchNormConfig, Linear};
use burn::tensor::Tensor;

use crate::fused::{let_through, normed};
use crate::init::{Init, Weights};

/// What the gate begins with: it is a quarter open.
const SHUT: f64 = -1.0;

/// The block. Where it changes the width nothing can be let through, and it has no gate.
#[derive(Module, Debug)]
pub struct Highway {
    linear: Linear,
    norm: BatchNorm,
    gate: Option<Linear>,
}

impl Highway {
    /// One of inputs × outputs.
    pub fn new([inputs, outputs]: [usize; 2], init: &mut Init) -> Self {
        let linear = init.linear([inputs, outputs], Weights::KaimingRelu);
        let gate = (inputs == outputs).then(|| init.biased([inputs, outputs], Weights::Xavier, Some(SHUT)));
        Self { linear, norm: BatchNormConfig::new(outputs).init(init.device()), gate }
    }

    /// Rows × inputs to rows × outputs.
    pub fn forward(&self, rows: Tensor<2>) -> Tensor<2> {
        let heard = normed(&self.norm, self.linear.forward(rows.clone()), true);
        match &self.gate {
            None => heard,
            Some(gate) => let_through(gate.forward(rows.clone()), heard, rows),
        }
    }
}
