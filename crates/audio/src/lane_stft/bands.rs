//! Mel bands of many frames at once.

use pulp::{Simd, WithSimd};

use crate::mel::MelFilterbank;

/// The sums over mel bands of one group.
pub(crate) struct BandSums<'a> {
    pub(crate) spectrum: &'a [f32],
    pub(crate) bank: &'a MelFilterbank,
    pub(crate) bands: &'a mut [f32],
}

impl WithSimd for BandSums<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (spectrum, _) = S::as_simd_f32s(self.spectrum);
        let (bands, _) = S::as_mut_simd_f32s(self.bands);
        for (index, slot) in bands.iter_mut().enumerate() {
            let (first, weights) = self.bank.band(index);
            // Two sums, so that one addition need not wait for the one before.
            let mut sums = [simd.splat_f32s(0.0); 2];
            let bins = &spectrum[first..][..weights.len()];
            let (pairs, rest) = bins.as_chunks::<2>();
            for (pair, weight) in pairs.iter().zip(weights.chunks_exact(2)) {
                sums[0] = simd.mul_add_e_f32s(pair[0], simd.splat_f32s(weight[0]), sums[0]);
                sums[1] = simd.mul_add_e_f32s(pair[1], simd.splat_f32s(weight[1]), sums[1]);
            }
            if let ([last], Some(weight)) = (rest, weights.last()) {
                sums[0] = simd.mul_add_e_f32s(*last, simd.splat_f32s(*weight), sums[0]);
            }
            *slot = simd.add_f32s(sums[0], sums[1]);
        }
    }
}
