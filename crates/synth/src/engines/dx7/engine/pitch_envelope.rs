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
