//! Powers to levels in one pass: logarithm, floor, and what a source makes of the level.

use pulp::{Arch, Simd, WithSimd};

use super::ln::scaled_ln_of;

/// `(max(scale · ln(max(bias + gain · x, least)) − reference, lowest) + offset) · factor`, held within `low..=high`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Levels {
    /// Scale, gain, bias and the least argument of the logarithm.
    pub(crate) logarithm: [f32; 4],
    pub(crate) reference: f32,
    pub(crate) lowest: f32,
    pub(crate) offset: f32,
    pub(crate) factor: f32,
    pub(crate) low: f32,
    pub(crate) high: f32,
}

impl Levels {
    /// Replaces powers by their levels; NaN where a power is not finite.
    pub(crate) fn apply(self, powers: &mut [f32]) {
        Arch::new().dispatch(Apply { levels: self, powers });
    }
}

struct Apply<'a> {
    levels: Levels,
    powers: &'a mut [f32],
}

impl WithSimd for Apply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (registers, rest) = S::as_mut_simd_f32s(self.powers);
        for x in registers {
            *x = level(simd, &self.levels, *x);
        }
        if !rest.is_empty() {
            let x = simd.partial_load_f32s(rest);
            simd.partial_store_f32s(rest, level(simd, &self.levels, x));
        }
    }
}

#[inline(always)]
fn level<S: Simd>(simd: S, levels: &Levels, x: S::f32s) -> S::f32s {
    let splat = |value: f32| simd.splat_f32s(value);
    let logarithm = scaled_ln_of(simd, levels.logarithm, x);
    let level = simd.max_f32s(simd.sub_f32s(logarithm, splat(levels.reference)), splat(levels.lowest));
    let scaled = simd.mul_f32s(simd.add_f32s(level, splat(levels.offset)), splat(levels.factor));
    let held = simd.min_f32s(simd.max_f32s(scaled, splat(levels.low)), splat(levels.high));
    // 0 for a finite x, NaN for others, which a floor would hide.
    simd.add_f32s(held, simd.sub_f32s(x, x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_applied_in_its_turn() {
        let levels = Levels {
            logarithm: [10.0 / std::f32::consts::LN_10, 1.0, 0.0, 1e-10],
            reference: 10.0,
            lowest: -50.0,
            offset: 30.0,
            factor: 0.1,
            low: -1.5,
            high: 2.5,
        };
        let mut powers = [1e5, 1.0, 1e-3, 1e-9, 0.0, f32::NAN, f32::INFINITY];
        levels.apply(&mut powers);
        for (found, expected) in powers.iter().zip([2.5, 2.0, -1.0, -1.5, -1.5]) {
            assert!((found - expected).abs() < 1e-6, "{found} for {expected}");
        }
        assert!(powers[5].is_nan() && powers[6].is_nan());
        let mut floored = [1e-3, 1e-5, 0.0];
        Levels { offset: 0.0, factor: 1.0, low: f32::MIN, high: f32::MAX, ..levels }.apply(&mut floored);
        assert!((floored[0] + 40.0).abs() < 1e-5 && floored[1..] == [-50.0, -50.0]);
    }
}
