//! Columns brought to the same mean and deviation over a batch (Ioffe and Szegedy, *Batch Normalization*, 2015), then cut off
//! below 0 where that is told.

use burn::module::RunningState;
use burn::nn::BatchNorm;
use burn::tensor::Tensor;
use burn::tensor::activation::relu;
use rayon::prelude::*;

use super::record::{Numbers, Slopes, input, is_ours, numbers_of, output};
use super::{ROWS, summed};

/// Rows × columns to the same.
pub(crate) fn normed(norm: &BatchNorm, rows: Tensor<2>, is_cut: bool) -> Tensor<2> {
    let learns = rows.device().is_autodiff() && norm.training.is_enabled();
    if !learns || !is_ours(&rows) {
        let normed = norm.forward(rows);
        return if is_cut { relu(normed) } else { normed };
    }
    let shape = rows.dims();
    let inputs = [input(rows), input(norm.gamma.val()), input(norm.beta.val())];
    let [rows, gamma, beta] = numbers_of(&inputs);
    let moments = Moments::of(rows.all(), shape[1]);
    keep(&norm.running_mean, norm.momentum, &moments.mean);
    keep(&norm.running_var, norm.momentum, &moments.variance);
    let columns = Columns::new(moments, [gamma.all(), beta.all()], norm.epsilon, is_cut);
    let values = columns.moved(rows.all());
    output(inputs, Numbers::new(values, shape), Normed { rows, columns })
}

/// What a norm keeps for afterwards follows what was seen.
fn keep(state: &RunningState<Tensor<1>>, share: f64, seen: &[f32]) {
    let before = state.value_sync();
    let seen = Tensor::from_floats(seen, &before.device());
    state.update((before * (1.0 - share) + seen * share).detach());
}

/// Of each column over the batch.
struct Moments {
    mean: Vec<f32>,
    /// By the number of rows.
    variance: Vec<f32>,
}

impl Moments {
    fn of(values: &[f32], columns: usize) -> Self {
        let share = 1.0 / (values.len() / columns) as f32;
        let sums = values.par_chunks(ROWS * columns).map(|piece| {
            let mut sums = vec![0.0; columns];
            for row in piece.chunks_exact(columns) {
                sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
            }
            sums
        });
        let mean: Vec<f32> = summed(sums).into_iter().map(|sum| share * sum).collect();
        let squares = values.par_chunks(ROWS * columns).map(|piece| {
            let mut sums = vec![0.0; columns];
            for row in piece.chunks_exact(columns) {
                let off = row.iter().zip(&mean).map(|(x, mean)| x - mean);
                sums.iter_mut().zip(off).for_each(|(sum, off)| *sum += off * off);
            }
            sums
        });
        let variance = summed(squares).into_iter().map(|sum| share * sum).collect();
        Self { mean, variance }
    }
}

/// How columns are moved: a number for each.
#[derive(Clone, Debug)]
struct Columns {
    mean: Vec<f32>,
    /// One by the deviation.
    narrow: Vec<f32>,
    /// What is learned, times that.
    scale: Vec<f32>,
    beta: Vec<f32>,
    /// The least that comes out.
    least: f32,
}

impl Columns {
    fn new(moments: Moments, [gamma, beta]: [&[f32]; 2], epsilon: f64, is_cut: bool) -> Self {
        let narrow = |variance: f32| (variance + epsilon as f32).sqrt().recip();
        let narrow: Vec<f32> = moments.variance.into_iter().map(narrow).collect();
        let scale = narrow.iter().zip(gamma).map(|(narrow, gamma)| narrow * gamma).collect();
        let least = if is_cut { 0.0 } else { f32::NEG_INFINITY };
        Self { mean: moments.mean, narrow, scale, beta: beta.to_vec(), least }
    }

    fn count(&self) -> usize {
        self.mean.len()
    }

    /// A piece of rows holds so many numbers.
    fn piece(&self) -> usize {
        ROWS * self.count()
    }

    fn moved(&self, rows: &[f32]) -> Vec<f32> {
        let mut values = vec![0.0; rows.len()];
        let pieces = values.par_chunks_mut(self.piece()).zip(rows.par_chunks(self.piece()));
        pieces.for_each(|(values, rows)| {
            let rows = values.chunks_exact_mut(self.count()).zip(rows.chunks_exact(self.count()));
            for (values, row) in rows {
                let how = self.mean.iter().zip(&self.scale).zip(&self.beta);
                for ((value, x), ((mean, scale), beta)) in values.iter_mut().zip(row).zip(how) {
                    let moved = (x - mean) * scale + beta;
                    // What is no number stays none.
                    *value = if moved < self.least { self.least } else { moved };
                }
            }
        });
        values
    }

    /// Of a piece, for each column: the sum of the slopes, then (behind those of all columns) of slopes times distances from the mean.
    fn sums(&self, rows: &[f32], along: &[f32]) -> Vec<f32> {
        let mut sums = vec![0.0; 2 * self.count()];
        let (plain, times) = sums.split_at_mut(self.count());
        for (row, along) in rows.chunks_exact(self.count()).zip(along.chunks_exact(self.count())) {
            let how = self.mean.iter().zip(&self.scale).zip(&self.beta);
            let sums = plain.iter_mut().zip(&mut *times);
            for (((x, along), ((mean, scale), beta)), (plain, times)) in
                row.iter().zip(along).zip(how).zip(sums)
            {
                let off = x - mean;
                let along = if off * scale + beta <= self.least { 0.0 } else { *along };
                *plain += along;
                *times += along * off;
            }
        }
        sums
    }

    /// Slopes of a piece; of each column its own go off by `less` and by `tilt` for each distance from the mean.
    fn back(&self, slopes: &mut [f32], [rows, along]: [&[f32]; 2], [less, tilt]: [&[f32]; 2]) {
        let rows = rows.chunks_exact(self.count()).zip(along.chunks_exact(self.count()));
        for (slopes, (row, along)) in slopes.chunks_exact_mut(self.count()).zip(rows) {
            let how = self.mean.iter().zip(&self.scale).zip(&self.beta).zip(less.iter().zip(tilt));
            let of = slopes.iter_mut().zip(row.iter().zip(along)).zip(how);
            for ((slope, (x, along)), (((mean, scale), beta), (less, tilt))) in of {
                let off = x - mean;
                let along = if off * scale + beta <= self.least { 0.0 } else { *along };
                *slope = scale * along - less - tilt * off;
            }
        }
    }
}

/// What is remembered.
#[derive(Clone, Debug)]
struct Normed {
    rows: Numbers,
    columns: Columns,
}

impl Slopes<3> for Normed {
    /// Of rows, scales and shifts. What a number adds to the mean and the deviation comes back from all others of its column.
    fn slopes(self, output: &Numbers) -> [Numbers; 3] {
        let (columns, rows, along) = (&self.columns, self.rows.all(), output.all());
        let (count, piece) = (columns.count(), columns.piece());
        let pieces = rows.par_chunks(piece).zip(along.par_chunks(piece));
        let sums = summed(pieces.map(|(rows, along)| columns.sums(rows, along)));
        let (beta, times) = sums.split_at(count);
        let gamma: Vec<f32> = times.iter().zip(&columns.narrow).map(|(sum, narrow)| sum * narrow).collect();
        let share = 1.0 / (rows.len() / count) as f32;
        let less = columns.scale.iter().zip(beta).map(|(scale, sum)| share * scale * sum);
        let tilt = columns.scale.iter().zip(&columns.narrow).zip(&gamma);
        let tilt = tilt.map(|((scale, narrow), sum)| share * scale * narrow * sum);
        let (less, tilt): (Vec<f32>, Vec<f32>) = (less.collect(), tilt.collect());
        let mut slopes = vec![0.0; rows.len()];
        let pieces = rows.par_chunks(piece).zip(along.par_chunks(piece));
        slopes
            .par_chunks_mut(piece)
            .zip(pieces)
            .for_each(|(slopes, (rows, along))| columns.back(slopes, [rows, along], [&less, &tilt]));
        let shape = [rows.len() / count, count];
        [Numbers::new(slopes, shape), Numbers::new(gamma, [count]), Numbers::new(beta.to_vec(), [count])]
    }
}

#[cfg(test)]
mod tests {
    use burn::module::Param;
    use burn::nn::BatchNormConfig;

    use super::*;
    use crate::fused::same::{along, assert_same, numbers};

    #[test]
    fn it_is_the_norm_of_the_library_and_a_cut() {
        for rows in [3, ROWS, 2 * ROWS + 5] {
            let input = numbers([rows, 7], 1) * 3.0 + 2.0;
            let input = input.detach().require_grad();
            let mut norm = BatchNormConfig::new(7).init(&input.device());
            norm.gamma = Param::from_tensor(numbers([7], 2));
            norm.beta = Param::from_tensor(numbers([7], 3));
            let leaves = [along(input.clone()), along(norm.gamma.val()), along(norm.beta.val())];
            assert_same(|| normed(&norm, input.clone(), true), || relu(norm.forward(input.clone())), &leaves);
            assert_same(|| normed(&norm, input.clone(), false), || norm.forward(input.clone()), &leaves);
        }
    }

    #[test]
    fn what_it_saw_is_kept_as_the_library_keeps_it() {
        let (device, input) = (numbers([1], 0).device(), numbers([40, 3], 1));
        let [ours, theirs] = [(); 2].map(|()| BatchNormConfig::new(3).init(&device));
        for _ in 0..3 {
            normed(&ours, input.clone(), true);
            theirs.forward(input.clone());
        }
        let seen = |norm: &BatchNorm| {
            let both = [norm.running_mean.value_sync(), norm.running_var.value_sync()];
            both.map(|of| of.into_data().try_into_vec_as::<f32>().unwrap()).concat()
        };
        let (ours, theirs) = (seen(&ours), seen(&theirs));
        assert!(ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() < 1e-6), "{ours:?} {theirs:?}");
        assert!((ours[3] - 1.0).abs() > 0.05, "it follows what it sees");
    }
}
