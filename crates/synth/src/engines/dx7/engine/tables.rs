//! What depends on the sample rate: the phase step of a pitch, and the speeds of envelopes and LFO.
//!
//! Built once for each renderer with `libm`, so that every machine gets the same numbers.

use super::BLOCK;

/// log2 of the entries an octave.
const LOG2_ENTRIES: u32 = 10;
const ENTRIES: usize = 1 << LOG2_ENTRIES;
/// Bits of a Q24 pitch between two entries.
const FRACTION_BITS: u32 = 24 - LOG2_ENTRIES;
/// The octave (2^20 Hz) for which the table holds phase steps.
const TOP_OCTAVE: i32 = 20;

/// Speeds of the LFO, in Hz: measured on a DX7 for Dexed's msfa (Apache-2.0).
const LFO_HZ: [f64; 100] = [
    0.062541, 0.125031, 0.312393, 0.437120, 0.624610, 0.750694, 0.936330, 1.125302, 1.249609, 1.436782,
    1.560915, 1.752081, 1.875117, 2.062494, 2.247191, 2.374451, 2.560492, 2.686728, 2.873976, 2.998950,
    3.188013, 3.369840, 3.500175, 3.682224, 3.812065, 4.000800, 4.186202, 4.310716, 4.501260, 4.623209,
    4.814636, 4.930480, 5.121901, 5.315191, 5.434783, 5.617346, 5.750431, 5.946717, 6.062811, 6.248438,
    6.431695, 6.564264, 6.749460, 6.868132, 7.052186, 7.250580, 7.375719, 7.556294, 7.687577, 7.877738,
    7.993605, 8.181967, 8.372405, 8.504848, 8.685079, 8.810573, 8.986341, 9.122423, 9.300595, 9.500285,
    9.607994, 9.798158, 9.950249, 10.117361, 11.251125, 11.384335, 12.562814, 13.676149, 13.904338,
    15.092062, 16.366612, 16.638935, 17.869907, 19.193858, 19.425019, 20.833333, 21.034918, 22.502250,
    24.003841, 24.260068, 25.746653, 27.173913, 27.578599, 29.052876, 30.693677, 31.191516, 32.658393,
    34.317090, 34.674064, 36.416606, 38.197097, 38.550501, 40.387722, 40.749796, 42.625746, 44.326241,
    44.883303, 46.772685, 48.590865, 49.261084,
];

/// Phase steps and speeds at one sample rate.
pub(super) struct RateTables {
    /// Phase step of one octave of pitches at [`TOP_OCTAVE`].
    /// In 64 bits: below 16.4 kHz the top ones don't fit into 31, on which the real engine stumbles.
    steps: Box<[i64; ENTRIES + 1]>,
    /// 44.1 kHz over the sample rate, Q24: envelope times are stated at 44.1 kHz.
    envelope_ratio: i64,
    /// One unit of the pitch envelope's rates, Q24 octaves a block.
    pub(super) pitch_unit: i32,
    /// Q32 of an LFO period a block, for 1 Hz.
    lfo_hz_unit: f64,
    /// One unit of the LFO's delay, Q32 of its way a block.
    lfo_delay_unit: u32,
}

impl RateTables {
    /// The tables of this sample rate.
    pub(super) fn new(rate_hz: u32) -> Self {
        let rate = f64::from(rate_hz);
        let block = BLOCK as f64;
        let mut steps = Box::new([0_i64; ENTRIES + 1]);
        let ratio = libm::exp2(1.0 / ENTRIES as f64);
        let mut step = libm::exp2(f64::from(24 + TOP_OCTAVE)) / rate;
        for entry in steps.iter_mut() {
            *entry = (step + 0.5).floor() as i64;
            step *= ratio;
        }
        Self {
            steps,
            envelope_ratio: (44_100.0 / rate * f64::from(1 << 24)) as i64,
            pitch_unit: (block * f64::from(1 << 24) / (21.3 * rate) + 0.5) as i32,
            // 2^32 of phase, with the 1.0332 by which the measured speeds were scaled for msfa.
            lfo_hz_unit: (4_437_500_000.0 * block / rate).floor(),
            // A period of 15.5 s x 11 at the lowest setting.
            lfo_delay_unit: (25_190_424.0 * block / rate + 0.5) as u32,
        }
    }

    /// The phase step, Q24 periods a sample, of a pitch in Q24 octaves above 1 Hz. From 2^20 Hz on, where only pitch
    /// envelopes of effect sounds go, an operator of the real engine all but stands still, and ours does too: its table
    /// is shifted right by a negative count there, of which processors take the five lowest bits.
    #[inline]
    pub(super) fn phase_step(&self, pitch: i32) -> u32 {
        let index = ((pitch & 0xff_ffff) >> FRACTION_BITS) as usize;
        let (low, high) = (self.steps[index], self.steps[index + 1]);
        let fraction = i64::from(pitch & ((1 << FRACTION_BITS) - 1));
        let step = low + (((high - low) * fraction) >> FRACTION_BITS);
        match TOP_OCTAVE - (pitch >> 24) {
            32.. => 0,
            down => (step >> (down & 31)) as u32,
        }
    }

    /// A time or speed stated at 44.1 kHz, at this rate.
    #[inline]
    pub(super) fn scale_to_rate(&self, value: i32) -> i32 {
        ((i64::from(value) * self.envelope_ratio) >> 24) as i32
    }

    /// Q32 of an LFO period a block, for a speed 0..=99.
    pub(super) fn lfo_increment(&self, speed: u8) -> u32 {
        (LFO_HZ[usize::from(speed.min(99))] * self.lfo_hz_unit) as u32
    }

    /// Q32 of the LFO delay's two halves a block: waiting and fading in.
    pub(super) fn lfo_delay_increments(&self, delay: u8) -> (u32, u32) {
        let haste = 99 - u32::from(delay.min(99));
        if haste == 99 {
            return (u32::MAX, u32::MAX);
        }
        let wait = (16 + (haste & 15)) << (1 + (haste >> 4));
        let fade = (wait & 0xff80).max(0x80);
        (self.lfo_delay_unit.wrapping_mul(wait), self.lfo_delay_unit.wrapping_mul(fade))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pitches_get_their_steps_at_every_rate() {
        for hz in [262.0_f64, 440.0, 511.0] {
            let pitch = (hz.log2() * f64::from(1 << 24)) as i32;
            for rate_hz in [16_000, 44_100, 48_000, 96_000] {
                let wanted = hz / f64::from(rate_hz) * f64::from(1 << 24);
                let found = f64::from(RateTables::new(rate_hz).phase_step(pitch));
                assert!((found - wanted).abs() <= 2.0, "{hz} Hz at {rate_hz} Hz: {found} for {wanted}");
            }
        }
    }

    #[test]
    fn pitches_out_of_reach_have_some_step() {
        let tables = RateTables::new(16_000);
        for pitch in [i32::MIN, -1, 0, 1, i32::MAX] {
            let _ = tables.phase_step(pitch);
        }
        assert_eq!(tables.phase_step(i32::MIN), 0);
    }

    #[test]
    fn from_the_twentieth_octave_on_operators_nearly_stand_still() {
        let tables = RateTables::new(44_100);
        let octave = |octaves: i32| tables.phase_step(octaves << 24);
        let top = tables.phase_step((TOP_OCTAVE << 24) + 0xff_ffff);
        assert!(top > 1 << 29, "{top}");
        assert_eq!([21, 22, 24].map(octave), [0, 0, 1]);
    }
}
