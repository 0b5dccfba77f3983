//! What the chip computes for one sample: phase and attenuation in, a signed count out.
//!
//! The instrument looks up the logarithm of a quarter of a sine, adds the attenuation (both in 1/1024
//! octave) and looks up the exponential (K. Shirriff, righto.com 2021). Tables are quick for one sample at a
//! time; for many at once the same whole numbers come from two polynomials, which vector units compute
//! without look-ups. The polynomials were fitted by linear programming so that each of the 1024 inputs of a
//! table stays at least 0.003 from the rounding of a neighbour; a test compares all of them.

/// What rounds a small `f32` to a whole number: added, it pushes the fraction out of the significand.
const ROUNDER: f32 = 12_582_912.0;
/// Its bits: what is above them is the whole number.
const ROUNDER_BITS: i32 = 0x4b40_0000;

/// The whole part of the log-sine polynomial's constant term.
const LOG_SINE_OFFSET: i32 = 8_974;
/// −1024 log2 of the significand minus 1.5, lowest power first.
const LOG_SINE_SIGNIFICAND: [f32; 7] =
    [-0.124_645_963, -984.866_211, 328.094_452, -146.116_608, 75.518_493_7, -40.900_188_4, 13.534_594_5];
/// −1024 log2 of what a sine is below its tangent, in powers of the squared point, from the first.
const LOG_SINE_BEND: [f32; 4] = [5.792_646_55e-4, 4.616_071_41e-11, 5.170_158_42e-18, 2.528_263_11e-24];
/// The whole part of the exponential polynomial's constant term.
const EXPONENTIAL_OFFSET: i32 = 5_793;
/// 4096 · 2^x over one octave, in powers of −1..=1, lowest first.
const EXPONENTIAL: [f32; 6] =
    [-0.383_475_453, 2_007.572_998, 347.893_463, 40.182_319_6, 3.476_110_46, 0.261_758_745];

/// One sample of an operator.
pub(super) trait Chip: Copy {
    /// The count at a phase (Q24 periods; higher bits are ignored) and attenuation (1/1024 octave, 0..=16384).
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
        let below_zero = ((phase << 8) as i32) >> 31;
        let log = i32::from(self.log_sine[(phase >> 12) as usize & 4095]) + attenuation;
        (i32::from(self.exponential[(log & 1023) as usize]) >> ((log >> 10) & 31)) ^ below_zero
    }
}

/// The same by arithmetic, for vector units with fused multiply-add.
#[derive(Clone, Copy)]
pub(super) struct Polynomials;

impl Chip for Polynomials {
    #[inline(always)]
    fn output(self, phase: u32, attenuation: i32) -> i32 {
        let (point, below_zero) = point(phase);
        let log = log_sine(point) + attenuation;
        (exponential(!log & 1023) >> ((log >> 10) & 31)) ^ below_zero
    }
}

/// The point of the quarter sine, 0..=1023, and all ones in the negative half.
#[inline(always)]
fn point(phase: u32) -> (i32, i32) {
    let mirror = ((phase << 9) as i32) >> 31;
    let below_zero = ((phase << 8) as i32) >> 31;
    (((phase >> 12) as i32 ^ mirror) & 1023, below_zero)
}

/// −1024 log2 of the sine at a point, rounded: exponent and significand of the point, and the sine's bend.
#[inline(always)]
fn log_sine(point: i32) -> i32 {
    let middle = point as f32 + 0.5;
    let bits = middle.to_bits() as i32;
    let octave = (bits >> 23) - 127;
    let x = f32::from_bits((bits & 0x007f_ffff | 0x3f80_0000) as u32) - 1.5;
    let square = middle * middle;
    let [b1, b2, b3, b4] = LOG_SINE_BEND;
    let bend = b4.mul_add(square, b3).mul_add(square, b2).mul_add(square, b1);
    let [a0, a1, a2, a3, a4, a5, a6] = LOG_SINE_SIGNIFICAND;
    let xx = x * x;
    let even = a6.mul_add(xx, a4).mul_add(xx, a2).mul_add(xx, a0);
    let line = a5.mul_add(xx, a3).mul_add(xx, a1).mul_add(x, even);
    rounded(bend.mul_add(square, line)) + LOG_SINE_OFFSET - (octave << 10)
}

/// 4096 · 2^(index/1024), rounded.
#[inline(always)]
fn exponential(index: i32) -> i32 {
    let x = (index as f32).mul_add(1.0 / 512.0, -1.0);
    let [c0, c1, c2, c3, c4, c5] = EXPONENTIAL;
    let xx = x * x;
    let even = c4.mul_add(xx, c2).mul_add(xx, c0);
    rounded(c5.mul_add(xx, c3).mul_add(xx, c1).mul_add(x, even)) + EXPONENTIAL_OFFSET
}

/// The nearest whole number, for numbers below 2^22.
#[inline(always)]
fn rounded(value: f32) -> i32 {
    (value + ROUNDER).to_bits() as i32 - ROUNDER_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_equal_the_tables_everywhere() {
        let tables = Tables::new();
        for index in 0..1024 {
            assert_eq!(log_sine(index), i32::from(tables.log_sine[index as usize]), "log-sine {index}");
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
        let counts: Vec<i32> = (0..4096_u32).map(|point| (&tables).output(point << 12, 1024)).collect();
        assert_eq!((counts.iter().max(), counts.iter().min()), (Some(&4093), Some(&-4094)));
        assert_eq!((counts[0], counts[2048]), (3, !3));
    }
}
