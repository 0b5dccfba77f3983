//! The unit that each dimension of a vector is learned in.

use tonewright_nn::weights::{Tensors, Values};

use super::Units;

/// Means and deviations of each dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Taken off.
    pub mean: Vec<f32>,
    /// Divided by.
    pub deviation: Vec<f32>,
}

/// A dimension that varies by less than this share of its size is taken as one that does not vary: it is not enlarged.
const STILL: f64 = 1e-6;

impl Scale {
    /// None: vectors stay as they are.
    pub fn none(dim: usize) -> Self {
        Self { mean: vec![0.0; dim], deviation: vec![1.0; dim] }
    }

    /// Of these units, that of some vectors, one after the other, of which none is kept; no one's for none.
    ///
    /// # Errors
    /// The first of theirs.
    pub fn of<E>(
        rows: impl Iterator<Item = Result<Vec<f32>, E>>,
        dim: usize,
        units: Units,
    ) -> Result<Self, E> {
        if units == Units::None {
            return Ok(Self::none(dim));
        }
        let (mut count, mut mean, mut squares) = (0.0, vec![0.0; dim], vec![0.0; dim]);
        for row in rows {
            count += 1.0;
            for ((mean, squares), x) in mean.iter_mut().zip(&mut squares).zip(row?) {
                // Welford's: nothing is lost where the mean is large.
                let off = f64::from(x) - *mean;
                *mean += off / count;
                *squares += off * (f64::from(x) - *mean);
            }
        }
        let unit = |(mean, squares): (&f64, &f64)| {
            let deviation = (squares / f64::max(count, 1.0)).sqrt();
            if deviation > STILL * mean.abs() && deviation > 0.0 { deviation as f32 } else { 1.0 }
        };
        if units == Units::Together {
            let (all, mean_of_means) = (squares.iter().sum::<f64>(), mean.iter().sum::<f64>());
            let one = unit((&(mean_of_means / dim.max(1) as f64), &(all / dim.max(1) as f64)));
            let mean = mean.iter().map(|mean| *mean as f32).collect();
            return Ok(Self { mean, deviation: vec![one; dim] });
        }
        Ok(Self {
            deviation: mean.iter().zip(&squares).map(unit).collect(),
            mean: mean.iter().map(|mean| *mean as f32).collect(),
        })
    }

    /// Brings a vector into these units.
    pub fn apply(&self, row: &mut [f32]) {
        for ((x, mean), deviation) in row.iter_mut().zip(&self.mean).zip(&self.deviation) {
            *x = (*x - mean) / deviation;
        }
    }

    /// And back into its own.
    pub fn undo(&self, row: &mut [f32]) {
        for ((x, mean), deviation) in row.iter_mut().zip(&self.mean).zip(&self.deviation) {
            *x = *x * deviation + mean;
        }
    }

    pub(super) fn tensors(&self) -> Tensors {
        let row = |values: &Vec<f32>| Values::row(values.clone());
        Tensors::from([("mean".to_owned(), row(&self.mean)), ("deviation".to_owned(), row(&self.deviation))])
    }

    pub(super) fn from_tensors(tensors: &Tensors, dim: usize) -> Option<Self> {
        let row = |name| Some(tensors.get(name)?.values.clone()).filter(|values| values.len() == dim);
        let scale = Self { mean: row("mean")?, deviation: row("deviation")? };
        scale.deviation.iter().all(|x| *x > 0.0).then_some(scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_come_to_unit_deviation_and_back() {
        let rows = [[1e6_f32, 3.0, 5.0], [1e6 + 2.0, 5.0, 5.0], [1e6 + 4.0, 7.0, 5.0]];
        let scale = Scale::of(rows.iter().map(|row| Ok::<_, ()>(row.to_vec())), 3, Units::Each).unwrap();
        assert_eq!(scale.mean, [1e6 + 2.0, 5.0, 5.0]);
        let root = (8.0_f32 / 3.0).sqrt();
        assert!((scale.deviation[1] - root).abs() < 1e-6 && scale.deviation[2] == 1.0);
        let mut row = rows[0];
        scale.apply(&mut row);
        assert!((row[1] + 2.0 / root).abs() < 1e-6 && row[2] == 0.0);
        scale.undo(&mut row);
        assert!((row[1] - 3.0).abs() < 1e-6);
        assert_eq!(Scale::from_tensors(&scale.tensors(), 3), Some(scale.clone()));
        assert_eq!(Scale::from_tensors(&scale.tensors(), 2), None);
        assert_eq!(Scale::of([].into_iter(), 2, Units::Each), Ok::<_, ()>(Scale::none(2)));
        assert_eq!(Scale::of([Ok(vec![1.0]), Err("broken")].into_iter(), 1, Units::Each), Err("broken"));
    }
    #[test]
    fn together_dimensions_keep_their_share_of_a_distance() {
        let rows =
            || [[0.0_f32, 10.0], [2.0, 10.0], [0.0, 16.0], [2.0, 16.0]].map(|row| Ok::<_, ()>(row.to_vec()));
        let scale = Scale::of(rows().into_iter(), 2, Units::Together).unwrap();
        // Variances 1 and 9: the root of their mean.
        assert_eq!((&scale.mean[..], &scale.deviation[..]), (&[1.0, 13.0][..], &[5.0_f32.sqrt(); 2][..]));
        assert_eq!(Scale::of(rows().into_iter(), 2, Units::None), Ok(Scale::none(2)));
    }
}
