//! What becomes of a group's powers: decibels, differences, pooled magnitudes and their distributions. Frames lie
//! side by side, so each loop runs on whole registers of them.

use pulp::{Arch, Simd, WithSimd};
use tonewright_audio::Dct;

use super::log2::log2;

/// Decibels per doubling of power.
const DB_PER_OCTAVE: f32 = 3.010_3;
/// Neighbouring bins whose magnitudes are taken together for the transport part.
pub(super) const POOL: usize = 4;

/// Turns powers into decibels, each of them no lower than its floor's.
pub(super) fn to_db(powers: &mut [f32], floor_powers: &[f32]) {
    Arch::new().dispatch(ToDb { powers, floor_powers });
}

struct ToDb<'a> {
    powers: &'a mut [f32],
    floor_powers: &'a [f32],
}

impl WithSimd for ToDb<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        // A plain loop, which the compiler turns into one over the registers of `S`, as in all of these.
        for (power, floor) in self.powers.iter_mut().zip(self.floor_powers) {
            *power = DB_PER_OCTAVE * log2(power.max(*floor));
        }
    }
}

/// Subtracts in place and returns the sum of the absolute differences.
pub(super) fn subtract(values: &mut [f32], from: &[f32]) -> f32 {
    Arch::new().dispatch(Subtract { values, from })
}

struct Subtract<'a> {
    values: &'a mut [f32],
    from: &'a [f32],
}

impl WithSimd for Subtract<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let ((values, values_rest), (from, from_rest)) =
            (S::as_mut_simd_f32s(self.values), S::as_simd_f32s(self.from));
        let mut sum = simd.splat_f32s(0.0);
        for (value, from) in values.iter_mut().zip(from) {
            *value = simd.sub_f32s(*value, *from);
            sum = simd.add_f32s(sum, simd.abs_f32s(*value));
        }
        let mut rest = 0.0;
        for (value, from) in values_rest.iter_mut().zip(from_rest) {
            *value -= from;
            rest += value.abs();
        }
        simd.reduce_sum_f32s(sum) + rest
    }
}

/// The sum of absolute differences.
pub(super) fn absolute_difference(a: &[f32], b: &[f32]) -> f32 {
    Arch::new().dispatch(AbsoluteDifference { a, b })
}

struct AbsoluteDifference<'a> {
    a: &'a [f32],
    b: &'a [f32],
}

impl WithSimd for AbsoluteDifference<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let ((a, a_rest), (b, b_rest)) = (S::as_simd_f32s(self.a), S::as_simd_f32s(self.b));
        let mut sums = [simd.splat_f32s(0.0); 2];
        let ((a, a_last), (b, b_last)) = (a.as_chunks::<2>(), b.as_chunks::<2>());
        for (x, y) in a.iter().zip(b) {
            sums[0] = simd.add_f32s(sums[0], simd.abs_f32s(simd.sub_f32s(x[0], y[0])));
            sums[1] = simd.add_f32s(sums[1], simd.abs_f32s(simd.sub_f32s(x[1], y[1])));
        }
        for (x, y) in a_last.iter().zip(b_last) {
            sums[0] = simd.add_f32s(sums[0], simd.abs_f32s(simd.sub_f32s(*x, *y)));
        }
        let mut rest = 0.0;
        for (x, y) in a_rest.iter().zip(b_rest) {
            rest += (x - y).abs();
        }
        simd.reduce_sum_f32s(simd.add_f32s(sums[0], sums[1])) + rest
    }
}

/// The sum of the squares of the first cepstra of a group's levels; `cepstra` is scratch space for them.
pub(super) fn cepstral_energy(dct: &Dct, levels: &[f32], cepstra: &mut [f32]) -> f32 {
    dct.columns_into(levels, cepstra);
    energy(cepstra)
}

/// The sum of squares of some values.
pub(super) fn energy(values: &[f32]) -> f32 {
    Arch::new().dispatch(Energy(values))
}

struct Energy<'a>(&'a [f32]);

impl WithSimd for Energy<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let (registers, rest) = S::as_simd_f32s(self.0);
        let (fours, some) = registers.as_chunks::<4>();
        // Four sums, so that no addition waits for the one before.
        let mut sums = [simd.splat_f32s(0.0); 4];
        for four in fours {
            for (sum, x) in sums.iter_mut().zip(four) {
                *sum = simd.mul_add_e_f32s(*x, *x, *sum);
            }
        }
        for (sum, x) in sums.iter_mut().zip(some) {
            *sum = simd.mul_add_e_f32s(*x, *x, *sum);
        }
        let mut last = 0.0;
        for x in rest {
            last += x * x;
        }
        let pairs = (simd.add_f32s(sums[0], sums[1]), simd.add_f32s(sums[2], sums[3]));
        simd.reduce_sum_f32s(simd.add_f32s(pairs.0, pairs.1)) + last
    }
}

/// Writes the summed magnitudes of each pool of bins above 0 Hz, and each frame's sum of them all.
pub(super) fn pool(powers: &[f32], pools: &mut [f32], sums: &mut [f32]) {
    Arch::new().dispatch(Pool { powers, pools, sums });
}

struct Pool<'a> {
    powers: &'a [f32],
    pools: &'a mut [f32],
    sums: &'a mut [f32],
}

impl WithSimd for Pool<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (powers, _) = S::as_simd_f32s(self.powers);
        let (pools, _) = S::as_mut_simd_f32s(self.pools);
        let (sums, _) = S::as_mut_simd_f32s(self.sums);
        let mut total = simd.splat_f32s(0.0);
        let (bins, _) = powers[1..].as_chunks::<POOL>();
        for (slot, [a, b, c, d]) in pools.iter_mut().zip(bins) {
            let low = simd.add_f32s(simd.sqrt_f32s(*a), simd.sqrt_f32s(*b));
            let high = simd.add_f32s(simd.sqrt_f32s(*c), simd.sqrt_f32s(*d));
            *slot = simd.add_f32s(low, high);
            total = simd.add_f32s(total, *slot);
        }
        sums[0] = total;
    }
}

/// Turns each frame's masses into their running sum over its whole mass, or over `smallest_sum` if that is more.
pub(super) fn cumulate(pools: &mut [f32], sums: &[f32], smallest_sum: f32) {
    Arch::new().dispatch(Cumulate { pools, sums, smallest_sum });
}

struct Cumulate<'a> {
    pools: &'a mut [f32],
    sums: &'a [f32],
    smallest_sum: f32,
}

impl WithSimd for Cumulate<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (pools, _) = S::as_mut_simd_f32s(self.pools);
        let (sums, _) = S::as_simd_f32s(self.sums);
        let divisor = simd.max_f32s(sums[0], simd.splat_f32s(self.smallest_sum));
        let scale = simd.div_f32s(simd.splat_f32s(1.0), divisor);
        let mut sum = simd.splat_f32s(0.0);
        for slot in pools {
            sum = simd.mul_add_e_f32s(*slot, scale, sum);
            *slot = sum;
        }
    }
}
