//! The Q24 sine of msfa's 24-bit arithmetic: 1024 points a period and straight lines between them.

/// log2 of the points a period.
const LOG2_POINTS: u32 = 10;
const POINTS: usize = 1 << LOG2_POINTS;
/// Bits of phase between two points.
const FRACTION_BITS: u32 = 24 - LOG2_POINTS;

/// One period of a sine in Q24, with its first point repeated at the end.
pub(super) struct SineTable([i32; POINTS + 1]);

impl SineTable {
    /// Turns a vector round a circle in Q30; in integers, so that every machine gets the same table.
    pub(super) fn new() -> Self {
        let step = 2.0 * core::f64::consts::PI / POINTS as f64;
        let q30 = |value: f64| (value * f64::from(1 << 30) + 0.5).floor() as i64;
        let (turn_cos, turn_sin) = (q30(libm::cos(step)), q30(libm::sin(step)));
        let (mut cos, mut sin) = (1_i64 << 30, 0_i64);
        let mut points = [0; POINTS + 1];
        for index in 0..POINTS / 2 {
            let value = ((sin + 32) >> 6) as i32;
            points[index] = value;
            points[index + POINTS / 2] = -value;
            let half = 1 << 29;
            (cos, sin) = (
                (cos * turn_cos - sin * turn_sin + half) >> 30,
                (cos * turn_sin + sin * turn_cos + half) >> 30,
            );
        }
        Self(points)
    }

    /// The sine at a phase of Q24 periods (higher bits are ignored), Q24.
    #[inline(always)]
    pub(super) fn at(&self, phase: i32) -> i32 {
        let index = (phase >> FRACTION_BITS) as usize & (POINTS - 1);
        let fraction = i64::from(phase & ((1 << FRACTION_BITS) - 1));
        let (left, right) = (self.0[index], self.0[index + 1]);
        left + ((i64::from(right - left) * fraction) >> FRACTION_BITS) as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sine_is_a_sine() {
        let table = SineTable::new();
        for phase in (0..1 << 24).step_by(777) {
            let wanted =
                (f64::from(phase) / f64::from(1 << 24) * core::f64::consts::TAU).sin() * f64::from(1 << 24);
            assert!((f64::from(table.at(phase)) - wanted).abs() < 100.0, "{phase}");
        }
    }
}
