//! The naive shapes of the waves, noise, and the mix.

use super::super::STEPS;
use super::super::arithmetic::{Lanes, hash, next_random, noise_of, rounded, sine};
use super::super::sheet::{OscillatorSheet, Sheet};
use super::super::steps::{DELAY, TAPS};
use super::phases::{Positions, Track};
use super::{Motion, Wave as Buffer};
use crate::engines::subtractive::patch::Wave;

/// A source of white noise for each note: the same for all, since a sound depends on its own preset alone.
#[derive(Clone)]
pub(super) struct Noise<const L: usize>(Lanes<L, u32>);

impl<const L: usize> Noise<L> {
    /// The source with this number.
    pub(super) fn new(number: u32) -> Self {
        Self(Lanes::splat(hash(number)))
    }

    /// Adds the next value, `gains` times, to `sums`.
    #[inline(always)]
    fn add(&mut self, gains: &Lanes<L>, sums: &mut Lanes<L>) {
        for lane in 0..L {
            self.0[lane] = next_random(self.0[lane]);
            sums[lane] += gains[lane] * noise_of(self.0[lane]);
        }
    }
}

/// The naive waves of a block, behind those of the steps before it.
#[inline(always)]
pub(super) fn naive<const L: usize>(
    sheet: &Sheet<L>,
    motion: &Motion<L>,
    track: &Track<L>,
    noise: &mut [Noise<L>; 3],
    naive: &mut [Buffer<L, { DELAY + STEPS }>; 3],
) {
    let [first, second, sub] = naive;
    shapes(sheet, motion, 0, &track.first, first);
    shapes(sheet, motion, 1, &track.second, second);
    sub[DELAY..].copy_from_slice(&track.sub[1..]);
    if sheet.needs.noise {
        let gains = |index: usize| &sheet.oscillators[index].weights[Wave::Noise as usize];
        for step in 0..STEPS {
            noise[0].add(gains(0), &mut first[DELAY + step]);
            noise[1].add(gains(1), &mut second[DELAY + step]);
        }
    }
}

#[inline(always)]
fn shapes<const L: usize>(
    sheet: &Sheet<L>,
    motion: &Motion<L>,
    index: usize,
    positions: &Positions<L>,
    out: &mut Buffer<L, { DELAY + STEPS }>,
) {
    let of: &OscillatorSheet<L> = &sheet.oscillators[index];
    let [saw, pulse, triangle, sines, _] = &of.weights;
    for step in 0..STEPS {
        let row = &mut out[DELAY + step];
        let (phases, sides) = (&positions.phase[step + 1], &positions.side[step + 1]);
        for lane in 0..L {
            let phase = phases[lane];
            let width = motion.widths[index].at((step + 1) as f32, lane);
            let high = if sides[lane] == 0 { 1.0 } else { -1.0 };
            row[lane] = saw[lane] * (2.0 * phase - 1.0)
                + pulse[lane] * (high - (2.0 * width - 1.0))
                + triangle[lane] * (1.0 - (4.0 * phase - 2.0).abs());
        }
        if sheet.needs.sine {
            for lane in 0..L {
                row[lane] += sines[lane] * sine(phases[lane]);
            }
        }
    }
}

/// Waves and residuals, mixed.
#[inline(always)]
pub(super) fn mix<const L: usize>(
    sheet: &Sheet<L>,
    naive: &[Buffer<L, { DELAY + STEPS }>; 3],
    residue: &[Buffer<L, { STEPS + TAPS }>; 3],
    noise: &mut Noise<L>,
    mix: &mut [Lanes<L>],
) {
    let levels = [&sheet.oscillators[0].level, &sheet.oscillators[1].level, &sheet.sub_level];
    for (step, row) in mix.iter_mut().enumerate() {
        for lane in 0..L {
            let first = naive[0][step][lane] + residue[0][step][lane];
            let second = naive[1][step][lane] + residue[1][step][lane];
            let sub = naive[2][step][lane] + residue[2][step][lane];
            row[lane] = levels[0][lane] * first
                + levels[1][lane] * second
                + levels[2][lane] * sub
                + sheet.ring[lane] * (first * second);
        }
        if sheet.needs.noise {
            noise.add(&sheet.noise_level, row);
        }
        if sheet.needs.crusher {
            for lane in 0..L {
                let crushed = rounded(row[lane] * sheet.crush_scale[lane]) * sheet.crush_step[lane];
                row[lane] = if sheet.crush_scale[lane] > 0.0 { crushed } else { row[lane] };
            }
        }
    }
}
