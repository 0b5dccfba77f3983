//! What the chip computes for one sample: phase and attenuation in, a signed count out.
//!
//! The instrument looks up the logarithm of a quarter of a sine, adds the attenuation (both in 1/1024
//! octave) and looks up the exponential (K. Shirriff, righto.com 2021). Tables are quick for one sample at a
//! time; for many at once the same whole numbers come from two polynomials, which vector units compute
//! without look-ups. The polynomials were fitted by linear programming so that each of the 1024 inputs of a
//! table stays at least 0.001 from the rounding of a neighbour; a test compares all of them.

/// What rounds a small `f32` to a whole number: added, it pushes the fraction out of the significand. The low
/// 22 bits are then the whole number.
const ROUNDER: f32 = 12_582_912.0;
const ROUNDER_BITS: i32 = 0x4b40_0000;

/// What is left of the log-sine, a whole number: the polynomials stay small.
const LOG_SINE_OFFSET: i32 = 9_862;
/// −1024 (log2(m) − m) of the significand m in 1..2, lowest power first.
const LOG_SINE_SIGNIFICAND: [f32; 6] =
    [1_519.136_96, -4_074.477_05, 3_487.315_67, -1_575.932_01, 397.047_577, -42.310_081_5];
/// −1024 log2 of what a sine is below its tangent, in powers of the squared point, from the first.
const LOG_SINE_BEND: [f32; 4] = [1.448_315_6e-4, 2.868_561_29e-12, 8.720_365_49e-20, 9.094_386_8e-27];
/// 4096 · 2^(index/1024) − 4096, in powers of the index, from the first.
const EXPONENTIAL: [f32; 5] =
    [2.772_575_62, 9.382_845_02e-4, 2.125_263_02e-7, 3.398_695_91e-11, 6.619_473_12e-15];

/// One sample of an operator.
pub(super) trait Chip: Copy {
    /// The count at a phase (Q32 periods) and attenuation (1/1024 octave, 0..=16384).
    fn output(self, phase: u32, attenuation: i32) -> i32;
}

/// The two tables of the chip.
pub(super) struct Tables {
    /// −log2 of the size of a sine at 4096 points, in 1/1024 octave.
    log_sine: Box<[u16; 4096]>,
    /// 8192 to 4096 over one octave of attenuation.
    exponential: Box<[u16; 1024]>,
}

impl Tables {
    /// The tables, by `libm`: the same on every machine.
    pub(super) fn new() -> Self {
        let log_sine = |index: usize| {
            let quarter = if index & 1024 == 0 { index & 1023 } else { !index & 1023 };
            let angle = (quarter as f64 + 0.5) * core::f64::consts::PI / 2048.0;
            libm::round(-libm::log2(libm::sin(angle)) * 1024.0) as u16
        };
        let exponential =
            |index: usize| libm::round(libm::exp2((1023 - index) as f64 / 1024.0) * 4096.0) as u16;
        Self {
            log_sine: Box::new(std::array::from_fn(log_sine)),
            exponential: Box::new(std::array::from_fn(exponential)),
        }
    }
}

impl Chip for &Tables {
    #[inline(always)]
    fn output(self, phase: u32, attenuation: i32) -> i32 {
        let below_zero = (phase as i32) >> 31;
        let log = i32::from(self.log_sine[(phase >> 20) as usize]) + attenuation;
        (i32::from(self.exponential[(log & 1023) as usize]) >> ((log >> 10) & 31)) ^ below_zero
    }
}

/// The same by arithmetic, for vector units with fused multiply-add.
#[derive(Clone, Copy)]
pub(super) struct Polynomials;

impl Chip for Polynomials {
    #[inline(always)]
    fn output(self, phase: u32, attenuation: i32) -> i32 {
        let below_zero = (phase as i32) >> 31;
        let log = log_sine(phase) + attenuation;
        (exponential(!log & 1023) >> ((log >> 10) & 31)) ^ below_zero
    }
}

/// −1024 log2 of the sine, rounded; only the low 15 bits are meant, which hold every sum of a logarithm and an
/// attenuation.
///
/// The whole part of the logarithm, and 1024 times the significand above 1, are the upper bits of the point as
/// a float. The sign of the point, which says on which side of the sine's top it is, lands above the 15 bits.
#[inline(always)]
fn log_sine(phase: u32) -> i32 {
    // Twice the distance to the nearest zero in points, plus 1: an odd number, up to 2047 in size.
    let point = (((phase << 1) as i32 >> 20) | 1) as f32;
    let bits = point.to_bits() as i32;
    let significand = f32::from_bits((bits & 0x007f_ffff | 0x3f80_0000) as u32);
    let curve = polynomial(&LOG_SINE_SIGNIFICAND, significand);
    let square = squared(point);
    let sum = polynomial(&LOG_SINE_BEND, square).mul_add(square, curve);
    ((sum + ROUNDER).to_bits() as i32) + LOG_SINE_OFFSET - (bits >> 13)
}

/// 4096 · 2^(index/1024), rounded.
#[inline(always)]
fn exponential(index: i32) -> i32 {
    let x = index as f32;
    polynomial(&EXPONENTIAL, x).mul_add(x, ROUNDER + 4096.0).to_bits() as i32 - ROUNDER_BITS
}

/// A polynomial, lowest power first, in pairs of powers: fewer steps that wait for each other than Horner's.
#[inline(always)]
fn polynomial<const N: usize>(coefficients: &[f32; N], x: f32) -> f32 {
    let pair = |at: usize| match coefficients.get(at + 1) {
        Some(slope) => slope.mul_add(x, coefficients[at]),
        None => coefficients[at],
    };
    let square = squared(x);
    (0..N).step_by(2).rev().map(pair).reduce(|sum, pair| sum.mul_add(square, pair)).unwrap_or(0.0)
}

/// The square of a whole number; as a plain product, it would be made a product of integers, which is slower.
#[inline(always)]
fn squared(x: f32) -> f32 {
    x.mul_add(x, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_equal_the_tables_everywhere() {
        let tables = Tables::new();
        for index in 0..1024 {
            let phase = (index as u32) << 20;
            for phase in [phase, phase | 0x0f_ffff, phase + (1 << 30)] {
                let wanted = i32::from(tables.log_sine[(phase >> 20) as usize]);
                assert_eq!(log_sine(phase) & 0x7fff, wanted, "log-sine {index}");
            }
            assert_eq!(
                exponential(index),
                i32::from(tables.exponential[1023 - index as usize]),
                "exponential {index}"
            );
        }
    }

    #[test]
    fn both_ways_give_the_same_counts() {
        let tables = Tables::new();
        for step in 0..200_000_u32 {
            let (phase, attenuation) =
                (step.wrapping_mul(0x9e37_79b9), (step.wrapping_mul(7_919) % 16_385) as i32);
            assert_eq!((&tables).output(phase, attenuation), Polynomials.output(phase, attenuation));
        }
    }

    #[test]
    fn a_full_sine_has_its_counts() {
        let tables = Tables::new();
        let counts: Vec<i32> = (0..4096_u32).map(|point| (&tables).output(point << 20, 1024)).collect();
        assert_eq!((counts.iter().max(), counts.iter().min()), (Some(&4093), Some(&-4094)));
        assert_eq!((counts[0], counts[2048]), (3, !3));
    }
}
