//! An operator's envelope: four rates and levels in the logarithmic domain, one value per control block.
//!
//! The level is Q24 octaves of amplitude (one octave = 2^24 = 6.02 dB), so decays are straight lines in dB;
//! the attack climbs exponentially towards a point above the top, from a floor to which it jumps at once.
//! Laws and numbers: msfa wiki `Dx7Envelope`; the times for which a stage without a way to go holds are the
//! ones measured on two TF1 modules for Dexed's msfa (Apache-2.0).

use super::scaling::level_from_panel;
use super::stages::{Stage, Stages};
use super::tables::RateTables;

/// Where an attack starts at the latest: below it nothing is heard.
const ATTACK_FLOOR: i32 = 1716 << 16;
/// What the attack's exponential aims at.
const ATTACK_TARGET: i32 = 17 << 24;
/// The lowest level of a stage, in microsteps.
const LEVEL_MIN: i32 = 16;

/// For how many samples at 44.1 kHz a stage holds whose level is already reached, by rate 0..=76.
const HOLD_SAMPLES: [i32; 77] = [
    1_764_000, 1_764_000, 1_411_200, 1_411_200, 1_190_700, 1_014_300, 992_250, 882_000, 705_600, 705_600,
    584_325, 507_150, 502_740, 441_000, 418_950, 352_800, 308_700, 286_650, 253_575, 220_500, 220_500,
    176_400, 145_530, 145_530, 125_685, 110_250, 110_250, 88_200, 88_200, 74_970, 61_740, 61_740, 55_125,
    48_510, 44_100, 37_485, 31_311, 30_870, 27_562, 27_562, 22_050, 18_522, 17_640, 15_435, 14_112, 13_230,
    11_025, 9_261, 9_261, 7_717, 6_615, 6_615, 5_512, 5_512, 4_410, 3_969, 3_969, 3_439, 2_866, 2_690, 2_249,
    1_984, 1_896, 1_808, 1_411, 1_367, 1_234, 1_146, 926, 837, 837, 705, 573, 573, 529, 441, 441,
];

/// The envelope of one operator of one note.
#[derive(Clone, Copy, Debug)]
pub(super) struct Envelope {
    stages: Stages,
    /// The operator's output level in microsteps: every stage is shifted by it.
    output_level: i32,
    rate_offset: i32,
    level: i32,
    target: i32,
    increment: i32,
    hold_samples: i32,
    rising: bool,
}

impl Envelope {
    /// The envelope of a key that goes down now.
    pub(super) fn new(
        rates: [u8; 4],
        levels: [u8; 4],
        output_level: i32,
        rate_offset: i32,
        tables: &RateTables,
    ) -> Self {
        let mut envelope = Self {
            stages: Stages::new(rates, levels),
            output_level,
            rate_offset,
            level: 0,
            target: 0,
            increment: 0,
            hold_samples: 0,
            rising: false,
        };
        envelope.enter(envelope.stages.current(), tables);
        envelope
    }

    /// The key goes up: on to the fourth stage.
    pub(super) fn release(&mut self, tables: &RateTables) {
        let stage = self.stages.release();
        self.enter(stage, tables);
    }

    /// The level at the end of the next control block, Q24 octaves.
    #[inline]
    pub(super) fn advance(&mut self, tables: &RateTables) -> i32 {
        if self.hold_samples > 0 {
            self.hold_samples -= super::BLOCK as i32;
            if self.hold_samples <= 0 {
                self.hold_samples = 0;
                self.enter_next(tables);
            }
        }
        if self.stages.moves() {
            self.step(tables);
        }
        self.level
    }

    /// Moves one block towards the target.
    fn step(&mut self, tables: &RateTables) {
        if self.hold_samples > 0 {
            return;
        }
        if self.rising {
            self.level = self.level.max(ATTACK_FLOOR);
            self.level += ((ATTACK_TARGET - self.level) >> 24) * self.increment;
        } else {
            self.level -= self.increment;
        }
        if (self.rising && self.level >= self.target) || (!self.rising && self.level <= self.target) {
            self.level = self.target;
            self.enter_next(tables);
        }
    }

    fn enter_next(&mut self, tables: &RateTables) {
        let stage = self.stages.next();
        self.enter(stage, tables);
    }

    /// Begins a stage; without one, things stay as they are.
    fn enter(&mut self, stage: Option<Stage>, tables: &RateTables) {
        let Some(Stage { rate, level: panel }) = stage else {
            return;
        };
        let microsteps = ((level_from_panel(panel) >> 1) << 6) + self.output_level - 4256;
        self.target = microsteps.max(LEVEL_MIN) << 16;
        self.rising = self.target > self.level;
        let silent_attack = self.stages.is_first() && panel == 0;
        self.hold_samples = if self.target == self.level || silent_attack {
            tables.scale_to_rate(hold_samples(i32::from(rate) + self.rate_offset, silent_attack))
        } else {
            0
        };
        let scaled = (((i32::from(rate) * 41) >> 6) + self.rate_offset).min(63);
        self.increment = tables.scale_to_rate((4 + (scaled & 3)) << (8 + (scaled >> 2)));
    }
}

/// How long a stage holds that has no way to go, in samples at 44.1 kHz.
fn hold_samples(rate: i32, silent_attack: bool) -> i32 {
    let rate = rate.min(99);
    match HOLD_SAMPLES.get(rate as usize) {
        Some(samples) if silent_attack => samples / 20,
        Some(samples) => *samples,
        None => 20 * (99 - rate),
    }
}
