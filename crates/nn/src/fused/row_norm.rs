//! Each row brought to the same mean and deviation (Ba, Kiros and Hinton, *Layer Normalization*, 2016).

use burn::nn::LayerNorm;
use burn::tensor::Tensor;
use burn::tensor::module::layer_norm;
use rayon::prelude::*;

use super::record::{Numbers, Slopes, input, is_ours, numbers_of, output};
use super::{LANES, sum, summed};

/// Rows of a piece: they are of tokens, of which a preset has many.
const ROWS: usize = 256;
/// What is added to variances: that of all our norms, which a norm doesn't tell.
const EPSILON: f32 = 1e-5;

/// Rows of so many dimensions, the last axis, to the same.
pub(crate) fn normed_rows<const D: usize>(norm: &LayerNorm, rows: Tensor<D>) -> Tensor<D> {
    match norm.beta.as_ref().filter(|_| rows.device().is_autodiff()) {
        Some(beta) => rows_normed_by([norm.gamma.val(), beta.val()], EPSILON, rows),
        None => norm.forward(rows),
    }
}

/// The same with scales and shifts of the dimensions, and what is added to variances.
pub(crate) fn rows_normed_by<const D: usize>(
    [gamma, beta]: [Tensor<1>; 2],
    epsilon: f32,
    rows: Tensor<D>,
) -> Tensor<D> {
    if !is_ours(&rows) {
        return layer_norm(rows, gamma, Some(beta), f64::from(epsilon));
    }
    let shape = rows.dims();
    let dim = shape[D - 1];
    let inputs = [input(rows), input(gamma), input(beta)];
    let [rows, gamma, beta] = numbers_of(&inputs);
    let mut values = vec![0.0; rows.all().len()];
    let pieces = values.par_chunks_mut(ROWS * dim).zip(rows.all().par_chunks(ROWS * dim));
    let moments = pieces.map(|(values, rows)| {
        let rows = values.chunks_exact_mut(dim).zip(rows.chunks_exact(dim));
        rows.map(|(values, row)| moved(row, [gamma.all(), beta.all()], epsilon, values)).collect()
    });
    let moments: Vec<Vec<[f32; 2]>> = moments.collect();
    output(inputs, Numbers::new(values, shape), Normed { rows, gamma, moments, shape })
}

/// Writes a row as it is moved; its mean, and one by its deviation.
fn moved(row: &[f32], [gamma, beta]: [&[f32]; 2], epsilon: f32, to: &mut [f32]) -> [f32; 2] {
    let share = 1.0 / row.len() as f32;
    let mean = share * sum(row, |x| x);
    let narrow = (share * sum(row, |x| (x - mean) * (x - mean)) + epsilon).sqrt().recip();
    let how = gamma.iter().zip(beta);
    for ((to, x), (gamma, beta)) in to.iter_mut().zip(row).zip(how) {
        *to = (x - mean) * narrow * gamma + beta;
    }
    [mean, narrow]
}

/// What is remembered.
#[derive(Clone, Debug)]
struct Normed<const D: usize> {
    rows: Numbers,
    gamma: Numbers,
    /// Of each row of each piece its mean, and one by its deviation.
    moments: Vec<Vec<[f32; 2]>>,
    shape: [usize; D],
}

impl<const D: usize> Slopes<3> for Normed<D> {
    /// Of rows, scales and shifts.
    fn slopes(self, output: &Numbers) -> [Numbers; 3] {
        let (dim, rows, gamma) = (self.shape[D - 1], self.rows.all(), self.gamma.all());
        let mut slopes = vec![0.0; rows.len()];
        let from = rows.par_chunks(ROWS * dim).zip(output.all().par_chunks(ROWS * dim));
        let pieces = slopes.par_chunks_mut(ROWS * dim).zip(from).zip(self.moments.par_iter());
        let sums = summed(pieces.map(|((slopes, (rows, along)), moments)| {
            let mut sums = vec![0.0; 2 * dim];
            let mut unit = vec![0.0; dim];
            let from = rows.chunks_exact(dim).zip(along.chunks_exact(dim)).zip(moments);
            for (slopes, ((row, along), moments)) in slopes.chunks_exact_mut(dim).zip(from) {
                back(*moments, [row, along, gamma], &mut unit, slopes);
                let (gammas, betas) = sums.split_at_mut(dim);
                for ((gamma, beta), (unit, along)) in gammas.iter_mut().zip(betas).zip(unit.iter().zip(along))
                {
                    *gamma += unit * along;
                    *beta += along;
                }
            }
            sums
        }));
        let (gamma, beta) = sums.split_at(dim);
        let row = |of: &[f32]| Numbers::new(of.to_vec(), [dim]);
        [Numbers::new(slopes, self.shape), row(gamma), row(beta)]
    }
}

/// Writes the slopes along a row, and the row as it was brought to one deviation.
fn back([mean, narrow]: [f32; 2], [row, along, gamma]: [&[f32]; 3], unit: &mut [f32], to: &mut [f32]) {
    let share = 1.0 / row.len() as f32;
    for ((unit, x), (to, (along, gamma))) in
        unit.iter_mut().zip(row).zip(to.iter_mut().zip(along.iter().zip(gamma)))
    {
        *unit = (x - mean) * narrow;
        *to = along * gamma;
    }
    let less = share * sum(to, |slope| slope);
    let mut tilts = [0.0; LANES];
    for (part, unit) in to.chunks(LANES).zip(unit.chunks(LANES)) {
        tilts.iter_mut().zip(part.iter().zip(unit)).for_each(|(sum, (slope, unit))| *sum += slope * unit);
    }
    let tilt = share * tilts.iter().sum::<f32>();
    for (to, unit) in to.iter_mut().zip(&*unit) {
        *to = narrow * (*to - less - tilt * unit);
    }
}

#[cfg(test)]
mod tests {
    use burn::module::Param;
    use burn::nn::LayerNormConfig;

    use super::*;
    use crate::fused::same::{along, assert_same, numbers};

    #[test]
    fn it_is_the_norm_of_the_library() {
        for dim in [3, LANES, 2 * LANES + 5] {
            let input = numbers([ROWS / 10, 23, dim], 1);
            let mut norm = LayerNormConfig::new(dim).init(&input.device());
            norm.gamma = Param::from_tensor(numbers([dim], 2));
            norm.beta = Some(Param::from_tensor(numbers([dim], 3)));
            let beta = norm.beta.as_ref().map(Param::val).unwrap();
            let leaves = [along(input.clone()), along(norm.gamma.val()), along(beta.clone())];
            assert_same(|| normed_rows(&norm, input.clone()), || norm.forward(input.clone()), &leaves);
        }
    }
}
