//! Two choruses, each of two delayed copies that move against each other. A stereo instrument puts one copy on either
//! side; ours is mono and has both in the middle.

use super::BLOCK;
use super::arithmetic::Lanes;
use super::sheet::Sheet;

/// Middle delay, how far it moves (both in seconds), and how often (in hertz), of each chorus.
const CHORUSES: [(f64, f64, f64); 2] = [(0.003_25, 0.001_75, 0.5), (0.003, 0.001, 0.9)];
/// Longest delay of all, with room.
const LONGEST_SECS: f64 = 0.005_1;

/// The sound of the last milliseconds, and where the choruses are.
pub(super) struct Chorus<const L: usize> {
    rate_hz: f64,
    /// A ring whose length is a power of two.
    past: Vec<Lanes<L>>,
    at: usize,
    samples: u64,
    /// Delays of all copies at the end of the block before, in samples.
    delays: [f32; 4],
}

impl<const L: usize> Chorus<L> {
    pub(super) fn new(rate_hz: u32) -> Self {
        let rate_hz = f64::from(rate_hz);
        let len = ((LONGEST_SECS * rate_hz) as usize + BLOCK + 4).next_power_of_two();
        let past = vec![Lanes::splat(0.0); len];
        let mut chorus = Self { rate_hz, past, at: 0, samples: 0, delays: [0.0; 4] };
        chorus.delays = chorus.delays_now();
        chorus
    }

    /// Forgets the sound.
    pub(super) fn restart(&mut self) {
        self.past.fill(Lanes::splat(0.0));
        (self.at, self.samples) = (0, 0);
        self.delays = self.delays_now();
    }

    /// Delays in samples now. The same for all notes, which all began at once.
    fn delays_now(&self) -> [f32; 4] {
        let secs = self.samples as f64 / self.rate_hz;
        let mut delays = [0.0; 4];
        for (copies, (middle, way, hz)) in delays.chunks_exact_mut(2).zip(CHORUSES) {
            let moved = way * libm::sin(std::f64::consts::TAU * hz * secs);
            copies
                .copy_from_slice(&[middle + moved, middle - moved].map(|secs| (secs * self.rate_hz) as f32));
        }
        delays
    }

    /// Adds the copies to one block, in place.
    #[inline(always)]
    pub(super) fn process(&mut self, sheet: &Sheet<L>, rows: &mut [Lanes<L>; BLOCK]) {
        let mask = self.past.len() - 1;
        let from = self.delays;
        self.samples += BLOCK as u64;
        self.delays = self.delays_now();
        let [plain, slow, fast] = &sheet.chorus;
        for (index, row) in rows.iter_mut().enumerate() {
            self.past[self.at & mask] = *row;
            let share = (index + 1) as f32 / BLOCK as f32;
            let mut out = Lanes::splat(0.0);
            for lane in 0..L {
                out[lane] = plain[lane] * row[lane];
            }
            for ((gains, from), to) in [slow, slow, fast, fast].into_iter().zip(from).zip(self.delays) {
                let delay = from + (to - from) * share;
                let whole = delay as usize;
                let weights = cubic(delay - whole as f32);
                let taps: [&Lanes<L>; 4] =
                    [0, 1, 2, 3].map(|tap| &self.past[(self.at + 1).wrapping_sub(whole + tap) & mask]);
                for lane in 0..L {
                    let between = weights[0] * taps[0][lane]
                        + weights[1] * taps[1][lane]
                        + weights[2] * taps[2][lane]
                        + weights[3] * taps[3][lane];
                    out[lane] += gains[lane] * between;
                }
            }
            *row = out;
            self.at = (self.at + 1) & mask;
        }
    }
}

/// Weights of four neighbours for a place `x` (0..1) between the second and the third: Lagrange's cubic.
#[inline(always)]
fn cubic(x: f32) -> [f32; 4] {
    let (before, after, beyond) = (x + 1.0, x - 1.0, x - 2.0);
    [
        -x * after * beyond / 6.0,
        before * after * beyond * 0.5,
        -before * x * beyond * 0.5,
        before * x * after / 6.0,
    ]
}
