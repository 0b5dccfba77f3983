//! Recurrent networks with gates (Cho and others 2014, as PyTorch has them: the reset gate behind the product), read
//! forth and back.
//!
//! The products of all inputs are one product, and so are those of the three gates; only what hangs on the state before
//! is done step by step.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::{sigmoid, tanh};
use burn::tensor::{Tensor, s};

use crate::fused::read;
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

    /// Rows × steps × inputs to rows × steps × the state after each of them.
    fn states(&self, inputs: Tensor<3>, is_backward: bool) -> Tensor<3> {
        let products = self.input.forward(inputs);
        read(&products, &self.state, is_backward).unwrap_or_else(|| self.step_by_step(products, is_backward))
    }

    /// The same by the tensor library's own operations, of the products of the inputs.
    fn step_by_step(&self, products: Tensor<3>, is_backward: bool) -> Tensor<3> {
        let ([rows, count, _], width) = (products.dims(), self.state.weight.dims()[0]);
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
        Tensor::stack(states, 1)
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
        Tensor::cat(vec![self.forth.states(inputs.clone(), false), self.back.states(inputs, true)], 2)
    }

    /// Rows × steps × inputs to rows × the last states of both directions.
    fn last(&self, inputs: Tensor<3>) -> Tensor<2> {
        let last = inputs.dims()[1] - 1;
        let forth = self.forth.states(inputs.clone(), false).slice_dim(1, last..last + 1);
        let back = self.back.states(inputs, true).slice_dim(1, 0..1);
        Tensor::cat(vec![forth, back], 2).squeeze_dim(1)
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

#[cfg(test)]
mod tests {
    use burn::module::Param;

    use super::*;
    use crate::fused::same::{along, assert_same, numbers};

    #[test]
    fn a_sequence_is_read_at_once_as_step_by_step() {
        for (rows, steps) in [(3, 1), (70, 9)] {
            let products = numbers([rows, steps, 3 * 5], 1);
            let mut gru = Gru::new(2, 5, &mut Init::new(1, &products.device()));
            gru.state.bias = Some(Param::from_tensor(numbers([15], 2)));
            let shifts = gru.state.bias.as_ref().map(Param::val).unwrap();
            // Of the first state alone the weights would have no slope.
            let mut leaves = vec![along(products.clone()), along(shifts.clone())];
            if steps > 1 {
                leaves.push(along(gru.state.weight.val()));
            }
            for is_backward in [false, true] {
                let ours = || read(&products, &gru.state, is_backward).expect("it is for processors");
                assert_same(ours, || gru.step_by_step(products.clone(), is_backward), &leaves);
            }
        }
    }
}
