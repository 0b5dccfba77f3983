//! Behind the filter: the amplifier, the high-pass, and the bound at the very end.

use super::BLOCK;
use super::arithmetic::{Lanes, saturated};
use super::control::Ramp;
use super::sheet::Sheet;

/// Kept in the sound so that nothing decays into numbers that processors are slow with (−300 dB).
const FLOOR: f32 = 1e-15;
/// Up to here a sample is left alone.
const STRAIGHT: f32 = 1.0;

/// What the high-passes of the notes hold.
pub(super) struct Amplifier<const L: usize> {
    band: Lanes<L>,
    low: Lanes<L>,
}

impl<const L: usize> Amplifier<L> {
    pub(super) fn new() -> Self {
        Self { band: Lanes::splat(0.0), low: Lanes::splat(0.0) }
    }

    /// Amplifies one block and takes the lows away, in place.
    #[inline(always)]
    pub(super) fn process(&mut self, sheet: &Sheet<L>, gain: &Ramp<L>, rows: &mut [Lanes<L>; BLOCK]) {
        let [a1, a2, a3] = &sheet.high_pass;
        let (mut band, mut low) = (self.band, self.low);
        for (index, row) in rows.iter_mut().enumerate() {
            let at = (index + 1) as f32;
            for lane in 0..L {
                let input = gain.at(at, lane) * row[lane] + FLOOR;
                let rest = input - low[lane];
                let band_now = a1[lane] * band[lane] + a2[lane] * rest;
                let low_now = low[lane] + a2[lane] * band[lane] + a3[lane] * rest;
                band[lane] = 2.0 * band_now - band[lane];
                low[lane] = 2.0 * low_now - low[lane];
                row[lane] = input - std::f32::consts::SQRT_2 * band_now - low_now;
            }
        }
        (self.band, self.low) = (band, low);
    }
}

/// Keeps all samples within ±2: beyond ±1 they are saturated, below they stay what they are.
#[inline(always)]
pub(super) fn bound<const L: usize>(rows: &mut [Lanes<L>; BLOCK]) {
    for row in rows {
        for lane in 0..L {
            let size = row[lane].abs();
            let bent = (STRAIGHT + saturated(size - STRAIGHT)).copysign(row[lane]);
            row[lane] = if size > STRAIGHT { bent } else { row[lane] };
        }
    }
}
