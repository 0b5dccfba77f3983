//! Numbers let through by how likely a normal deviate is below them (Hendrycks and Gimpel, *Gaussian Error Linear Units*, 2016).

use burn::tensor::Tensor;
use burn::tensor::activation::gelu as gelu_of_the_library;
use rayon::prelude::*;

use super::exp::{at_full_width, exp, series};
use super::record::{Numbers, Slopes, input, is_ours, output};

/// Numbers of a piece.
const PIECE: usize = 1 << 14;

/// Each number times the share of normal deviates below it.
pub(super) fn gelu<const D: usize>(numbers: Tensor<D>) -> Tensor<D> {
    if !is_ours(&numbers) {
        return gelu_of_the_library(numbers);
    }
    let shape = numbers.dims();
    let inputs = [input(numbers)];
    let numbers = inputs[0].numbers.clone();
    let values = each(
        &numbers,
        #[inline(always)]
        |x, _| let_through_by_size(x),
        &numbers,
    );
    output(inputs, Numbers::new(values, shape), Let { numbers, shape })
}

/// What is made of each number and its partner.
fn each(numbers: &Numbers, make: impl Fn(f32, f32) -> f32 + Sync, partners: &Numbers) -> Vec<f32> {
    let mut values = vec![0.0; numbers.all().len()];
    let from = numbers.all().par_chunks(PIECE).zip(partners.all().par_chunks(PIECE));
    values.par_chunks_mut(PIECE).zip(from).for_each(|(values, (numbers, partners))| {
        at_full_width(
            #[inline(always)]
            || {
                for (value, (x, partner)) in values.iter_mut().zip(numbers.iter().zip(partners)) {
                    *value = make(*x, *partner);
                }
            },
        );
    });
    values
}

/// A number times the share of normal deviates below it.
#[inline(always)]
pub(super) fn let_through_by_size(x: f32) -> f32 {
    x * below(x)
}

/// The share of normal deviates below a number, to 1e-7 (Abramowitz and Stegun 1964, 7.1.26).
#[inline(always)]
fn below(x: f32) -> f32 {
    const FACTORS: [f32; 5] = [1.061_405_4, -1.453_152, 1.421_413_7, -0.284_496_74, 0.254_829_6];
    let far = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * far);
    let beyond = 0.5 * exp(-far * far) * series(t, FACTORS) * t;
    if x < 0.0 { beyond } else { 1.0 - beyond }
}

/// What is remembered.
#[derive(Clone, Debug)]
struct Let<const D: usize> {
    numbers: Numbers,
    shape: [usize; D],
}

impl<const D: usize> Slopes<1> for Let<D> {
    fn slopes(self, output: &Numbers) -> [Numbers; 1] {
        /// The density of normal deviates at 0.
        const DENSITY: f32 = 0.398_942_3;
        let slopes = each(
            &self.numbers,
            #[inline(always)]
            |x, along| along * (below(x) + x * DENSITY * exp(-0.5 * x * x)),
            output,
        );
        [Numbers::new(slopes, self.shape)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fused::same::{along, assert_same, numbers};

    #[test]
    fn it_is_what_the_library_says() {
        for factor in [1.0, 6.0] {
            let input = numbers([130, 301], 1);
            let numbers = || input.clone() * factor;
            assert_same(|| gelu(numbers()), || gelu_of_the_library(numbers()), &[along(input.clone())]);
        }
    }
}
