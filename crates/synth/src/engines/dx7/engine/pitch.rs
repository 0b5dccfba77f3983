//! The pitch of an operator: from key, ratio and detune, or fixed.

/// MIDI note 0 in Q24 octaves above 1 Hz; its last digit was measured on dexed-py (msfa has 7).
const NOTE_ZERO: i32 = 50_857_776;
/// A semitone, Q24 octaves.
const SEMITONE: i32 = (1 << 24) / 12;
/// Q24 octaves a unit of the natural logarithm.
const OCTAVES_A_NEPER: f64 = 24_204_406.323_123;
/// 1/100 of a decade, in 1/8 of Q24 octaves: a step of a fixed frequency.
const FIXED_STEP: i32 = 4_458_616;
/// A step of detune of a fixed frequency, which can only be raised.
const FIXED_DETUNE: i32 = 13_457;

/// What the voice says of an operator's pitch.
#[derive(Clone, Copy, Debug)]
pub(super) struct OperatorPitch {
    /// Fixed in Hz instead of following the key.
    pub(super) fixed: bool,
    /// 0..=31: half, then the ratio; of a fixed one the decade.
    pub(super) coarse: u8,
    /// 0..=99: hundredths above the ratio, or of a decade.
    pub(super) fine: u8,
    /// 0..=14, 7 is none.
    pub(super) detune: u8,
}

impl OperatorPitch {
    /// The pitch at this note in Q24 octaves above 1 Hz.
    pub(super) fn octaves(self, note: i32) -> i32 {
        let (fine, detune) = (i32::from(self.fine), i32::from(self.detune) - 7);
        if self.fixed {
            let steps = i32::from(self.coarse & 3) * 100 + fine;
            return ((FIXED_STEP * steps) >> 3) + FIXED_DETUNE * detune.max(0);
        }
        let key = NOTE_ZERO + SEMITONE * note;
        let detuned = (f64::from(key) + detune_share(key) * f64::from(key) * f64::from(detune)) as i32;
        let ratio = match self.coarse & 31 {
            0 => -(1 << 24),
            ratio => neper_octaves(libm::log(f64::from(ratio))),
        };
        detuned + ratio + neper_octaves(libm::log(1.0 + 0.01 * f64::from(fine)))
    }
}

/// The share of its logarithmic pitch by which one step of detune moves a key; a fit to a DX7's pitches,
/// as in Dexed's msfa (Apache-2.0), which rounds the pitch to single precision first.
fn detune_share(key: i32) -> f64 {
    let octaves = f64::from(key as f32 / (1 << 24) as f32);
    0.0209 * libm::exp(-0.396 * octaves) / 7.0
}

/// A natural logarithm in Q24 octaves.
fn neper_octaves(neper: f64) -> i32 {
    (OCTAVES_A_NEPER * neper + 0.5).floor() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: OperatorPitch = OperatorPitch { fixed: false, coarse: 1, fine: 0, detune: 7 };

    fn hz(pitch: OperatorPitch, note: i32) -> f64 {
        (f64::from(pitch.octaves(note)) / f64::from(1 << 24)).exp2()
    }

    #[test]
    fn keys_ratios_and_fixed_frequencies() {
        assert!((hz(PLAIN, 69) - 440.0).abs() < 0.001);
        assert!((hz(OperatorPitch { coarse: 0, ..PLAIN }, 69) - 220.0).abs() < 0.001);
        assert!((hz(OperatorPitch { coarse: 31, fine: 50, ..PLAIN }, 69) - 440.0 * 46.5).abs() < 0.05);
        assert!((hz(OperatorPitch { fixed: true, coarse: 3, ..PLAIN }, 0) - 1000.0).abs() < 0.01);
        assert!((hz(OperatorPitch { fixed: true, coarse: 3, ..PLAIN }, 99) - 1000.0).abs() < 0.01);
    }

    #[test]
    fn detune_moves_both_ways_by_a_few_cents() {
        let cents =
            |detune, note| 1200.0 * (hz(OperatorPitch { detune, ..PLAIN }, note) / hz(PLAIN, note)).log2();
        assert!((7.0..10.0).contains(&cents(14, 60)) && (cents(14, 60) + cents(0, 60)).abs() < 0.01);
        assert!(cents(14, 36) > cents(14, 84), "low keys are moved further");
    }

    #[test]
    fn ratios_are_whole_octaves_where_they_are_powers_of_two() {
        assert_eq!(neper_octaves(libm::log(16.0)), 4 << 24);
        assert_eq!(neper_octaves(libm::log(31.0)), 83_117_622);
        assert_eq!(neper_octaves(libm::log(3.0)), 26_591_258);
    }
}
