//! The natural logarithm over whole registers: the standard library's is a call per number.

use pulp::{Arch, Simd, WithSimd};

/// Replaces each `x` by `scale · ln(max(bias + gain · x, floor))`; NaN where `x` is not finite.
///
/// Within two units in the last place of the logarithm: exponent and mantissa apart, and for the mantissa the
/// series of the inverse hyperbolic tangent, whose first term left out is below 3e-9 of the result.
pub(crate) fn scaled_ln(values: &mut [f32], [scale, gain, bias, floor]: [f32; 4]) {
    Arch::new().dispatch(ScaledLn { values, scale, gain, bias, floor });
}

struct ScaledLn<'a> {
    values: &'a mut [f32],
    scale: f32,
    gain: f32,
    bias: f32,
    floor: f32,
}

impl WithSimd for ScaledLn<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let settings = [self.scale, self.gain, self.bias, self.floor];
        let (head, tail) = S::as_mut_simd_f32s(self.values);
        for x in head {
            *x = scaled_ln_of(simd, settings, *x);
        }
        if !tail.is_empty() {
            let x = simd.partial_load_f32s(tail);
            simd.partial_store_f32s(tail, scaled_ln_of(simd, settings, x));
        }
    }
}

#[inline(always)]
pub(super) fn scaled_ln_of<S: Simd>(simd: S, [scale, gain, bias, floor]: [f32; 4], x: S::f32s) -> S::f32s {
    let inner = simd.mul_add_e_f32s(x, simd.splat_f32s(gain), simd.splat_f32s(bias));
    let argument = simd.max_f32s(inner, simd.splat_f32s(floor.max(f32::MIN_POSITIVE)));
    // 0 for a finite x, NaN for others, which the exponent arithmetic would hide.
    let poison = simd.sub_f32s(x, x);
    simd.mul_add_e_f32s(ln(simd, argument), simd.splat_f32s(scale), poison)
}

/// The natural logarithm of normal positive numbers.
#[inline(always)]
pub(crate) fn ln<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let bits = simd.transmute_u32s_f32s(x);
    // Counted from √½, so that the mantissa lies in √½..√2.
    let offset = simd.sub_u32s(bits, simd.splat_u32s(SQRT_HALF_BITS));
    let steps = simd.wrapping_dyn_shr_u32s(offset, simd.splat_u32s(23));
    let signed = simd.sub_u32s(bits, simd.wrapping_dyn_shl_u32s(steps, simd.splat_u32s(23)));
    let mantissa = simd.transmute_f32s_u32s(signed);
    // `steps` is the exponent modulo 2⁹: below 256 as it is, otherwise 512 less. Adding the bits of 2²³ makes
    // it a float.
    let biased = simd.and_u32s(simd.add_u32s(steps, simd.splat_u32s(256)), simd.splat_u32s(511));
    let float = simd.transmute_f32s_u32s(simd.or_u32s(biased, simd.splat_u32s(0x4b00_0000)));
    let exponent = simd.sub_f32s(float, simd.splat_f32s(8_388_608.0 + 256.0));
    let f = simd.sub_f32s(mantissa, simd.splat_f32s(1.0));
    let s = simd.div_f32s(f, simd.add_f32s(mantissa, simd.splat_f32s(1.0)));
    let square = simd.mul_f32s(s, s);
    let mut series = simd.splat_f32s(2.0 / 9.0);
    for coefficient in [2.0 / 7.0, 2.0 / 5.0, 2.0 / 3.0, 2.0] {
        series = simd.mul_add_e_f32s(series, square, simd.splat_f32s(coefficient));
    }
    simd.mul_add_e_f32s(exponent, simd.splat_f32s(std::f32::consts::LN_2), simd.mul_f32s(series, s))
}

/// The bits of √½.
const SQRT_HALF_BITS: u32 = 0x3f35_04f3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_that_of_the_library() {
        let inputs: Vec<f32> =
            (0..200_003).map(|i| 10.0_f64.powf(f64::from(i) * 0.000_37 - 37.0) as f32).collect();
        let near_one = (0..1000).map(|i| 0.9 + i as f32 * 2e-4);
        let inputs: Vec<f32> = inputs.into_iter().chain(near_one).collect();
        let mut outputs = inputs.clone();
        scaled_ln(&mut outputs, [1.0, 1.0, 0.0, f32::MIN_POSITIVE]);
        for (x, y) in inputs.iter().zip(&outputs) {
            let exact = f64::from(*x).ln();
            let error = (f64::from(*y) - exact).abs();
            assert!(error <= 2.4e-7 * exact.abs() + 2e-9, "ln {x} = {y}, off by {error}");
        }
    }

    #[test]
    fn floors_and_broken_numbers() {
        let mut values = [0.0, -1.0, f32::NAN, f32::INFINITY, 1.0, 100.0];
        scaled_ln(&mut values, [10.0 / std::f32::consts::LN_10, 1.0, 0.0, 1e-10]);
        assert!((values[0] + 100.0).abs() < 1e-4 && (values[1] + 100.0).abs() < 1e-4);
        assert!(values[2].is_nan() && values[3].is_nan());
        assert!(values[4] == 0.0 && (values[5] - 20.0).abs() < 4e-6);
    }
}
