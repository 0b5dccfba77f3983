//! From the oversampled rate to the output's: a half-band filter of linear phase, of which only every second value is
//! computed.

use super::arithmetic::Lanes;
use super::kaiser::half_band;
use super::{BLOCK, STEPS};

/// Pairs of taps beside the middle one.
const PAIRS: usize = 16;
/// The window's shape: 85 dB of attenuation from 26.2 kHz on, at 44.1 kHz; what folds lies above 17.9 kHz.
const BETA: f64 = 8.5;
/// Steps by which the filter delays.
pub(super) const DELAY: usize = 2 * PAIRS - 1;
/// Steps that are remembered.
const MEMORY: usize = 2 * DELAY;

/// The filter and what it remembers of each note.
pub(super) struct Decimator<const L: usize> {
    taps: [f32; PAIRS],
    steps: [Lanes<L>; MEMORY + STEPS],
}

impl<const L: usize> Decimator<L> {
    pub(super) fn new() -> Self {
        Self { taps: half_band::<PAIRS>(BETA), steps: [Lanes::splat(0.0); MEMORY + STEPS] }
    }

    /// Forgets what it remembers.
    pub(super) fn restart(&mut self) {
        self.steps.fill(Lanes::splat(0.0));
    }

    /// Where the next block's steps are to be written before it is processed.
    #[inline(always)]
    pub(super) fn block(&mut self) -> &mut [Lanes<L>; STEPS] {
        let (_, block) = self.steps.split_at_mut(MEMORY);
        block.try_into().expect("a block follows the memory")
    }

    /// The samples of the block.
    #[inline(always)]
    pub(super) fn process(&mut self, samples: &mut [Lanes<L>; BLOCK]) {
        for (index, sample) in samples.iter_mut().enumerate() {
            // The last tap lies on the second step of each pair.
            let window: &[Lanes<L>; MEMORY + 1] =
                self.steps[2 * index + 1..][..MEMORY + 1].try_into().expect("it lies in the block");
            let mut sum = Lanes::splat(0.0);
            for lane in 0..L {
                sum[lane] = 0.5 * window[DELAY][lane];
            }
            for (pair, tap) in self.taps.iter().enumerate() {
                let (left, right) = (&window[DELAY - 1 - 2 * pair], &window[DELAY + 1 + 2 * pair]);
                for lane in 0..L {
                    sum[lane] += tap * (left[lane] + right[lane]);
                }
            }
            *sample = sum;
        }
        self.steps.copy_within(STEPS.., 0);
    }
}
