//! The low-frequency oscillator: six waves and a delayed fade-in, one value per control block.

use super::sine::SineTable;
use super::tables::RateTables;

/// The value of a wave at rest, Q24.
const MIDDLE: i32 = 1 << 23;
/// The whole swing of a wave and of the fade-in, Q24.
const FULL: i32 = 1 << 24;

/// The LFO of one note.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lfo {
    wave: u8,
    /// Q32 of a period.
    phase: u32,
    increment: u32,
    random: u8,
    /// Q32: silent in the first half of its way, fading in in the second.
    delay: u32,
    wait_increment: u32,
    fade_increment: u32,
}

impl Lfo {
    /// The LFO of a key that goes down now. `speed` and `delay` are 0..=99; without `key_sync` the wave is
    /// wherever it was, and for a note that comes first this is its beginning.
    pub(super) fn new(speed: u8, delay: u8, wave: u8, key_sync: bool, tables: &RateTables) -> Self {
        let (wait_increment, fade_increment) = tables.lfo_delay_increments(delay);
        Self {
            wave,
            phase: if key_sync { (1 << 31) - 1 } else { 0 },
            increment: tables.lfo_increment(speed),
            random: 0,
            delay: 0,
            wait_increment,
            fade_increment,
        }
    }

    /// The wave's value in the next control block, 0..=2^24.
    #[inline]
    pub(super) fn advance_wave(&mut self, sine: &SineTable) -> i32 {
        self.phase = self.phase.wrapping_add(self.increment);
        let phase = self.phase;
        match self.wave {
            0 => {
                let fold = if phase >> 31 == 1 { !0 } else { 0 };
                (((phase >> 7) ^ fold) & (FULL as u32 - 1)) as i32
            }
            1 => ((!phase ^ (1 << 31)) >> 8) as i32,
            2 => ((phase ^ (1 << 31)) >> 8) as i32,
            3 => ((!phase >> 7) & (1 << 24)) as i32,
            4 => MIDDLE + (sine.at((phase >> 8) as i32) >> 1),
            5 => {
                if phase < self.increment {
                    self.random = self.random.wrapping_mul(179).wrapping_add(17);
                }
                (i32::from(self.random ^ 0x80) + 1) << 16
            }
            _ => MIDDLE,
        }
    }

    /// How far the fade-in is in the next control block, 0..=2^24.
    #[inline]
    pub(super) fn advance_delay(&mut self) -> i32 {
        let waiting = self.delay < 1 << 31;
        let increment = if waiting { self.wait_increment } else { self.fade_increment };
        let Some(delay) = self.delay.checked_add(increment) else {
            return FULL;
        };
        self.delay = delay;
        if delay < 1 << 31 { 0 } else { ((delay >> 7) & (FULL as u32 - 1)) as i32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCKS_A_SEC: f64 = 44_100.0 / 64.0;
    const TRIANGLE: u8 = 0;
    const SAW_DOWN: u8 = 1;
    const SAW_UP: u8 = 2;
    const SQUARE: u8 = 3;
    const SINE: u8 = 4;
    const SAMPLE_AND_HOLD: u8 = 5;

    /// The wave's values, 0..=1, of some seconds.
    fn wave(wave: u8, speed: u8, key_sync: bool, secs: f64) -> Vec<f64> {
        let sine = SineTable::new();
        let mut lfo = Lfo::new(speed, 0, wave, key_sync, &RateTables::new(44_100));
        let blocks = (secs * BLOCKS_A_SEC) as usize;
        (0..blocks).map(|_| f64::from(lfo.advance_wave(&sine)) / f64::from(FULL)).collect()
    }

    /// Blocks at which the wave steps by more than half of its swing.
    fn jumps(wave: &[f64]) -> Vec<usize> {
        (1..wave.len()).filter(|at| (wave[*at] - wave[at - 1]).abs() > 0.5).collect()
    }

    fn hz(speed: u8, secs: f64) -> f64 {
        let wave = wave(SAW_UP, speed, true, secs);
        let jumps = jumps(&wave);
        (jumps.len() - 1) as f64 * BLOCKS_A_SEC / (jumps[jumps.len() - 1] - jumps[0]) as f64
    }

    #[test]
    fn speeds_run_from_a_sixteenth_of_a_hertz_to_fifty() {
        assert!((0.06..0.07).contains(&hz(0, 60.0)), "{}", hz(0, 60.0));
        assert!((48.0..52.0).contains(&hz(99, 10.0)), "{}", hz(99, 10.0));
        let all: Vec<f64> = (10..=99).map(|speed| hz(speed, 10.0)).collect();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]), "each speed is quicker than the one before");
    }

    #[test]
    fn all_waves_swing_fully_but_sample_and_hold() {
        for kind in [TRIANGLE, SAW_DOWN, SAW_UP, SQUARE, SINE] {
            let values = wave(kind, 20, true, 10.0);
            let (low, high) = values.iter().fold((1.0_f64, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            assert!(low < 0.01 && high > 0.99 && high <= 1.0, "wave {kind}: {low} to {high}");
            assert!((mean - 0.5).abs() < 0.02, "wave {kind} has mean {mean}");
        }
        assert!(wave(6, 20, true, 1.0).iter().all(|value| *value == 0.5), "there is no seventh");
    }

    #[test]
    fn waves_have_their_shapes() {
        let period = (BLOCKS_A_SEC / hz(10, 20.0)).round() as usize;
        let between_jumps = |kind| {
            let values = wave(kind, 10, true, 10.0);
            let jumps = jumps(&values);
            (values[jumps[0]..jumps[1]].to_vec(), values[jumps[1]..jumps[2]].to_vec())
        };
        let (up, _) = between_jumps(SAW_UP);
        assert!(up.is_sorted() && up.len().abs_diff(period) <= 1);
        let (down, _) = between_jumps(SAW_DOWN);
        assert!(down.is_sorted_by(|a, b| a >= b) && down.len().abs_diff(period) <= 1);
        let (first, second) = between_jumps(SQUARE);
        assert!(first.iter().all(|value| *value == first[0]) && second[0] == 1.0 - first[0]);
        assert!(first.len().abs_diff(period / 2) <= 1 && second.len().abs_diff(period / 2) <= 1);
        // Triangle and sine: one way down and one way up in each period, and half a period apart they mirror.
        for kind in [TRIANGLE, SINE] {
            let values = wave(kind, 10, true, 10.0);
            let turns = values.windows(3).filter(|v| (v[1] - v[0]) * (v[2] - v[1]) < 0.0).count();
            assert!(turns.abs_diff(2 * values.len() / period) <= 2, "wave {kind}: {turns} turns");
            let mirrored = values.iter().zip(&values[period / 2..]).map(|(a, b)| (a + b - 1.0).abs());
            assert!(mirrored.fold(0.0, f64::max) < 0.02, "wave {kind}");
        }
        // Near its middle a sine is steeper than a triangle by half of pi.
        let steepest =
            |kind| wave(kind, 10, true, 10.0).windows(2).map(|v| (v[1] - v[0]).abs()).fold(0.0, f64::max);
        assert!((steepest(SINE) / steepest(TRIANGLE) - core::f64::consts::FRAC_PI_2).abs() < 0.02);
    }

    #[test]
    fn sample_and_hold_holds_for_a_period_and_wanders() {
        let values = wave(SAMPLE_AND_HOLD, 60, true, 20.0);
        let changes: Vec<usize> = (1..values.len()).filter(|at| values[*at] != values[at - 1]).collect();
        let period = BLOCKS_A_SEC / hz(60, 20.0);
        assert!(changes.windows(2).all(|pair| ((pair[1] - pair[0]) as f64 - period).abs() < 1.01));
        let distinct: std::collections::BTreeSet<u64> = values.iter().map(|v| v.to_bits()).collect();
        assert!(distinct.len() > 50, "{} values", distinct.len());
    }

    #[test]
    fn key_sync_begins_in_the_middle_of_the_period() {
        // As dexed-py does: a synced triangle begins at its top, another at its bottom.
        assert!(wave(TRIANGLE, 10, true, 0.1)[0] > 0.98);
        assert!(wave(TRIANGLE, 10, false, 0.1)[0] < 0.02);
        assert_eq!(wave(SINE, 40, true, 1.0), wave(SINE, 40, true, 1.0));
    }

    /// Seconds of silence, and of the fade after it.
    fn delay_secs(delay: u8, rate_hz: u32) -> (f64, f64) {
        let mut lfo = Lfo::new(35, delay, TRIANGLE, true, &RateTables::new(rate_hz));
        let fades: Vec<i32> = (0..rate_hz / 8).map(|_| lfo.advance_delay()).collect();
        assert!(fades.is_sorted(), "it only grows");
        let blocks = |count: usize| count as f64 * 64.0 / f64::from(rate_hz);
        let silent = fades.iter().take_while(|fade| **fade == 0).count();
        let growing = fades[silent..].iter().take_while(|fade| **fade < FULL - 1).count();
        (blocks(silent), blocks(growing))
    }

    #[test]
    fn a_delay_is_silence_and_then_a_fade() {
        assert_eq!(delay_secs(0, 44_100), (0.0, 0.0));
        let delays: Vec<(f64, f64)> = (1..=99).map(|delay| delay_secs(delay, 44_100)).collect();
        assert!(delays.is_sorted_by(|a, b| a.0 <= b.0), "more delay is a longer silence");
        let (silent, growing) = delays[98];
        assert!((silent - 2.66).abs() < 0.02 && (growing - 0.67).abs() < 0.02, "{silent} s and {growing} s");
        for rate_hz in [16_000, 48_000, 96_000] {
            for delay in [40, 70, 99] {
                let (found, wanted) = (delay_secs(delay, rate_hz).0, delay_secs(delay, 44_100).0);
                assert!((found - wanted).abs() < 0.01, "delay {delay} at {rate_hz} Hz: {found} {wanted}");
            }
        }
    }
}
