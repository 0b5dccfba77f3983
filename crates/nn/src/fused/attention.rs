//! Tokens that attend to each other with several heads (Vaswani and others 2017, section 3.2).

use burn::backend::Flex;
use burn::backend::flex::{FlexTensor, Layout};
use burn::backend::ops::FloatTensorOps as _;
use burn::tensor::{Shape, Tensor};
use rayon::prelude::*;

use super::exp::{at_full_width, exp};
use super::record::{Numbers, Slopes, input, is_ours, output};
use super::{LANES, sum};

/// Rows of scores of a piece.
const SCORES: usize = 64;

/// Rows × tokens × (queries, keys, values), each of `heads` heads side by side, to rows × tokens × what the heads heard; none where
/// such an operation can't be done on it.
pub(crate) fn attend(all: &Tensor<3>, heads: usize) -> Option<Tensor<3>> {
    if !is_ours(all) {
        return None;
    }
    let [rows, count, wide] = all.dims();
    let sizes = Sizes { rows, count, heads, width: wide / (3 * heads) };
    let inputs = [input(all.clone())];
    let all = inputs[0].numbers.clone();
    let [queries, keys, values] = sizes.parts(&all);
    let mut shares = Flex::float_matmul(queries, keys.transpose(2, 3));
    let scale = sizes.scale();
    shares.storage_mut::<f32>().par_chunks_mut(SCORES * count).for_each(|rows| {
        at_full_width(
            #[inline(always)]
            || {
                for row in rows.chunks_exact_mut(count) {
                    softmax(row, scale);
                }
            },
        );
    });
    let heard = Flex::float_matmul(shares.clone(), values);
    let mut side_by_side = vec![0.0; rows * sizes.row(1)];
    sizes.set(&[&heard], &mut side_by_side);
    let heard = Numbers::new(side_by_side, [rows, count, sizes.dim()]);
    Some(output(inputs, heard, Attended { sizes, all, shares }))
}

/// Shares of one, of scores that are scaled before.
#[inline(always)]
fn softmax(row: &mut [f32], scale: f32) {
    let most = largest(row);
    for x in &mut *row {
        *x = exp((*x - most) * scale);
    }
    let share = 1.0 / sum(row, |x| x);
    for x in row {
        *x *= share;
    }
}

#[inline(always)]
fn largest(row: &[f32]) -> f32 {
    let larger = |a: f32, b: f32| if b > a { b } else { a };
    let mut most = [f32::NEG_INFINITY; LANES];
    let whole = row.chunks_exact(LANES);
    let rest = whole.remainder();
    for part in whole {
        for (most, x) in most.iter_mut().zip(part) {
            *most = larger(*most, *x);
        }
    }
    most.into_iter().chain(rest.iter().copied()).fold(f32::NEG_INFINITY, larger)
}

#[derive(Clone, Copy, Debug)]
struct Sizes {
    rows: usize,
    count: usize,
    heads: usize,
    width: usize,
}

impl Sizes {
    fn dim(self) -> usize {
        self.heads * self.width
    }

    /// Numbers of a row, of so many parts.
    fn row(self, parts: usize) -> usize {
        self.count * parts * self.dim()
    }

    fn scale(self) -> f32 {
        (self.width as f32).sqrt().recip()
    }

    /// Rows × heads × tokens × width of a part of rows × tokens × parts, where it lies.
    fn view(self, of: &FlexTensor, part: usize, parts: usize) -> FlexTensor {
        let shape = Shape::from([self.rows, self.heads, self.count, self.width]);
        let strides = [self.row(parts), self.width, parts * self.dim(), 1].map(|stride| stride as isize);
        let layout = Layout::new(shape, strides.to_vec(), part * self.dim());
        FlexTensor::from_arc(of.data_arc(), layout, of.dtype())
    }

    /// Queries, keys and values.
    fn parts(self, all: &Numbers) -> [FlexTensor; 3] {
        [0, 1, 2].map(|part| self.view(all.tensor(), part, 3))
    }

    /// Writes tensors of rows × heads × tokens × width side by side, as rows × tokens × parts.
    fn set(self, parts: &[&FlexTensor], to: &mut [f32]) {
        let parts: Vec<&[f32]> = parts.iter().map(|part| part.storage::<f32>()).collect();
        to.par_chunks_mut(self.row(parts.len())).enumerate().for_each(|(row, to)| {
            for (at, to) in to.chunks_exact_mut(self.width).enumerate() {
                let (token, part, head) =
                    (at / (parts.len() * self.heads), at / self.heads % parts.len(), at % self.heads);
                let from = ((row * self.heads + head) * self.count + token) * self.width;
                to.copy_from_slice(&parts[part][from..][..self.width]);
            }
        });
    }
}

/// What is remembered.
#[derive(Clone, Debug)]
struct Attended {
    sizes: Sizes,
    all: Numbers,
    /// How much of each token each hears, rows × heads × tokens × tokens.
    shares: FlexTensor,
}

impl Slopes<1> for Attended {
    fn slopes(self, output: &Numbers) -> [Numbers; 1] {
        let (sizes, shares) = (self.sizes, self.shares);
        let [queries, keys, values] = sizes.parts(&self.all);
        let along = sizes.view(output.tensor(), 0, 1);
        let mut scores = Flex::float_matmul(along.clone(), values.transpose(2, 3));
        let scale = sizes.scale();
        let pieces = scores.storage_mut::<f32>().par_chunks_mut(SCORES * sizes.count);
        pieces.zip(shares.storage::<f32>().par_chunks(SCORES * sizes.count)).for_each(|(scores, shares)| {
            for (row, shares) in scores.chunks_exact_mut(sizes.count).zip(shares.chunks_exact(sizes.count)) {
                let mean: f32 = row.iter().zip(shares).map(|(slope, share)| slope * share).sum();
                row.iter_mut()
                    .zip(shares)
                    .for_each(|(slope, share)| *slope = scale * share * (*slope - mean));
            }
        });
        let values = Flex::float_matmul(shares.transpose(2, 3), along);
        let keys_along = Flex::float_matmul(scores.transpose(2, 3), queries);
        let queries_along = Flex::float_matmul(scores, keys);
        let mut slopes = vec![0.0; sizes.rows * sizes.row(3)];
        sizes.set(&[&queries_along, &keys_along, &values], &mut slopes);
        [Numbers::new(slopes, [sizes.rows, sizes.count, 3 * sizes.dim()])]
    }
}
