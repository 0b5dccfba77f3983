//! A logarithm that the compiler can run on all lanes at once: the standard library's is a call per number.

/// log2 of a positive, normal number, within 1e-6.
#[inline(always)]
pub(super) fn log2(x: f32) -> f32 {
    // x = m · 2^e with m in √½..√2, found by shifting the bits of √½ to zero.
    const SQRT_HALF_BITS: u32 = 0x3f35_04f3;
    let shifted = x.to_bits().wrapping_sub(SQRT_HALF_BITS);
    let exponent = (shifted as i32 >> 23) as f32;
    let mantissa = f32::from_bits((shifted & 0x007f_ffff) + SQRT_HALF_BITS);
    // ln m = 2 artanh t, by its series: |t| ≤ 0.172, so the first term left out is below 2e-8.
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let s = t * t;
    let series = 1.0 + s * (1.0 / 3.0 + s * (1.0 / 5.0 + s * (1.0 / 7.0)));
    exponent + t * series * (2.0 * std::f32::consts::LOG2_E)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_to_the_true_logarithm() {
        for i in 0..20_000 {
            let x = 1.1e-30_f64 * (1.006_f64).powi(i);
            let (ours, truth) = (f64::from(log2(x as f32)), f64::from(x as f32).log2());
            assert!((ours - truth).abs() < 1e-6 * truth.abs().max(1.0), "{x}: {ours}, not {truth}");
        }
        assert_eq!(log2(1.0), 0.0);
    }
}
