//! Rows through a linear map and what follows it, for networks that have learned: what the product says is passed over once.

use burn::backend::Flex;
use burn::backend::ops::FloatTensorOps as _;
use burn::tensor::Tensor;
use burn::tensor::activation;
use burn::tensor::module::linear;
use rayon::prelude::*;

use super::exp::at_full_width;
use super::gelu::gelu;
use super::record::{Input, Numbers, input, is_ours, output_only};

/// Rows of a piece.
const ROWS: usize = 16;

/// What follows a map.
pub(crate) enum Then<'a> {
    /// Nothing.
    Stop,
    /// What is small or negative is held back ([`gelu`]).
    Gelu,
    /// These are added.
    Add(&'a Tensor<3>),
}

/// Rows × tokens × inputs through the weights (inputs × outputs) and biases of a map.
pub(crate) fn mapped(rows: Tensor<3>, weight: &Tensor<2>, bias: &Tensor<1>, then: Then<'_>) -> Tensor<3> {
    if !is_ours(&rows) || rows.device().is_autodiff() {
        let said = linear(rows, weight.clone(), Some(bias.clone()));
        return match then {
            Then::Stop => said,
            Then::Gelu => activation::gelu(said),
            Then::Add(more) => said + more.clone(),
        };
    }
    let [count, tokens, inputs] = rows.dims();
    let [_, outputs] = weight.dims();
    let numbers = |Input { numbers, .. }: Input| numbers;
    let row = numbers(input(rows.reshape([count * tokens, inputs])));
    let weight = numbers(input(weight.clone()));
    let bias = numbers(input(bias.clone()));
    let mut said = Flex::float_matmul(row.tensor().clone(), weight.tensor().clone());
    let pieces = said.storage_mut::<f32>().par_chunks_mut(ROWS * outputs);
    let bias = bias.all();
    match then {
        Then::Stop => pieces.for_each(|piece| follow(piece, bias, |x, bias| x + bias)),
        Then::Gelu => pieces.for_each(|piece| {
            follow(
                piece,
                bias,
                #[inline(always)]
                |x, bias| gelu(x + bias),
            );
        }),
        Then::Add(more) => {
            let more = numbers(input(more.clone()));
            pieces.zip(more.all().par_chunks(ROWS * outputs)).for_each(|(piece, more)| {
                follow(piece, more, |x, more| x + more);
                follow(piece, bias, |x, bias| x + bias);
            });
        }
    }
    output_only(Numbers::of_shape(said, [count, tokens, outputs]))
}

/// Makes of each number of a piece something with its partner; there are as many partners as numbers, or as many as of a row.
#[inline(always)]
fn follow(piece: &mut [f32], partners: &[f32], make: impl Fn(f32, f32) -> f32) {
    at_full_width(
        #[inline(always)]
        || {
            for row in piece.chunks_exact_mut(partners.len()) {
                for (x, partner) in row.iter_mut().zip(partners) {
                    *x = make(*x, *partner);
                }
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fused::same::{assert_close, plain};

    #[test]
    fn it_is_what_the_library_says_in_steps() {
        let rows = plain([3, 2 * ROWS + 5, 21], 1);
        let (weight, bias): (Tensor<2>, Tensor<1>) = (plain([21, 35], 2), plain([35], 3));
        let said = || linear(rows.clone(), weight.clone(), Some(bias.clone()));
        let more = plain([3, 2 * ROWS + 5, 35], 4);
        assert_close(mapped(rows.clone(), &weight, &bias, Then::Stop), said());
        assert_close(mapped(rows.clone(), &weight, &bias, Then::Gelu), activation::gelu(said()));
        assert_close(mapped(rows.clone(), &weight, &bias, Then::Add(&more)), said() + more.clone());
    }
}
