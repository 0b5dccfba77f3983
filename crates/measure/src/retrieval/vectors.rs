//! Vectors of one length, one after the other.

/// Some vectors of one length.
#[derive(Clone, Copy, Debug)]
pub struct Vectors<'a> {
    values: &'a [f32],
    dim: usize,
}

/// Vectors that nothing can be found among.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RetrievalError {
    /// They have no whole rows.
    #[error("{values} values are no whole vectors of {dim} dimensions")]
    Shape {
        /// How many values there are.
        values: usize,
        /// Dimensions of a vector.
        dim: usize,
    },
    /// A value is no finite number.
    #[error("vector {row} holds a value that is no finite number: the model that made it has broken down")]
    NotFinite {
        /// Which vector.
        row: usize,
    },
    /// Queries and gallery do not go together.
    #[error("{queries} queries can't be looked for among {gallery}: each has its partner in the same place")]
    Partners {
        /// What is looked for: count and dimensions.
        queries: String,
        /// Where: the same.
        gallery: String,
    },
}

impl<'a> Vectors<'a> {
    /// Vectors of `dim` dimensions, one after the other.
    ///
    /// # Errors
    /// [`RetrievalError::Shape`] and [`RetrievalError::NotFinite`].
    pub fn new(values: &'a [f32], dim: usize) -> Result<Self, RetrievalError> {
        if dim == 0 || !values.len().is_multiple_of(dim) {
            return Err(RetrievalError::Shape { values: values.len(), dim });
        }
        match values.iter().position(|value| !value.is_finite()) {
            Some(at) => Err(RetrievalError::NotFinite { row: at / dim }),
            None => Ok(Self { values, dim }),
        }
    }

    /// How many.
    pub fn len(self) -> usize {
        self.values.len() / self.dim
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.values.is_empty()
    }

    /// Dimensions of each.
    pub fn dim(self) -> usize {
        self.dim
    }

    /// All of them.
    pub fn rows(self) -> impl Iterator<Item = &'a [f32]> + Clone {
        self.values.chunks_exact(self.dim)
    }

    /// Fails unless each has a partner.
    pub(super) fn partners(self, gallery: Self) -> Result<(), RetrievalError> {
        if self.len() == gallery.len() && self.dim == gallery.dim {
            return Ok(());
        }
        let told = |v: Self| format!("{} vectors of {} dimensions", v.len(), v.dim);
        Err(RetrievalError::Partners { queries: told(self), gallery: told(gallery) })
    }
}

/// How far apart two kinds of vectors lie: the Euclidean distance between the means of vectors of length 1. 0 where neither
/// kind can be told by its place; at most 2. Vectors of length 0 count as they are.
///
/// # Errors
/// [`RetrievalError::Partners`].
pub fn centroid_distance(a: Vectors, b: Vectors) -> Result<f64, RetrievalError> {
    a.partners(b)?;
    let centroid = |vectors: Vectors| {
        let mut sum = vec![0.0; vectors.dim];
        for row in vectors.rows() {
            let length = row.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
            let scale = if length > 0.0 { length.recip() } else { 0.0 };
            sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += scale * f64::from(*x));
        }
        sum
    };
    let apart = centroid(a).into_iter().zip(centroid(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
    Ok(apart / a.len().max(1) as f64)
}

/// Mean absolute difference of partners' values.
///
/// # Errors
/// [`RetrievalError::Partners`].
pub fn mean_l1(a: Vectors, b: Vectors) -> Result<f64, RetrievalError> {
    a.partners(b)?;
    let apart =
        a.values.iter().zip(b.values).map(|(a, b)| (f64::from(*a) - f64::from(*b)).abs()).sum::<f64>();
    Ok(apart / a.values.len().max(1) as f64)
}

/// The same between each vector and the mean of all: what knowing nothing but that mean comes to.
pub fn mean_l1_of_mean(of: Vectors) -> f64 {
    let count = of.len().max(1) as f64;
    let mut mean = vec![0.0; of.dim];
    for row in of.rows() {
        mean.iter_mut().zip(row).for_each(|(sum, x)| *sum += f64::from(*x) / count);
    }
    let apart = mean.iter().cycle().zip(of.values).map(|(mean, x)| (mean - f64::from(*x)).abs()).sum::<f64>();
    apart / of.values.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_vector_is_refused() {
        assert_eq!(Vectors::new(&[1.0; 5], 2).unwrap_err(), RetrievalError::Shape { values: 5, dim: 2 });
        assert_eq!(Vectors::new(&[], 0).unwrap_err(), RetrievalError::Shape { values: 0, dim: 0 });
        let broken = [0.0, 1.0, 2.0, f32::NAN];
        assert_eq!(Vectors::new(&broken, 2).unwrap_err(), RetrievalError::NotFinite { row: 1 });
        let (two, one) = (Vectors::new(&[1.0; 4], 2).unwrap(), Vectors::new(&[1.0; 2], 2).unwrap());
        let error = centroid_distance(two, one).unwrap_err().to_string();
        assert!(error.contains("2 vectors of 2 dimensions") && error.contains("among 1 vectors"), "{error}");
    }

    #[test]
    fn differences_are_means_over_all_values() {
        let (a, b) = ([1.0, 5.0, 3.0, 9.0], [1.0, 6.0, 0.0, 9.0]);
        let (a, b) = (Vectors::new(&a, 2).unwrap(), Vectors::new(&b, 2).unwrap());
        assert_eq!((mean_l1(a, b), mean_l1(a, a)), (Ok(1.0), Ok(0.0)));
        // The mean is (2, 7).
        assert_eq!(mean_l1_of_mean(a), 1.5);
        assert!(mean_l1(a, Vectors::new(&[1.0; 2], 2).unwrap()).is_err());
    }

    #[test]
    fn opposite_directions_are_two_apart_and_lengths_do_not_count() {
        let (a, b) = ([3.0, 0.0, 5.0, 0.0], [-1.0, 0.0, -7.0, 0.0]);
        let (a, b) = (Vectors::new(&a, 2).unwrap(), Vectors::new(&b, 2).unwrap());
        assert!((centroid_distance(a, b).unwrap() - 2.0).abs() < 1e-12);
        assert!(centroid_distance(a, a).unwrap() < 1e-12);
    }
}
