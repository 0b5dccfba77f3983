//! Operations that the tensor library has only in small pieces, each of them whole: forth and back in few passes over the numbers,
//! shared among all cores of the processor.
//!
//! The library does one small operation after the other, all but products of matrices on one core, so that norms and gates of a
//! network take as long as its products. Batches are worked in pieces of so many rows, whatever the number of cores, so that sums
//! are the same everywhere. On graphics processors the library's own operations are taken, which it melts into one itself.

mod attention;
mod exp;
mod gate;
mod gelu;
mod gru;
mod mapped;
mod norm;
mod record;
mod row_norm;
#[cfg(test)]
pub(crate) mod same;
mod tokens;

use rayon::prelude::*;

pub(crate) use attention::attend;
pub(crate) use gate::let_through;
pub(crate) use gru::read;
pub(crate) use mapped::{Then, mapped};
pub(crate) use norm::normed;
pub(crate) use row_norm::{normed_rows, rows_normed_by};
pub(crate) use tokens::{Made, Source, tokens};

/// Rows of a piece.
const ROWS: usize = 32;

/// The sums, place by place, of what pieces say, in the pieces' order.
fn summed(pieces: impl IndexedParallelIterator<Item = Vec<f32>>) -> Vec<f32> {
    let pieces: Vec<Vec<f32>> = pieces.collect();
    pieces
        .into_iter()
        .reduce(|mut sums, piece| {
            sums.iter_mut().zip(piece).for_each(|(sum, more)| *sum += more);
            sums
        })
        .unwrap_or_default()
}

/// Several sums side by side, which a processor adds at once.
const LANES: usize = 16;

#[inline(always)]
fn sum(of: &[f32], each: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0; LANES];
    let whole = of.chunks_exact(LANES);
    let rest: f32 = whole.remainder().iter().map(|x| each(*x)).sum();
    for part in whole {
        for (sum, x) in sums.iter_mut().zip(part) {
            *sum += each(*x);
        }
    }
    sums.iter().sum::<f32>() + rest
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
