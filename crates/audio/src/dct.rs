//! The discrete cosine transform of cepstra: DCT-II with orthonormal scaling, first coefficients only.

use std::f64::consts::PI;

use pulp::{Simd, WithSimd};

use crate::lanes::lane_count;

/// A planned orthonormal DCT-II from `inputs` values to the first `outputs` coefficients:
/// `y[k] = s(k) Σ x[n] cos(π k (2n+1) / 2N)`, `s(0) = √(1/N)`, `s(k) = √(2/N)` (SciPy's `norm="ortho"`).
#[derive(Clone, Debug)]
pub struct Dct {
    /// Per block of coefficients `inputs` rows of weights (0 beyond the last coefficient).
    weights: Vec<[f32; BLOCK]>,
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
        let row = |n: usize, block: usize| {
            std::array::from_fn(|k| {
                Some(BLOCK * block + k).filter(|k| *k < outputs).map_or(0.0, |k| weight(n, k))
            })
        };
        let blocks = 0..outputs.div_ceil(BLOCK);
        let weights = blocks.flat_map(|block| (0..inputs).map(move |n| row(n, block))).collect();
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

    /// Transforms frames that lie one after the other (each of length [`Dct::inputs`]) into coefficients that do so
    /// (each of length [`Dct::outputs`]).
    ///
    /// # Panics
    /// When the lengths are not those of as many frames.
    pub fn rows_into(&self, input: &[f32], output: &mut [f32]) {
        assert!(
            input.len().is_multiple_of(self.inputs.max(1))
                && input.len() / self.inputs.max(1) * self.outputs == output.len(),
            "lengths as planned"
        );
        pulp::Arch::new().dispatch(Rows { dct: self, input, output });
    }

    /// Transforms frames that lie side by side as [`crate::SpectrumColumns`] gives them: value after value, frame
    /// beside frame, to coefficients that lie alike.
    ///
    /// # Panics
    /// When the lengths are not those of one register of frames.
    pub fn columns_into(&self, input: &[f32], output: &mut [f32]) {
        let lanes = lane_count();
        let lengths = (self.inputs * lanes, self.outputs * lanes);
        assert_eq!((input.len(), output.len()), lengths, "lengths as planned");
        pulp::Arch::new().dispatch(Columns { dct: self, input, output });
    }
}

/// Coefficients that are summed together: one register of the widest machine, several of others.
const BLOCK: usize = 16;

/// The transforms of frames that lie one after the other.
struct Rows<'a> {
    dct: &'a Dct,
    input: &'a [f32],
    output: &'a mut [f32],
}

impl WithSimd for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Dct { inputs, outputs, .. } = *self.dct;
        if outputs == 0 {
            return;
        }
        let groups = self.input.chunks(TOGETHER * inputs).zip(self.output.chunks_mut(TOGETHER * outputs));
        for (input, output) in groups {
            // Frames beyond the last are the last one again.
            let mut frames = [&input[input.len() - inputs..]; TOGETHER];
            for (slot, frame) in frames.iter_mut().zip(input.chunks_exact(inputs)) {
                *slot = &frame[..inputs];
            }
            for first in (0..outputs).step_by(S::F32_LANES) {
                let sums = self.dct.sums_of_frames(simd, &frames, first);
                for (row, sum) in output.chunks_exact_mut(outputs).zip(&sums) {
                    let end = outputs.min(first + S::F32_LANES);
                    simd.partial_store_f32s(&mut row[first..end], *sum);
                }
            }
        }
    }
}

impl Dct {
    /// A register of coefficients, from `first` on, of each frame: a weight once loaded serves all frames, and no
    /// addition waits for another.
    #[inline(always)]
    fn sums_of_frames<S: Simd>(
        &self,
        simd: S,
        frames: &[&[f32]; TOGETHER],
        first: usize,
    ) -> [S::f32s; TOGETHER] {
        let (block, part) = (first / BLOCK, first % BLOCK / S::F32_LANES);
        let rows = &self.weights[block * self.inputs..][..self.inputs];
        let mut sums = [simd.splat_f32s(0.0); TOGETHER];
        for (n, row) in rows.iter().enumerate() {
            let weights = S::as_simd_f32s(row).0[part];
            for (sum, frame) in sums.iter_mut().zip(frames) {
                *sum = simd.mul_add_e_f32s(simd.splat_f32s(frame[n]), weights, *sum);
            }
        }
        sums
    }
}

/// The sums of a register of frames.
struct Columns<'a> {
    dct: &'a Dct,
    input: &'a [f32],
    output: &'a mut [f32],
}

/// Coefficients of a register of frames, or frames, that are summed together: enough that no addition waits for another.
const TOGETHER: usize = 8;

impl WithSimd for Columns<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (input, _) = S::as_simd_f32s(self.input);
        let (output, _) = S::as_mut_simd_f32s(self.output);
        for (index, slots) in output.chunks_mut(TOGETHER).enumerate() {
            let (block, half) = (index * TOGETHER / BLOCK, index * TOGETHER % BLOCK / TOGETHER);
            let rows = &self.dct.weights[block * self.dct.inputs..][..self.dct.inputs];
            let mut sums = [simd.splat_f32s(0.0); TOGETHER];
            for (value, row) in input.iter().zip(rows) {
                for (sum, weight) in sums.iter_mut().zip(&row.as_chunks::<TOGETHER>().0[half]) {
                    *sum = simd.mul_add_e_f32s(*value, simd.splat_f32s(*weight), *sum);
                }
            }
            for (slot, sum) in slots.iter_mut().zip(&sums) {
                *slot = *sum;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SciPy's orthonormal DCT-II, sum by sum.
    fn by_definition(frame: &[f32], outputs: usize) -> Vec<f32> {
        let len = frame.len() as f64;
        let sum = |k: usize| -> f64 {
            let angle = |n: usize| PI * k as f64 * (2 * n + 1) as f64 / (2.0 * len);
            frame.iter().enumerate().map(|(n, x)| f64::from(*x) * angle(n).cos()).sum()
        };
        let scale = |k: usize| (if k == 0 { 1.0 } else { 2.0 } / len).sqrt();
        (0..outputs).map(|k| (scale(k) * sum(k)) as f32).collect()
    }

    #[test]
    fn a_full_transform_is_orthonormal() {
        // 21 coefficients: one block and a part of another.
        let dct = Dct::new(21, 21);
        let unit = |n: usize| (0..21).map(move |i| f32::from(u8::from(i == n)));
        let input: Vec<f32> = (0..21).flat_map(unit).collect();
        let mut output = [0.0; 21 * 21];
        dct.rows_into(&input, &mut output);
        let rows: Vec<&[f32]> = output.chunks_exact(21).collect();
        for (a, x) in rows.iter().enumerate() {
            for (b, y) in rows.iter().enumerate() {
                let dot: f32 = x.iter().zip(*y).map(|(x, y)| x * y).sum();
                assert!((dot - f32::from(u8::from(a == b))).abs() < 1e-6, "rows {a}, {b}: {dot}");
            }
        }
    }

    #[test]
    fn a_constant_has_only_the_first_coefficient() {
        let mut output = [9.0; 3];
        Dct::new(4, 3).rows_into(&[2.0; 4], &mut output);
        assert!((output[0] - 4.0).abs() < 1e-6 && output[1].abs() < 1e-6 && output[2].abs() < 1e-6);
    }

    #[test]
    fn frames_side_by_side_are_transformed_each() {
        let (dct, lanes) = (Dct::new(33, 20), lane_count());
        let value = |n: usize, lane: usize| ((n * 7 + lane * 13) % 31) as f32 - 15.0;
        let input: Vec<f32> = (0..33 * lanes).map(|i| value(i / lanes, i % lanes)).collect();
        let mut output = vec![0.0; 20 * lanes];
        dct.columns_into(&input, &mut output);
        for lane in 0..lanes {
            let frame: Vec<f32> = (0..33).map(|n| value(n, lane)).collect();
            for (k, expected) in by_definition(&frame, 20).iter().enumerate() {
                assert!((output[k * lanes + lane] - expected).abs() < 1e-4, "coefficient {k} of lane {lane}");
            }
        }
    }

    #[test]
    fn frames_one_after_the_other_are_transformed_each() {
        for (inputs, outputs, frames) in [(33, 20, 1), (5, 5, 8), (40, 17, 19), (1, 1, 3)] {
            let dct = Dct::new(inputs, outputs);
            let input: Vec<f32> = (0..inputs * frames).map(|i| ((i * 7) % 31) as f32 - 15.0).collect();
            let mut output = vec![0.0; outputs * frames];
            dct.rows_into(&input, &mut output);
            for (frame, row) in output.chunks_exact(outputs).enumerate() {
                let expected = by_definition(&input[frame * inputs..][..inputs], outputs);
                for (x, y) in row.iter().zip(&expected) {
                    assert!((x - y).abs() < 1e-4, "frame {frame} of {frames}: {x}, {y}");
                }
            }
        }
    }

    #[test]
    fn no_more_outputs_than_inputs() {
        assert_eq!(Dct::new(3, 20).outputs(), 3);
    }
}
