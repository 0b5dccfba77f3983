//! Reverberation: a network of eight delay lines, each of which feeds all others.
//!
//! J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators", AES 90, 1991: a lossless
//! matrix (here Hadamard's), and in each line the gain that makes it fall by 60 dB in the same time. Two all-passes before
//! it scatter the sound (M. Schroeder, "Natural sounding artificial reverberation", JAES 10(3), 1962). Delays are the same
//! for all notes; only the pre-delay is each note's own.

use super::BLOCK;
use super::arithmetic::Lanes;
use crate::engines::subtractive::patch::Reverb as Settings;

/// Delays of the lines in milliseconds, without a common measure.
const LINES_MILLIS: [f64; 8] = [15.31, 18.17, 21.73, 25.37, 29.93, 34.31, 38.93, 43.79];
/// Delays of the all-passes.
const SCATTER_MILLIS: [f64; 2] = [4.71, 7.37];
/// How much of itself an all-pass passes on at once.
const SCATTER: f32 = 0.6;
/// Longest pre-delay.
const PRE_DELAY_SECS: f64 = 0.2;
/// Kept in the lines so that they never decay into numbers that processors are slow with.
const FLOOR: f32 = 1e-18;
/// 1/√8: makes Hadamard's matrix lossless.
const LOSSLESS: f32 = 0.353_553_39;
/// What the network gets of its input.
const FEED: f32 = 0.5;

/// The reverberation of each note.
#[derive(Clone)]
pub(super) struct ReverbSheet<const L: usize> {
    wet: Lanes<L>,
    gains: [Lanes<L>; 8],
    pre_delay: Lanes<L, u32>,
    /// Coefficients of both one-pole filters at the input.
    high_cut: Lanes<L>,
    low_cut: Lanes<L>,
    /// Whether some note has a pre-delay.
    delays: bool,
}

impl<const L: usize> ReverbSheet<L> {
    pub(super) fn new() -> Self {
        let zero = Lanes::splat(0.0);
        Self {
            wet: zero,
            gains: [zero; 8],
            pre_delay: Lanes::splat(0),
            high_cut: zero,
            low_cut: zero,
            delays: false,
        }
    }

    /// Writes the reverberation of one lane.
    pub(super) fn set(&mut self, lane: usize, settings: &Settings, rate_hz: f64) {
        let mut mean = 0.0;
        for (gains, millis) in self.gains.iter_mut().zip(LINES_MILLIS) {
            let secs = samples(millis, rate_hz) as f64 / rate_hz;
            let gain = libm::exp10(-3.0 * secs / settings.decay_secs);
            gains[lane] = gain as f32;
            mean += gain * gain / 8.0;
        }
        // As much energy whatever the decay.
        self.wet[lane] = (settings.wet * 2.0 * libm::sqrt(1.0 - mean)) as f32;
        self.pre_delay[lane] = (settings.pre_delay_secs * rate_hz).round() as u32;
        self.delays = (lane > 0 && self.delays) || self.pre_delay[lane] > 0;
        let coefficient = |hz: f64| {
            let g = libm::tan(std::f64::consts::PI * (hz / rate_hz).min(0.45));
            (g / (1.0 + g)) as f32
        };
        self.high_cut[lane] = coefficient(settings.high_cut_hz);
        self.low_cut[lane] = coefficient(settings.low_cut_hz);
    }
}

/// A delay in whole samples.
fn samples(millis: f64, rate_hz: f64) -> usize {
    (millis * 1e-3 * rate_hz).round() as usize
}

/// A delay of a fixed length for all notes.
struct Line<const L: usize> {
    past: Vec<Lanes<L>>,
    at: usize,
}

impl<const L: usize> Line<L> {
    fn new(len: usize) -> Self {
        Self { past: vec![Lanes::splat(0.0); len.max(1)], at: 0 }
    }

    fn restart(&mut self) {
        self.past.fill(Lanes::splat(0.0));
        self.at = 0;
    }

    /// Where what leaves lies, and what enters belongs.
    #[inline(always)]
    fn place(&mut self) -> &mut Lanes<L> {
        &mut self.past[self.at]
    }

    #[inline(always)]
    fn advance(&mut self) {
        self.at = if self.at + 1 == self.past.len() { 0 } else { self.at + 1 };
    }
}

/// The network and what it holds of each note.
pub(super) struct Reverb<const L: usize> {
    lines: [Line<L>; 8],
    scatter: [Line<L>; 2],
    pre_delay: Line<L>,
    /// States of the filters at the input.
    lows: Lanes<L>,
    highs: Lanes<L>,
}

impl<const L: usize> Reverb<L> {
    pub(super) fn new(rate_hz: u32) -> Self {
        let rate = f64::from(rate_hz);
        Self {
            lines: LINES_MILLIS.map(|millis| Line::new(samples(millis, rate))),
            scatter: SCATTER_MILLIS.map(|millis| Line::new(samples(millis, rate))),
            pre_delay: Line::new((PRE_DELAY_SECS * rate).round() as usize + 1),
            lows: Lanes::splat(0.0),
            highs: Lanes::splat(0.0),
        }
    }

    /// Forgets the sound.
    pub(super) fn restart(&mut self) {
        self.lines.iter_mut().chain(&mut self.scatter).for_each(Line::restart);
        self.pre_delay.restart();
        (self.lows, self.highs) = (Lanes::splat(0.0), Lanes::splat(0.0));
    }

    /// Adds the reverberation to one block, in place.
    #[inline(always)]
    pub(super) fn process(&mut self, sheet: &ReverbSheet<L>, rows: &mut [Lanes<L>; BLOCK]) {
        for row in rows {
            let mut input = self.filtered(sheet, row);
            if sheet.delays {
                self.delay(sheet, &mut input);
            }
            for line in &mut self.scatter {
                let place = line.place();
                for lane in 0..L {
                    let held = place[lane];
                    let entering = input[lane] + SCATTER * held;
                    place[lane] = entering;
                    input[lane] = held - SCATTER * entering;
                }
                line.advance();
            }
            let mut leaving = [Lanes::<L>::splat(0.0); 8];
            for (leaving, line) in leaving.iter_mut().zip(&mut self.lines) {
                *leaving = *line.place();
            }
            for lane in 0..L {
                let (left, right) =
                    (leaving[0][lane] - leaving[1][lane], leaving[2][lane] - leaving[3][lane]);
                let (front, back) =
                    (leaving[4][lane] - leaving[5][lane], leaving[6][lane] - leaving[7][lane]);
                row[lane] += sheet.wet[lane] * ((left + right) + (front + back));
            }
            spread(&mut leaving);
            for (index, line) in self.lines.iter_mut().enumerate() {
                let place = line.place();
                for lane in 0..L {
                    let entering = FEED * input[lane] + LOSSLESS * leaving[index][lane] + FLOOR;
                    place[lane] = sheet.gains[index][lane] * entering;
                }
                line.advance();
            }
        }
    }

    /// The input without its lowest and highest frequencies.
    #[inline(always)]
    fn filtered(&mut self, sheet: &ReverbSheet<L>, row: &Lanes<L>) -> Lanes<L> {
        let mut out = Lanes::splat(0.0);
        for lane in 0..L {
            let moved = sheet.low_cut[lane] * (row[lane] - self.lows[lane]);
            let low = self.lows[lane] + moved;
            self.lows[lane] = low + moved;
            let moved = sheet.high_cut[lane] * (row[lane] - low - self.highs[lane]);
            out[lane] = self.highs[lane] + moved;
            self.highs[lane] = out[lane] + moved;
        }
        out
    }

    /// Each note's own pre-delay.
    #[inline(always)]
    fn delay(&mut self, sheet: &ReverbSheet<L>, input: &mut Lanes<L>) {
        let line = &mut self.pre_delay;
        *line.place() = *input;
        let len = line.past.len();
        for lane in 0..L {
            let back = sheet.pre_delay[lane] as usize;
            let from = if line.at >= back { line.at - back } else { line.at + len - back };
            input[lane] = line.past[from][lane];
        }
        line.advance();
    }
}

/// Hadamard's matrix in three steps of sums and differences, not scaled.
#[inline(always)]
fn spread<const L: usize>(rows: &mut [Lanes<L>; 8]) {
    for half in [1, 2, 4] {
        for index in 0..8 {
            if index & half == 0 {
                let (a, b) = (rows[index], rows[index + half]);
                let (mut sum, mut difference) = (a, b);
                for lane in 0..L {
                    sum[lane] = a[lane] + b[lane];
                    difference[lane] = a[lane] - b[lane];
                }
                (rows[index], rows[index + half]) = (sum, difference);
            }
        }
    }
}
