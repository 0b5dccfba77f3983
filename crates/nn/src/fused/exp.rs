//! Exponentials, many at once: no calls and no branches, so that the compiler works as many side by side as a register holds.

use pulp::Arch;

/// Works on numbers with what the processor has; what is given is compiled for each kind of it.
#[inline(always)]
pub(super) fn at_full_width(work: impl FnOnce()) {
    Arch::new().dispatch(work);
}

/// The exponential to the last two digits, 0 below -87 and as at 88 above.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    /// The natural logarithm of 2 in two parts, the first of which has so few digits that products with it are exact.
    const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
    /// Added to a small number it leaves no digits behind the point, and the whole number in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let within = x.clamp(-87.0, 88.0);
    let shifted = within * std::f32::consts::LOG2_E + ROUND;
    let twos = shifted - ROUND;
    let rest = (within - twos * LN_2[0]) - twos * LN_2[1];
    // The first terms of the series; of what is left, at most half of ln 2, the next would be 1e-8.
    let terms = [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
    let power = series(rest, terms);
    let scale = f32::from_bits((shifted.to_bits() << 23).wrapping_add(127 << 23));
    if x < -87.0 { 0.0 } else { power * scale }
}

/// A sum of powers, the factor of the highest first.
#[inline(always)]
pub(super) fn series<const TERMS: usize>(x: f32, factors: [f32; TERMS]) -> f32 {
    let mut sum = 0.0;
    for factor in factors {
        sum = sum * x + factor;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_exponential() {
        for step in -8700..=8800 {
            let x = step as f32 / 100.0;
            let (found, expected) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((found / expected - 1.0).abs() < 3e-7, "{x}: {found} for {expected}");
        }
        assert_eq!([0.0, -87.5, f32::NEG_INFINITY].map(exp), [1.0, 0.0, 0.0]);
        assert_eq!(exp(f32::INFINITY), exp(88.0));
        assert!(exp(f32::NAN).is_nan());
    }

    #[test]
    fn it_is_the_same_at_full_width() {
        let numbers: Vec<f32> = (0..999).map(|step| step as f32 / 7.0 - 90.0).collect();
        let mut wide = numbers.clone();
        at_full_width(|| wide.iter_mut().for_each(|x| *x = exp(*x)));
        assert_eq!(wide, numbers.into_iter().map(exp).collect::<Vec<_>>());
    }
}
