//! A token for each parameter of a preset: along a direction of its own where it is a number, of its class where it is a choice.

use burn::tensor::{Int, Tensor};
use rayon::prelude::*;

use super::record::{Numbers, Slopes, input, is_ours, numbers_of, output};
use super::{ROWS, summed};

/// Where a token comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Source {
    /// The number of that index.
    Number(usize),
    /// The choice of that index, whose classes begin in the table there.
    Choice { index: usize, start: usize },
}

/// What tokens are made of.
pub(crate) struct Made {
    /// Presets × numbers.
    pub(crate) numbers: Tensor<2>,
    /// Presets × choices.
    pub(crate) classes: Tensor<2, Int>,
    /// Numbers × dimensions.
    pub(crate) directions: Tensor<2>,
    /// Classes of all choices × dimensions.
    pub(crate) table: Tensor<2>,
}

/// Presets × tokens × dimensions, a token for each source; none where such an operation can't be done on it.
pub(crate) fn tokens(made: Made, sources: Vec<Source>) -> Option<Tensor<3>> {
    if !is_ours(&made.table) {
        return None;
    }
    let ([rows, count], dim) = (made.numbers.dims(), made.table.dims()[1]);
    let counts = [count, made.classes.dims()[1]];
    let classes = made.classes.into_data().try_into_vec_as::<i64>().ok()?;
    let classes = classes.into_iter().map(|class| class as usize).collect();
    let inputs = [input(made.numbers), input(made.directions), input(made.table)];
    let [numbers, directions, table] = numbers_of(&inputs);
    let made = Tokens { sources, counts, dim, numbers, classes, directions, table };
    let values = made.values(rows);
    Some(output(inputs, Numbers::new(values, [rows, made.sources.len(), dim]), made))
}

/// What is remembered.
#[derive(Clone, Debug)]
struct Tokens {
    sources: Vec<Source>,
    /// How many numbers and choices a preset has.
    counts: [usize; 2],
    dim: usize,
    numbers: Numbers,
    /// Presets × choices.
    classes: Vec<usize>,
    directions: Numbers,
    table: Numbers,
}

impl Tokens {
    /// The numbers and the classes of a preset.
    fn preset(&self, row: usize) -> (&[f32], &[usize]) {
        let [numbers, choices] = self.counts;
        (&self.numbers.all()[row * numbers..][..numbers], &self.classes[row * choices..][..choices])
    }

    fn values(&self, rows: usize) -> Vec<f32> {
        let (dim, directions, table) = (self.dim, self.directions.all(), self.table.all());
        let mut values = vec![0.0; rows * self.sources.len() * dim];
        values.par_chunks_mut(self.sources.len() * dim).enumerate().for_each(|(row, values)| {
            let (numbers, classes) = self.preset(row);
            for (to, source) in values.chunks_exact_mut(dim).zip(&self.sources) {
                match *source {
                    Source::Number(index) => {
                        let direction = &directions[index * dim..][..dim];
                        to.iter_mut().zip(direction).for_each(|(to, x)| *to = numbers[index] * x);
                    }
                    Source::Choice { index, start } => {
                        to.copy_from_slice(&table[(start + classes[index]) * dim..][..dim]);
                    }
                }
            }
        });
        values
    }

    /// Of a piece that begins at a row the slopes along its numbers, written; said are those along directions, and behind them
    /// those along the table.
    fn back(&self, first: usize, along: &[f32], of_numbers: &mut [f32]) -> Vec<f32> {
        let (dim, directions) = (self.dim, self.directions.all());
        let [count, _] = self.counts;
        let mut sums = vec![0.0; directions.len() + self.table.all().len()];
        let (of_directions, of_table) = sums.split_at_mut(directions.len());
        for (row, along) in along.chunks_exact(self.sources.len() * dim).enumerate() {
            let (numbers, classes) = self.preset(first + row);
            for (along, source) in along.chunks_exact(dim).zip(&self.sources) {
                match *source {
                    Source::Number(index) => {
                        let direction = &directions[index * dim..][..dim];
                        let sums = &mut of_directions[index * dim..][..dim];
                        sums.iter_mut().zip(along).for_each(|(sum, x)| *sum += numbers[index] * x);
                        of_numbers[row * count + index] =
                            along.iter().zip(direction).map(|(slope, x)| slope * x).sum();
                    }
                    Source::Choice { index, start } => {
                        let sums = &mut of_table[(start + classes[index]) * dim..][..dim];
                        sums.iter_mut().zip(along).for_each(|(sum, x)| *sum += x);
                    }
                }
            }
        }
        sums
    }
}

impl Slopes<3> for Tokens {
    /// Of numbers, directions and the table.
    fn slopes(self, output: &Numbers) -> [Numbers; 3] {
        let ([numbers, _], dim) = (self.counts, self.dim);
        let rows = output.all().len() / (self.sources.len() * dim);
        let mut of_numbers = vec![0.0; rows * numbers];
        // As many pieces where a preset has no number.
        let mut pieces: Vec<&mut [f32]> = of_numbers.chunks_mut((ROWS * numbers).max(1)).collect();
        pieces.resize_with(rows.div_ceil(ROWS), || &mut []);
        let along = output.all().par_chunks(ROWS * self.sources.len() * dim);
        let sums = summed(
            pieces
                .into_par_iter()
                .zip(along)
                .enumerate()
                .map(|(piece, (of_numbers, along))| self.back(ROWS * piece, along, of_numbers)),
        );
        let (directions, table) = sums.split_at(numbers * dim);
        [
            Numbers::new(of_numbers, [rows, numbers]),
            Numbers::new(directions.to_vec(), [numbers, dim]),
            Numbers::new(table.to_vec(), [table.len() / dim, dim]),
        ]
    }
}
