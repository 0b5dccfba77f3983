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

#[cfg(test)]
mod tests {
    use super::*;

    /// Output level 99, in microsteps.
    const FULL_OUTPUT: i32 = 127 << 5;
    const DB_AN_OCTAVE: f64 = 6.020_6;

    struct Run {
        envelope: Envelope,
        tables: RateTables,
        blocks_a_sec: f64,
    }

    impl Run {
        fn at(rate_hz: u32, rates: [u8; 4], levels: [u8; 4]) -> Self {
            let tables = RateTables::new(rate_hz);
            let envelope = Envelope::new(rates, levels, FULL_OUTPUT, 0, &tables);
            Self { envelope, tables, blocks_a_sec: f64::from(rate_hz) / super::super::BLOCK as f64 }
        }

        fn new(rates: [u8; 4], levels: [u8; 4]) -> Self {
            Self::at(44_100, rates, levels)
        }

        /// The level after the next block, dB.
        fn step(&mut self) -> f64 {
            f64::from(self.envelope.advance(&self.tables)) / f64::from(1 << 24) * DB_AN_OCTAVE
        }

        fn levels(&mut self, secs: f64) -> Vec<f64> {
            (0..(secs * self.blocks_a_sec) as usize).map(|_| self.step()).collect()
        }

        /// Seconds until a level is heard on the side of `db` that is asked for.
        fn secs_until(&mut self, is_there: impl Fn(f64) -> bool) -> f64 {
            let blocks = (0..4_000_000).position(|_| is_there(self.step()));
            blocks.expect("the envelope gets there") as f64 / self.blocks_a_sec
        }
    }

    const FULL_DB: f64 = 15.0 * DB_AN_OCTAVE;

    #[test]
    fn levels_are_three_quarters_of_a_decibel_a_step() {
        let sustained = |level| Run::new([99; 4], [99, level, level, 0]).levels(1.0).pop().unwrap();
        assert!((sustained(99) - FULL_DB).abs() < 1e-6);
        for (level, below_db) in [(89, 7.5), (79, 15.0), (59, 30.0), (39, 45.0)] {
            let found = sustained(99) - sustained(level);
            assert!((found - below_db).abs() < 0.2, "level {level} is {found} dB below 99");
        }
    }

    /// The law of the msfa wiki, 0.2819 dB/s times 2^(q/4) (1 + (q mod 4)/4), was measured on the hardware, which
    /// runs at 49 096 Hz; Dexed's envelopes go by blocks of 64 samples at 44 100 Hz.
    #[test]
    fn decays_are_straight_lines_in_decibels_of_the_measured_slopes() {
        for rate in [10_u8, 25, 40, 50, 61, 70] {
            let mut run = Run::new([99, rate, 99, 99], [99, 0, 0, 0]);
            run.secs_until(|db| db >= FULL_DB);
            let levels = run.levels(0.05);
            let slope = (levels[0] - levels[levels.len() - 1]) / (levels.len() - 1) as f64;
            let found = slope * run.blocks_a_sec;
            let q = i32::from(rate) * 41 / 64;
            let wanted =
                0.281_9 * 44_100.0 / 49_096.0 * (f64::from(q / 4)).exp2() * (1.0 + 0.25 * f64::from(q % 4));
            assert!((found / wanted - 1.0).abs() < 0.001, "rate {rate}: {found} dB/s, not {wanted}");
        }
    }

    #[test]
    fn rate_0_hardly_moves_and_99_is_there_in_a_hundredth_of_a_second() {
        let mut slow = Run::new([99, 0, 99, 99], [99, 0, 0, 0]);
        slow.secs_until(|db| db >= FULL_DB);
        let fallen = FULL_DB - slow.levels(1.0).pop().unwrap();
        assert!((0.2..0.3).contains(&fallen), "{fallen} dB in a second");
        let mut quick = Run::new([99; 4], [99, 0, 0, 0]);
        assert!(quick.secs_until(|db| db >= FULL_DB) < 0.01);
        assert!(quick.secs_until(|db| db < 1.0) < 0.01);
    }

    #[test]
    fn an_attack_jumps_to_its_floor_and_bends_towards_the_top() {
        let mut run = Run::new([55, 99, 99, 99], [99, 99, 99, 0]);
        let levels = run.levels(0.5);
        assert!(
            (levels[0] / FULL_DB - 0.45).abs() < 0.05,
            "half of the way in dB is jumped over: {}",
            levels[0]
        );
        let rising: Vec<f64> =
            levels.windows(2).map(|pair| pair[1] - pair[0]).take_while(|d| *d > 0.0).collect();
        assert!(rising.len() > 20 && levels.iter().all(|level| *level <= FULL_DB));
        // The last step is cut short by the top.
        let (steps, _) = rising.split_at(rising.len() - 1);
        assert!(
            steps.windows(2).all(|pair| pair[1] <= pair[0] + 1e-9),
            "each step is no larger than the one before"
        );
    }

    #[test]
    fn four_quantised_rates_double_the_speed() {
        // 25 * 41 / 64 is 16, and each of the others four more.
        let attack = |rate| Run::new([rate, 99, 99, 99], [99, 99, 99, 0]).secs_until(|db| db >= FULL_DB);
        for (slow, quick) in [(25, 32), (32, 38), (38, 44), (44, 50)] {
            let ratio = attack(slow) / attack(quick);
            assert!((ratio - 2.0).abs() < 0.1, "attacks {slow} and {quick}: {ratio}");
        }
    }

    #[test]
    fn a_stage_without_a_way_to_go_takes_its_time() {
        // Measured on two modules: 40 s, 0.15 s and 10 ms.
        for (rate, secs) in [(0, 40.0), (50, 0.15), (76, 0.01)] {
            let mut run = Run::new([99, rate, 99, 99], [99, 99, 0, 0]);
            let found = run.secs_until(|db| db >= FULL_DB) + run.secs_until(|db| db < FULL_DB);
            assert!((found - secs).abs() < 0.01, "rate {rate}: held for {found} s, not {secs}");
        }
    }

    #[test]
    fn a_key_goes_up_at_any_stage_without_a_jump() {
        // In the attack, both decays, and while the third level is held.
        for secs in [0.01, 0.1, 0.6, 5.0] {
            let mut run = Run::new([45, 50, 45, 60], [99, 80, 60, 30]);
            let before = run.levels(secs).pop().unwrap();
            run.envelope.release(&run.tables);
            let after = run.levels(5.0);
            let largest = after.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f64::max);
            assert!(
                (after[0] - before).abs() <= 6.0 && largest < 6.0,
                "after {secs} s: {before} {}",
                after[0]
            );
            assert!(after.is_sorted_by(|a, b| a >= b) || after.is_sorted());
            let level = after[after.len() - 1];
            let wanted = Run::new([99; 4], [99, 30, 30, 30]).levels(1.0).pop().unwrap();
            assert!((level - wanted).abs() < 1e-6, "it ends at level 4");
        }
    }

    #[test]
    fn times_are_the_same_at_every_sample_rate() {
        let secs = |rate_hz| {
            let mut run = Run::at(rate_hz, [40, 45, 50, 50], [99, 70, 0, 0]);
            [run.secs_until(|db| db >= FULL_DB), run.secs_until(|db| db < FULL_DB - 40.0)]
        };
        let wanted = secs(44_100);
        for rate_hz in [16_000, 48_000, 96_000] {
            for (found, wanted) in secs(rate_hz).into_iter().zip(wanted) {
                assert!((found / wanted - 1.0).abs() < 0.02, "{rate_hz} Hz: {found} s, not {wanted}");
            }
        }
    }
}
