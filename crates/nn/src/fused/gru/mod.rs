//! A sequence read by a recurrent network with gates (Cho and others 2014, as PyTorch has them), forth or back.

mod cell;

use burn::nn::Linear;
use burn::tensor::Tensor;
use rayon::prelude::*;

use super::record::{Numbers, Slopes, input, is_ours, numbers_of, output};
use super::{ROWS, summed};
use cell::{Cell, KEPT};

/// Rows × steps × (reset gate, update gate, new state), which are the products of what is read, to rows × steps × states; none where
/// such an operation can't be done on it. `state` is the map of states, with its shifts.
pub(crate) fn read(products: &Tensor<3>, state: &Linear, is_backward: bool) -> Option<Tensor<3>> {
    let shifts = state.bias.as_ref()?;
    if !is_ours(products) {
        return None;
    }
    let ([rows, steps, _], width) = (products.dims(), state.weight.dims()[0]);
    let inputs = [input(products.clone()), input(state.weight.val()), input(shifts.val())];
    let [products, weights, shifts] = numbers_of(&inputs);
    let cell = Cell { steps, width, is_backward, weights, shifts };
    let mut states = vec![0.0; rows * steps * width];
    let mut kept = vec![0.0; KEPT * states.len()];
    let piece = ROWS * steps * width;
    let to = states.par_chunks_mut(piece).zip(kept.par_chunks_mut(KEPT * piece));
    let pieces = to.zip(products.all().par_chunks(3 * piece));
    pieces.for_each(|((states, kept), products)| cell.read(products, states, kept));
    let states = Numbers::new(states, [rows, steps, width]);
    let remembered = Read { cell, states: states.clone(), kept };
    Some(output(inputs, states, remembered))
}

/// What is remembered.
#[derive(Clone, Debug)]
struct Read {
    cell: Cell,
    states: Numbers,
    kept: Vec<f32>,
}

impl Slopes<3> for Read {
    /// Of products, weights and shifts.
    fn slopes(self, output: &Numbers) -> [Numbers; 3] {
        let (Cell { steps, width, .. }, states) = (&self.cell, self.states.all());
        let (steps, width) = (*steps, *width);
        let piece = ROWS * steps * width;
        let mut products = vec![0.0; 3 * states.len()];
        let from = states.par_chunks(piece).zip(self.kept.par_chunks(KEPT * piece));
        let from = from.zip(output.all().par_chunks(piece)).zip(products.par_chunks_mut(3 * piece));
        let learned =
            from.map(|(((states, kept), along), products)| self.cell.back([along, states, kept], products));
        let learned = summed(learned);
        let (weights, shifts) = learned.split_at(3 * width * width);
        [
            Numbers::new(products, [states.len() / (steps * width), steps, 3 * width]),
            Numbers::new(weights.to_vec(), [width, 3 * width]),
            Numbers::new(shifts.to_vec(), [3 * width]),
        ]
    }
}
