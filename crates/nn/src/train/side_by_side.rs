//! The slopes of a batch, worked out in pieces side by side.
//!
//! Most operations of a network are too small for all cores of a machine, or are not shared among them by the tensor library.
//! Where each row is judged alone, so that the slopes of a batch are the sum of its rows', pieces of a batch are. (A graphics
//! processor is given the batch whole.)

use burn::module::Module as _;
use burn::tensor::{Tensor, s};
use rayon::prelude::*;

use super::Slopes;
use crate::device;
use crate::encoder::PresetEncoder;
use crate::input::PresetBatch;

/// Rows of a piece: a number of its own, so that sums are the same whatever the number of cores.
const ROWS: usize = 32;

/// The loss of a batch, which is the mean of what `loss` says of pieces, and its slopes. `loss` says the mean over what it is
/// given, which is how far presets' vectors are off.
pub fn loss_and_slopes(
    network: &PresetEncoder,
    batch: &PresetBatch,
    vectors: &Tensor<2>,
    loss: impl Fn(Tensor<2>) -> Tensor<1> + Sync,
) -> (f64, Slopes) {
    let rows = batch.len();
    let shared = device::is_cpu(&vectors.device()) && network.judges_rows_alone();
    if rows <= ROWS || !shared {
        return one(network, batch, vectors.clone(), &loss);
    }
    let starts: Vec<usize> = (0..rows).step_by(ROWS).collect();
    let pieces: Vec<(f64, Slopes)> = starts
        .into_par_iter()
        .map(|start| {
            let piece = start..(start + ROWS).min(rows);
            let share = piece.len() as f64 / rows as f64;
            let batch = PresetBatch {
                numbers: batch.numbers.clone().slice(s![piece.clone(), ..]),
                classes: batch.classes.clone().slice(s![piece.clone(), ..]),
            };
            // A copy of its own, or backward passes would wait for each other.
            let network = network.clone().fork(&vectors.device());
            one(&network, &batch, vectors.clone().slice(s![piece, ..]), |off| loss(off) * share)
        })
        .collect();
    let mut pieces = pieces.into_iter();
    let first = pieces.next().unwrap_or_default();
    pieces.fold(first, |(sum, mut slopes), (loss, more)| {
        slopes.add(more);
        (sum + loss, slopes)
    })
}

/// All at once.
fn one(
    network: &PresetEncoder,
    batch: &PresetBatch,
    vectors: Tensor<2>,
    loss: impl Fn(Tensor<2>) -> Tensor<1>,
) -> (f64, Slopes) {
    let loss = loss(network.forward(batch) - vectors);
    let found = f64::from(loss.clone().into_scalar::<f32>());
    (found, Slopes::take(network, &mut loss.backward()))
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Distribution, TensorData};
    use tonewright_synth::{PresetLayout, Slot};

    use super::*;
    use crate::{EncoderConfig, Init};

    const COUNT: usize = 2 * ROWS + 5;

    fn lesson() -> (PresetEncoder, PresetBatch, Tensor<2>) {
        let device = device::training(device::cpu());
        let layout = PresetLayout::from_slots(vec![Slot::Number, Slot::Choice(3), Slot::Number]);
        let config = EncoderConfig::Transformer { dim: 16, heads: 2, feed: 24, layers: 2 };
        let network = config.init(&layout, 4, &mut Init::new(3, &device)).expect("such a network can be");
        let classes: Vec<i64> = (0..COUNT as i64).map(|row| row % 3).collect();
        let random = |shape| Tensor::random(shape, Distribution::Uniform(0.0, 1.0), &device);
        let batch = PresetBatch {
            numbers: random([COUNT, 2]),
            classes: Tensor::from_data(TensorData::new(classes, [COUNT, 1]), &device),
        };
        (network, batch, random([COUNT, 4]))
    }

    #[test]
    fn pieces_are_the_whole_whatever_the_number_of_threads() {
        let (network, batch, vectors) = lesson();
        let mean = |off: Tensor<2>| off.abs().mean();
        let (loss, whole) = one(&network, &batch, vectors.clone(), mean);
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| loss_and_slopes(&network, &batch, &vectors, mean))
        };
        let (found, pieces) = on(3);
        assert_eq!((found, &pieces), (on(1).0, &on(1).1));
        assert!((found - loss).abs() < 1e-6 * loss, "{found}, not {loss}");
        let (length, mut apart) = (whole.length(), whole);
        let minus =
            pieces.of.into_iter().map(|slopes| slopes.map(|slopes| slopes.iter().map(|x| -x).collect()));
        apart.add(Slopes { of: minus.collect() });
        assert!(length > 1e-3 && apart.length() < 1e-5 * length, "{} of {length}", apart.length());
    }
}
