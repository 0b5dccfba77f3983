//! What stands for a whole sound.

use tonewright_audio::Matrix;

/// What of its vectors, one for each moment, stands for a whole sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverTime {
    /// The mean of each dimension.
    Mean,
    /// The largest number of each dimension; where a network says several vectors of a spectrum, those that begin when the sound
    /// is over count too.
    Max,
}

impl OverTime {
    /// The vector of a whole sound, of those of its moments (at least one): moments × dimensions.
    pub fn of(self, vectors: &Matrix) -> Vec<f32> {
        match self {
            Self::Mean => vectors.column_means().into_iter().map(|mean| mean as f32).collect(),
            Self::Max => {
                let mut rows = vectors.rows();
                let mut largest = rows.next().map(<[f32]>::to_vec).unwrap_or_default();
                for row in rows {
                    largest.iter_mut().zip(row).for_each(|(largest, value)| *largest = largest.max(*value));
                }
                largest
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimensions_are_taken_each_for_itself() {
        let vectors = Matrix::from_values(vec![1.0, -4.0, 3.0, -2.0, -1.0, -6.0], 2);
        assert_eq!(OverTime::Mean.of(&vectors), [1.0, -4.0]);
        assert_eq!(OverTime::Max.of(&vectors), [3.0, -2.0]);
    }
}
