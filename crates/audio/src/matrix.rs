//! The shape every feature has: a flat, row-major matrix whose rows are frames in time.
//!
//! One buffer that is reshaped in place, so that computing a feature again allocates nothing.

use tonewright_fourier::num_complex::Complex32;

/// Frames × bins values, one row per frame, row after row in one vector.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    values: Vec<f32>,
    frames: usize,
    bins: usize,
}

/// A [`Matrix`] whose bins are frequencies or bands of frequency.
pub type Spectrogram = Matrix;

impl Matrix {
    /// An empty matrix, to be filled by a `process_into`.
    pub fn new() -> Self {
        Self::default()
    }

    /// A matrix of zeros.
    pub fn zeros(frames: usize, bins: usize) -> Self {
        Self { values: vec![0.0; frames * bins], frames, bins }
    }

    /// A matrix from its values, row after row.
    ///
    /// # Panics
    /// When `values` does not hold a whole number of rows of `bins`.
    pub fn from_values(values: Vec<f32>, bins: usize) -> Self {
        assert!(bins > 0 && values.len().is_multiple_of(bins), "values fill whole rows");
        Self { frames: values.len() / bins, values, bins }
    }

    /// Takes another shape, keeping the allocation; the values are unspecified afterwards.
    pub fn reshape(&mut self, frames: usize, bins: usize) {
        self.values.resize(frames * bins, 0.0);
        (self.frames, self.bins) = (frames, bins);
    }

    /// Number of rows.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Number of columns.
    pub fn bins(&self) -> usize {
        self.bins
    }

    /// The row of frame `index`.
    ///
    /// # Panics
    /// When there is no such frame.
    pub fn frame(&self, index: usize) -> &[f32] {
        assert!(index < self.frames, "frame {index} of {}", self.frames);
        &self.values[index * self.bins..][..self.bins]
    }

    /// The row of frame `index`, to be written.
    ///
    /// # Panics
    /// When there is no such frame.
    pub fn frame_mut(&mut self, index: usize) -> &mut [f32] {
        assert!(index < self.frames, "frame {index} of {}", self.frames);
        &mut self.values[index * self.bins..][..self.bins]
    }

    /// All rows in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.values.chunks_exact(self.bins.max(1))
    }

    /// All values, row after row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// All values, to be written.
    pub fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// The largest value (−∞ when there is none).
    pub fn max(&self) -> f32 {
        self.values.iter().copied().fold(f32::NEG_INFINITY, f32::max)
    }

    /// The mean of each column over the frames.
    pub fn column_means(&self) -> Vec<f64> {
        let mut sums = vec![0.0_f64; self.bins];
        for row in self.rows() {
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value));
        }
        sums.iter_mut().for_each(|sum| *sum /= self.frames.max(1) as f64);
        sums
    }
}

/// Frames × bins complex values of a short-time Fourier transform, one row per frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComplexSpectrogram {
    values: Vec<Complex32>,
    frames: usize,
    bins: usize,
}

impl ComplexSpectrogram {
    /// An empty spectrogram, to be filled by a `complex_into`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes another shape, keeping the allocation; the values are unspecified afterwards.
    pub fn reshape(&mut self, frames: usize, bins: usize) {
        self.values.resize(frames * bins, Complex32::ZERO);
        (self.frames, self.bins) = (frames, bins);
    }

    /// Number of rows.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Number of columns: `fft_len / 2 + 1`.
    pub fn bins(&self) -> usize {
        self.bins
    }

    /// The row of frame `index`.
    ///
    /// # Panics
    /// When there is no such frame.
    pub fn frame(&self, index: usize) -> &[Complex32] {
        assert!(index < self.frames, "frame {index} of {}", self.frames);
        &self.values[index * self.bins..][..self.bins]
    }

    /// All values, row after row, to be written.
    pub(crate) fn values_mut(&mut self) -> &mut [Complex32] {
        &mut self.values
    }

    /// The row of frame `index`, to be written.
    ///
    /// # Panics
    /// When there is no such frame.
    pub fn frame_mut(&mut self, index: usize) -> &mut [Complex32] {
        assert!(index < self.frames, "frame {index} of {}", self.frames);
        &mut self.values[index * self.bins..][..self.bins]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_frames() {
        let matrix = Matrix::from_values(vec![1.0, 2.0, 3.0, 4.0, 5.0, 9.0], 3);
        assert_eq!((matrix.frames(), matrix.bins()), (2, 3));
        assert_eq!(matrix.frame(1), [4.0, 5.0, 9.0]);
        assert_eq!(matrix.column_means(), [2.5, 3.5, 6.0]);
        assert_eq!(matrix.max(), 9.0);
    }

    #[test]
    fn an_empty_matrix_has_no_rows() {
        let matrix = Matrix::new();
        assert_eq!(matrix.rows().len(), 0);
        assert!(matrix.column_means().is_empty());
    }
}
