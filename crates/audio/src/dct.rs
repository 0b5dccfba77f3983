//! The discrete cosine transform of cepstra: DCT-II with orthonormal scaling, first coefficients only.

use std::f64::consts::PI;

/// A planned orthonormal DCT-II from `inputs` values to the first `outputs` coefficients:
/// `y[k] = s(k) Σ x[n] cos(π k (2n+1) / 2N)`, `s(0) = √(1/N)`, `s(k) = √(2/N)` (SciPy's `norm="ortho"`).
#[derive(Clone, Debug)]
pub struct Dct {
    /// `inputs` rows of `outputs` weights: accumulated row by row, which needs no horizontal sums.
    weights: Vec<f32>,
    inputs: usize,
    outputs: usize,
}

impl Dct {
    /// Plans the transform; `outputs` is limited to `inputs`.
    pub fn new(inputs: usize, outputs: usize) -> Self {
        let outputs = outputs.min(inputs);
        let weight = |n: usize, k: usize| {
            let scale = if k == 0 { 1.0 / inputs as f64 } else { 2.0 / inputs as f64 }.sqrt();
            (scale * (PI * k as f64 * (2 * n + 1) as f64 / (2 * inputs) as f64).cos()) as f32
        };
        let weights = (0..inputs).flat_map(|n| (0..outputs).map(move |k| weight(n, k))).collect();
        Self { weights, inputs, outputs }
    }

    /// How many values go in.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// How many coefficients come out.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// The weights that input `index` has in every output.
    pub(crate) fn weights_of_input(&self, index: usize) -> &[f32] {
        &self.weights[index * self.outputs..][..self.outputs]
    }

    /// Transforms `input` (length [`Dct::inputs`]) into `output` (length [`Dct::outputs`]).
    ///
    /// # Panics
    /// When a length differs.
    pub fn process_into(&self, input: &[f32], output: &mut [f32]) {
        assert_eq!((input.len(), output.len()), (self.inputs, self.outputs), "lengths as planned");
        output.fill(0.0);
        for (n, x) in input.iter().enumerate() {
            output.iter_mut().zip(self.weights_of_input(n)).for_each(|(y, w)| *y += w * x);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_transform_is_orthonormal() {
        let dct = Dct::new(7, 7);
        for a in 0..7 {
            for b in 0..7 {
                let dot: f32 =
                    dct.weights_of_input(a).iter().zip(dct.weights_of_input(b)).map(|(x, y)| x * y).sum();
                assert!((dot - f32::from(u8::from(a == b))).abs() < 1e-6, "rows {a}, {b}: {dot}");
            }
        }
    }

    #[test]
    fn a_constant_has_only_the_first_coefficient() {
        let mut output = [9.0; 3];
        Dct::new(4, 3).process_into(&[2.0; 4], &mut output);
        assert!((output[0] - 4.0).abs() < 1e-6 && output[1].abs() < 1e-6 && output[2].abs() < 1e-6);
    }

    #[test]
    fn no_more_outputs_than_inputs() {
        assert_eq!(Dct::new(3, 20).outputs(), 3);
    }
}
