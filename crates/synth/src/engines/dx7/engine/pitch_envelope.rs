//! The pitch envelope: four rates and levels, linear in octaves, one value per control block.
//!
//! Rate and level tables: msfa (Apache-2.0), measured on a DX7; level 50 is no change, the ends are ±4 octaves.

use super::stages::{Stage, Stages};
use super::tables::RateTables;

/// Speed of a rate 0..=99, in units of [`RateTables::pitch_unit`] a block.
const RATES: [u8; 100] = [
    1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 16, 16, 17,
    18, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 30, 31, 33, 34, 36, 37, 38, 39, 41, 42, 44, 46, 47, 49,
    51, 53, 54, 56, 58, 60, 62, 64, 66, 68, 70, 72, 74, 76, 79, 82, 85, 88, 91, 94, 98, 102, 106, 110, 115,
    120, 125, 130, 135, 141, 147, 153, 159, 165, 171, 178, 185, 193, 202, 211, 232, 243, 254, 255,
];

/// Pitch of a level 0..=99, in 1/32 octave.
const LEVELS: [i8; 100] = [
    -128, -116, -104, -95, -85, -76, -68, -61, -56, -52, -49, -46, -43, -41, -39, -37, -35, -33, -32, -31,
    -30, -29, -28, -27, -26, -25, -24, -23, -22, -21, -20, -19, -18, -17, -16, -15, -14, -13, -12, -11, -10,
    -9, -8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
    20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 38, 40, 43, 46, 49, 53, 58, 65, 73, 82,
    92, 103, 115, 127,
];

/// The pitch envelope of one note.
#[derive(Clone, Copy, Debug)]
pub(super) struct PitchEnvelope {
    stages: Stages,
    level: i32,
    target: i32,
    increment: i32,
    rising: bool,
}

impl PitchEnvelope {
    /// The envelope of a key that goes down now; it starts at the fourth level.
    pub(super) fn new(rates: [u8; 4], levels: [u8; 4], tables: &RateTables) -> Self {
        let level = octaves(levels[3]);
        let stages = Stages::new(rates, levels);
        let mut envelope = Self { stages, level, target: level, increment: 0, rising: false };
        envelope.enter(stages.current(), tables);
        envelope
    }

    /// The key goes up: on to the fourth stage.
    pub(super) fn release(&mut self, tables: &RateTables) {
        let stage = self.stages.release();
        self.enter(stage, tables);
    }

    /// The pitch offset of the next control block, Q24 octaves.
    #[inline]
    pub(super) fn advance(&mut self, tables: &RateTables) -> i32 {
        if self.stages.moves() {
            self.level += if self.rising { self.increment } else { -self.increment };
            if (self.level >= self.target) == self.rising || self.level == self.target {
                self.level = self.target;
                let stage = self.stages.next();
                self.enter(stage, tables);
            }
        }
        self.level
    }

    /// Begins a stage; without one, things stay as they are.
    fn enter(&mut self, stage: Option<Stage>, tables: &RateTables) {
        if let Some(Stage { rate, level }) = stage {
            self.target = octaves(level);
            self.rising = self.target > self.level;
            self.increment = i32::from(RATES[usize::from(rate.min(99))]) * tables.pitch_unit;
        }
    }
}

/// The pitch of a panel level, Q24 octaves.
fn octaves(panel: u8) -> i32 {
    i32::from(LEVELS[usize::from(panel.min(99))]) << 19
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCKS_A_SEC: f64 = 44_100.0 / 64.0;

    fn octaves_of(q24: i32) -> f64 {
        f64::from(q24) / f64::from(1 << 24)
    }

    /// Offsets in octaves over some seconds; the key goes up after `gate_secs`.
    fn run(rates: [u8; 4], levels: [u8; 4], gate_secs: f64, secs: f64) -> Vec<f64> {
        let tables = RateTables::new(44_100);
        let mut envelope = PitchEnvelope::new(rates, levels, &tables);
        (0..(secs * BLOCKS_A_SEC) as usize)
            .map(|block| {
                if block as f64 >= gate_secs * BLOCKS_A_SEC {
                    envelope.release(&tables);
                }
                octaves_of(envelope.advance(&tables))
            })
            .collect()
    }

    #[test]
    fn level_50_is_the_played_pitch_and_the_ends_are_four_octaves_off() {
        assert_eq!(octaves_of(octaves(50)), 0.0);
        assert_eq!(octaves_of(octaves(0)), -4.0);
        assert!((octaves_of(octaves(99)) - 4.0).abs() < 0.04);
        assert!((0..99).all(|level| octaves(level) < octaves(level + 1)));
        assert!(run([99; 4], [50; 4], 0.5, 1.0).iter().all(|octaves| *octaves == 0.0));
    }

    #[test]
    fn it_begins_at_level_4_and_rests_at_level_3_until_the_key_goes_up() {
        let octaves = run([80; 4], [70, 40, 60, 20], 4.0, 8.0);
        let (held, released) = octaves.split_at((4.0 * BLOCKS_A_SEC) as usize);
        let [one, two, three, four] = [20.0, -10.0, 10.0, -30.0].map(|steps| steps / 32.0);
        assert!((octaves[0] - four).abs() < 0.02);
        let highest = held.iter().copied().fold(-4.0, f64::max);
        assert!(highest == one && held.contains(&two));
        assert_eq!(held[held.len() - 1], three);
        assert_eq!(released[released.len() - 1], four);
    }

    #[test]
    fn rates_are_octaves_a_second_in_straight_lines() {
        // A unit of the rates is an octave in 21.3 s; 0 is 1 of them and 99 is 255.
        for (rate, octaves_a_sec) in [(0, 1.0 / 21.3), (50, 41.0 / 21.3), (99, 255.0 / 21.3)] {
            let octaves = run([rate, 99, 99, 99], [99, 50, 50, 0], 9.0, 0.25);
            let steps: Vec<f64> = octaves.windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert!(steps.iter().all(|step| (step - steps[0]).abs() < 1e-9), "a straight line");
            let found = steps[0] * BLOCKS_A_SEC;
            assert!((found / octaves_a_sec - 1.0).abs() < 0.01, "rate {rate}: {found} octaves a second");
        }
    }

    #[test]
    fn a_key_goes_up_at_any_stage_without_a_jump() {
        // On the way to level 1, to level 2, to level 3, and at rest.
        for gate_secs in [0.1, 1.0, 2.5, 9.0] {
            let octaves = run([60, 55, 60, 70], [80, 30, 45, 60], gate_secs, 14.0);
            let largest = octaves.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f64::max);
            assert!(largest < 0.01, "{largest} octaves in a block");
            let (_, released) = octaves.split_at((gate_secs * BLOCKS_A_SEC).ceil() as usize);
            assert!(released.is_sorted() || released.is_sorted_by(|a, b| a >= b));
            assert_eq!(octaves[octaves.len() - 1], 10.0 / 32.0, "gate {gate_secs}");
        }
    }

    #[test]
    fn times_are_the_same_at_every_sample_rate() {
        let secs = |rate_hz: u32| {
            let tables = RateTables::new(rate_hz);
            let mut envelope = PitchEnvelope::new([40, 99, 99, 99], [99, 99, 99, 50], &tables);
            let blocks = (0..1_000_000).position(|_| envelope.advance(&tables) == octaves(99));
            blocks.unwrap() as f64 * 64.0 / f64::from(rate_hz)
        };
        for rate_hz in [16_000, 48_000, 96_000] {
            let ratio = secs(rate_hz) / secs(44_100);
            assert!((ratio - 1.0).abs() < 0.01, "{rate_hz} Hz: {ratio}");
        }
    }
}
