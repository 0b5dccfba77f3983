//! Something new let through a gate, and of what was there the rest.

use burn::tensor::Tensor;
use rayon::prelude::*;

use super::record::{Numbers, Slopes, input, is_ours, numbers_of, output};
use super::sigmoid;

/// Numbers of a piece.
const PIECE: usize = 1 << 14;

/// `rows` where the gate is shut, `heard` where it is open, all of one shape; how far it is open is the sigmoid of `gate`.
pub(crate) fn let_through(gate: Tensor<2>, heard: Tensor<2>, rows: Tensor<2>) -> Tensor<2> {
    if !is_ours(&rows) {
        let open = burn::tensor::activation::sigmoid(gate);
        return rows.clone() + open * (heard - rows);
    }
    let shape = rows.dims();
    let inputs = [input(gate), input(heard), input(rows)];
    let [gate, heard, rows] = numbers_of(&inputs);
    let mut open = gate.all().to_vec();
    let mut values = vec![0.0; open.len()];
    let from = heard.all().par_chunks(PIECE).zip(rows.all().par_chunks(PIECE));
    let pieces = values.par_chunks_mut(PIECE).zip(open.par_chunks_mut(PIECE)).zip(from);
    pieces.for_each(|((values, open), (heard, rows))| {
        for ((value, open), (heard, row)) in values.iter_mut().zip(open).zip(heard.iter().zip(rows)) {
            *open = sigmoid(*open);
            *value = row + *open * (heard - row);
        }
    });
    let remembered = Gate { open: Numbers::new(open, shape), heard, rows, shape };
    output(inputs, Numbers::new(values, shape), remembered)
}

/// What is remembered.
#[derive(Clone, Debug)]
struct Gate {
    open: Numbers,
    heard: Numbers,
    rows: Numbers,
    shape: [usize; 2],
}

impl Slopes<3> for Gate {
    fn slopes(self, output: &Numbers) -> [Numbers; 3] {
        let [mut gates, mut heards, mut rest] = [(); 3].map(|()| vec![0.0; output.all().len()]);
        let to =
            gates.par_chunks_mut(PIECE).zip(heards.par_chunks_mut(PIECE)).zip(rest.par_chunks_mut(PIECE));
        let from = self.heard.all().par_chunks(PIECE).zip(self.rows.all().par_chunks(PIECE));
        let from = output.all().par_chunks(PIECE).zip(self.open.all().par_chunks(PIECE)).zip(from);
        to.zip(from).for_each(|(((gates, heards), rest), ((along, open), (heard, rows)))| {
            let to = gates.iter_mut().zip(heards).zip(rest);
            let from = along.iter().zip(open).zip(heard.iter().zip(rows));
            for (((gate, new), old), ((along, open), (heard, row))) in to.zip(from) {
                *new = along * open;
                *old = along - *new;
                *gate = *old * open * (heard - row);
            }
        });
        [gates, heards, rest].map(|slopes| Numbers::new(slopes, self.shape))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fused::same::{along, assert_same, numbers};

    #[test]
    fn it_is_what_the_library_says_in_four_operations() {
        let [gate, heard, rows] = [1, 2, 3].map(|salt| numbers([130, 301], salt));
        let leaves = [along(gate.clone()), along(heard.clone()), along(rows.clone())];
        let theirs = || {
            let open = burn::tensor::activation::sigmoid(gate.clone());
            rows.clone() + open * (heard.clone() - rows.clone())
        };
        assert_same(|| let_through(gate.clone(), heard.clone(), rows.clone()), theirs, &leaves);
    }
}
