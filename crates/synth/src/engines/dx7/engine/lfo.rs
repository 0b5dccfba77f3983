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
