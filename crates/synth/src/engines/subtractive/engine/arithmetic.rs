//! The engine's own elementary functions, in plain IEEE operations only: the same bits on every machine, and loops
//! over lanes of them become vector code.

use std::f64::consts::{LN_2, TAU};
use std::ops::{Index, IndexMut};

/// What a number is added to so that its fraction is rounded away, nearest even (1.5 · 2^23).
const ROUNDER: f32 = 12_582_912.0;

/// One value for each note of a group, on cache lines of its own.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Lanes<const L: usize, T = f32>([T; L]);

impl<const L: usize, T: Copy> Lanes<L, T> {
    /// The same value in all lanes.
    #[inline(always)]
    pub(super) fn splat(value: T) -> Self {
        Self([value; L])
    }
}

impl<const L: usize, T> Index<usize> for Lanes<L, T> {
    type Output = T;

    #[inline(always)]
    fn index(&self, lane: usize) -> &T {
        &self.0[lane]
    }
}

impl<const L: usize, T> IndexMut<usize> for Lanes<L, T> {
    #[inline(always)]
    fn index_mut(&mut self, lane: usize) -> &mut T {
        &mut self.0[lane]
    }
}

/// The nearest whole number, for magnitudes below 2^22.
#[inline(always)]
pub(super) fn rounded(x: f32) -> f32 {
    (x + ROUNDER) - ROUNDER
}

/// The next whole number below or at `x`, for magnitudes below 2^22.
#[inline(always)]
pub(super) fn floor(x: f32) -> f32 {
    let nearest = rounded(x);
    if nearest > x { nearest - 1.0 } else { nearest }
}

/// The smaller one; of NaN nothing is promised, so that one instruction does.
#[inline(always)]
pub(super) fn min(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// The larger one.
#[inline(always)]
pub(super) fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// Coefficients of the Taylor series of 2^x at 0: (ln 2)^n / n!.
const EXP2: [f32; 7] = {
    let (mut terms, mut term, mut n) = ([1.0_f32; 7], 1.0, 1);
    while n < 7 {
        term *= LN_2 / n as f64;
        terms[n] = term as f32;
        n += 1;
    }
    terms
};

/// 2^x within 3e-7 of itself; beyond ±126 the value there.
#[inline(always)]
pub(super) fn exp2(x: f32) -> f32 {
    let x = min(max(x, -126.0), 126.0);
    let shifted = x + ROUNDER;
    let rest = x - (shifted - ROUNDER);
    let mut sum = EXP2[6];
    sum = sum * rest + EXP2[5];
    sum = sum * rest + EXP2[4];
    sum = sum * rest + EXP2[3];
    sum = sum * rest + EXP2[2];
    sum = sum * rest + EXP2[1];
    sum = sum * rest + EXP2[0];
    // The whole part lies in the lowest bits of the shifted number.
    let exponent = shifted.to_bits().wrapping_sub(ROUNDER.to_bits()).wrapping_add(127);
    sum * f32::from_bits(exponent << 23)
}

/// Coefficients of the Taylor series of sin(2π x) at 0: x, x^3, … x^11.
const SINE: [f32; 6] = {
    let (mut terms, mut term, mut n) = ([0.0_f32; 6], TAU, 0);
    while n < 6 {
        terms[n] = term as f32;
        term *= -TAU * TAU / ((2 * n + 2) * (2 * n + 3)) as f64;
        n += 1;
    }
    terms
};

/// sin(2π `turns`) within 2e-7.
#[inline(always)]
pub(super) fn sine(turns: f32) -> f32 {
    let centred = turns - rounded(turns);
    let size = centred.abs();
    let folded = min(size, 0.5 - size).copysign(centred);
    let square = folded * folded;
    let mut sum = SINE[5];
    sum = sum * square + SINE[4];
    sum = sum * square + SINE[3];
    sum = sum * square + SINE[2];
    sum = sum * square + SINE[1];
    sum = sum * square + SINE[0];
    sum * folded
}

/// tan(π `turns`) for 0..=0.46, from its continued fraction: within 5e-7 of itself up to 0.25, 1e-4 at the end.
#[inline(always)]
pub(super) fn tan_of_half_turns(turns: f32) -> f32 {
    let x = turns * std::f32::consts::PI;
    let square = x * x;
    x * (945.0 + square * (square - 105.0)) / (945.0 + square * (15.0 * square - 420.0))
}

/// A saturation like tanh: slope 1 at 0, 1 from 3 on, smooth everywhere (its Padé approximant, which meets the bound
/// with slope 0).
#[inline(always)]
pub(super) fn saturated(x: f32) -> f32 {
    let x = min(max(x, -3.0), 3.0);
    let square = x * x;
    x * (27.0 + square) / (27.0 + 9.0 * square)
}

/// The next state of a xorshift generator (Marsaglia 2003), never 0.
#[inline(always)]
pub(super) fn next_random(state: u32) -> u32 {
    let state = state ^ (state << 13);
    let state = state ^ (state >> 17);
    state ^ (state << 5)
}

/// A random state as a number in −1..1.
#[inline(always)]
pub(super) fn noise_of(state: u32) -> f32 {
    const HALF_RANGE: f32 = (1_u32 << 31) as f32;
    state as i32 as f32 / HALF_RANGE
}

/// Words mixed until they look random (Wang's 32-bit hash); never 0.
#[inline(always)]
pub(super) fn hash(word: u32) -> u32 {
    let word = (word ^ 61) ^ (word >> 16);
    let word = word.wrapping_mul(9);
    let word = word ^ (word >> 4);
    let word = word.wrapping_mul(0x27d4_eb2d);
    (word ^ (word >> 15)) | 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_what_they_are_called() {
        for step in -4_000..4_000 {
            let x = step as f32 * 0.007_3;
            let wide = f64::from(x);
            assert!((f64::from(exp2(x)) / wide.exp2() - 1.0).abs() < 4e-7, "2^{x}");
            assert!((f64::from(sine(x)) - (TAU * wide).sin()).abs() < 3e-7 + 1e-7, "sine of {x}");
            assert_eq!(floor(x), x.floor(), "{x}");
            assert!((saturated(x) - x.tanh()).abs() < 0.03, "{x}");
            let part = (wide / 64.0).abs();
            let tangent = f64::from(tan_of_half_turns(part as f32));
            let wanted = (std::f64::consts::PI * f64::from(part as f32)).tan();
            let tolerance = if part <= 0.25 { 5e-7 } else { 1e-4 };
            assert!((tangent - wanted).abs() <= tolerance * wanted, "tangent of {part}: {tangent} {wanted}");
        }
        assert_eq!((exp2(0.0), exp2(10.0), exp2(-500.0)), (1.0, 1024.0, 2_f32.powi(-126)));
        assert_eq!((saturated(3.0), saturated(100.0), saturated(-5.0)), (1.0, 1.0, -1.0));
    }

    #[test]
    fn noise_is_white_enough() {
        let mut state = 1;
        let mut values = Vec::new();
        for _ in 0..100_000 {
            state = next_random(state);
            values.push(f64::from(noise_of(state)));
        }
        let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / 1e5;
        assert!(mean(&mut values.iter().copied()).abs() < 0.01);
        assert!((mean(&mut values.iter().map(|x| x * x)) - 1.0 / 3.0).abs() < 0.01);
        assert!(mean(&mut values.windows(2).map(|pair| pair[0] * pair[1])).abs() < 0.01);
    }
}
