//! Recurrent networks with gates (Cho and others 2014, as PyTorch has them: the reset gate behind the product), read
//! forth and back.
//!
//! The products of all inputs are one product, and so are those of the three gates; only what hangs on the state before
//! is done step by step.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::{sigmoid, tanh};
use burn::tensor::{Tensor, s};

use crate::init::{Init, Weights};

/// One direction: weights of the reset gate, the update gate and the new state, side by side.
#[derive(Module, Debug)]
struct Gru {
    input: Linear,
    state: Linear,
}

impl Gru {
    fn new(inputs: usize, states: usize, init: &mut Init) -> Self {
        let input = init.biased([inputs, 3 * states], Weights::Xavier, Some(0.0));
        let mut state = init.biased([0, 3 * states], Weights::Usual, Some(0.0));
        state.weight = init.orthogonal([states, 3 * states]);
        Self { input, state }
    }

    /// The states after each input, the first of these first: each rows × states.
    fn states(&self, inputs: Tensor<3>, is_backward: bool) -> Vec<Tensor<2>> {
        let [rows, count, _] = inputs.dims();
        let width = self.state.weight.dims()[0];
        let products = self.input.forward(inputs);
        let mut state = Tensor::zeros([rows, width], &products.device());
        let inputs = steps_of(products);
        let mut states = Vec::with_capacity(count);
        for step in 0..count {
            let at = if is_backward { count - 1 - step } else { step };
            state = self.step(inputs[at].clone(), state, width);
            states.push(state.clone());
        }
        if is_backward {
            states.reverse();
        }
        states
    }

    fn step(&self, input: Tensor<2>, before: Tensor<2>, width: usize) -> Tensor<2> {
        let product = self.state.forward(before.clone());
        let gates = s![.., 0..2 * width];
        let both = sigmoid(input.clone().slice(gates) + product.clone().slice(gates));
        let reset = both.clone().slice(s![.., 0..width]);
        let update = both.slice(s![.., width..2 * width]);
        let last = s![.., 2 * width..3 * width];
        let new = tanh(input.slice(last) + reset * product.slice(last));
        new.clone() + update * (before - new)
    }
}

/// Rows × steps × width as a tensor for each step. It is halved again and again: the gradient of a part is as long as what the
/// part was taken of, so that steps taken one by one out of the whole would cost the square of their number.
fn steps_of(all: Tensor<3>) -> Vec<Tensor<2>> {
    let count = all.dims()[1];
    if count == 1 {
        return vec![all.squeeze_dim(1)];
    }
    let half = count / 2;
    let mut steps = steps_of(all.clone().slice(s![.., 0..half, ..]));
    steps.extend(steps_of(all.slice(s![.., half..count, ..])));
    steps
}

/// A layer that reads forth and back.
#[derive(Module, Debug)]
pub struct BiGruLayer {
    forth: Gru,
    back: Gru,
}

impl BiGruLayer {
    /// One of so many inputs, with so many states in each direction.
    pub fn new(inputs: usize, states: usize, init: &mut Init) -> Self {
        Self { forth: Gru::new(inputs, states, init), back: Gru::new(inputs, states, init) }
    }

    /// Rows × steps × inputs to rows × steps × states of both directions.
    pub fn forward(&self, inputs: Tensor<3>) -> Tensor<3> {
        let forth = Tensor::stack(self.forth.states(inputs.clone(), false), 1);
        let back = Tensor::stack(self.back.states(inputs, true), 1);
        Tensor::cat(vec![forth, back], 2)
    }

    /// Rows × steps × inputs to rows × the last states of both directions.
    fn last(&self, inputs: Tensor<3>) -> Tensor<2> {
        let forth = self.forth.states(inputs.clone(), false).pop();
        let back = self.back.states(inputs, true).into_iter().next();
        Tensor::cat(forth.into_iter().chain(back).collect(), 1)
    }
}

/// Layers upon each other, of which the last states of the last one are kept.
#[derive(Module, Debug)]
pub struct BiGru {
    layers: Vec<BiGruLayer>,
}

impl BiGru {
    /// One layer.
    pub fn new(inputs: usize, states: usize, init: &mut Init) -> Self {
        Self::of_layers(1, inputs, states, init)
    }

    /// So many layers, at least one.
    pub fn of_layers(layers: usize, inputs: usize, states: usize, init: &mut Init) -> Self {
        let inputs_of = |layer: usize| if layer == 0 { inputs } else { 2 * states };
        Self {
            layers: (0..layers.max(1)).map(|layer| BiGruLayer::new(inputs_of(layer), states, init)).collect(),
        }
    }

    /// Rows × steps × inputs to rows × states of both directions. At least one step.
    pub fn last(&self, mut inputs: Tensor<3>) -> Tensor<2> {
        let (last, below) = self.layers.split_last().expect("there is a layer");
        for layer in below {
            inputs = layer.forward(inputs);
        }
        last.last(inputs)
    }
}
