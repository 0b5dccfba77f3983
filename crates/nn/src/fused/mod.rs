//! Operations that the tensor library has only in small pieces, each of them whole: forth and back in few passes over the numbers,
//! shared among all cores of the processor.
//!
//! The library does one small operation after the other, all but products of matrices on one core, so that norms and gates of a
//! network take as long as its products. Batches are worked in pieces of so many rows, whatever the number of cores, so that sums
//! are the same everywhere. On graphics processors the library's own operations are taken, which it melts into one itself.

mod attention;
mod gate;
mod gru;
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
pub(crate) use norm::normed;
pub(crate) use row_norm::normed_rows;
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

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
