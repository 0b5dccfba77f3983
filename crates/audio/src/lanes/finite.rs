//! Whether all samples are finite numbers, a register at a time: a search that may end at every sample can't be.

use pulp::{Arch, Simd, WithSimd};

/// Whether all samples are finite numbers.
pub(crate) fn all_finite(samples: &[f32]) -> bool {
    // A number less itself is 0, infinity and nonsense less themselves are nonsense, and stay it in a sum.
    Arch::new().dispatch(Differences(samples)) == 0.0
}

struct Differences<'a>(&'a [f32]);

impl WithSimd for Differences<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let (registers, rest) = S::as_simd_f32s(self.0);
        let (fours, some) = registers.as_chunks::<4>();
        let rest = simd.partial_load_f32s(rest);
        let mut sums = [simd.sub_f32s(rest, rest); 4];
        for four in fours {
            for (sum, x) in sums.iter_mut().zip(four) {
                *sum = simd.add_f32s(*sum, simd.sub_f32s(*x, *x));
            }
        }
        for (sum, x) in sums.iter_mut().zip(some) {
            *sum = simd.add_f32s(*sum, simd.sub_f32s(*x, *x));
        }
        let pairs = (simd.add_f32s(sums[0], sums[1]), simd.add_f32s(sums[2], sums[3]));
        simd.reduce_sum_f32s(simd.add_f32s(pairs.0, pairs.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_broken_sample_anywhere_is_found() {
        for len in [0, 1, 7, 64, 200] {
            let mut samples = vec![f32::MAX; len];
            assert!(all_finite(&samples));
            for index in 0..len {
                for broken in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                    samples[index] = broken;
                    assert!(!all_finite(&samples), "{broken} at {index} of {len}");
                }
                samples[index] = -0.0;
            }
        }
    }
}
