//! From one rate to half of it and to twice it: half-band filters of linear phase, of which only what is needed is
//! computed.

use super::arithmetic::Lanes;
use super::kaiser::half_band;

/// What a filter of so many pairs of taps remembers: as many steps as its ends lie apart.
pub(super) const fn memory(pairs: usize) -> usize {
    2 * delay(pairs)
}

/// Steps, of the higher rate, by which a filter of so many pairs of taps delays.
pub(super) const fn delay(pairs: usize) -> usize {
    2 * pairs - 1
}

/// A filter to half the rate, and what it remembers of each note; `LEN` is its [`memory`] and a block.
pub(super) struct Decimator<const L: usize, const PAIRS: usize, const LEN: usize> {
    taps: [f32; PAIRS],
    steps: [Lanes<L>; LEN],
}

impl<const L: usize, const PAIRS: usize, const LEN: usize> Decimator<L, PAIRS, LEN> {
    /// A filter with a window of that shape.
    pub(super) fn new(beta: f64) -> Self {
        Self { taps: half_band::<PAIRS>(beta), steps: [Lanes::splat(0.0); LEN] }
    }

    /// Forgets what it remembers.
    pub(super) fn restart(&mut self) {
        self.steps.fill(Lanes::splat(0.0));
    }

    /// Where the next block's steps are to be written before it is processed.
    #[inline(always)]
    pub(super) fn block(&mut self) -> &mut [Lanes<L>] {
        &mut self.steps[const { memory(PAIRS) }..]
    }

    /// The samples of the block, half as many as its steps.
    #[inline(always)]
    pub(super) fn process(&mut self, samples: &mut [Lanes<L>]) {
        let middle = const { delay(PAIRS) };
        for (index, sample) in samples.iter_mut().enumerate() {
            // The last tap lies on the second step of each pair.
            let window = &self.steps[2 * index + 1..][..const { memory(PAIRS) + 1 }];
            let mut sum = Lanes::splat(0.0);
            for lane in 0..L {
                sum[lane] = 0.5 * window[middle][lane];
            }
            for (pair, tap) in self.taps.iter().enumerate() {
                let (left, right) = (&window[middle - 1 - 2 * pair], &window[middle + 1 + 2 * pair]);
                for lane in 0..L {
                    sum[lane] += tap * (left[lane] + right[lane]);
                }
            }
            *sample = sum;
        }
        self.steps.copy_within(LEN - const { memory(PAIRS) }.., 0);
    }
}

/// A filter to twice the rate, and what it remembers of each note; `LEN` is twice the pairs less one, and a block. It
/// delays by as many steps of the lower rate as it has pairs.
pub(super) struct Interpolator<const L: usize, const PAIRS: usize, const LEN: usize> {
    taps: [f32; PAIRS],
    steps: [Lanes<L>; LEN],
}

impl<const L: usize, const PAIRS: usize, const LEN: usize> Interpolator<L, PAIRS, LEN> {
    /// A filter with a window of that shape.
    pub(super) fn new(beta: f64) -> Self {
        let taps = half_band::<PAIRS>(beta).map(|tap| 2.0 * tap);
        Self { taps, steps: [Lanes::splat(0.0); LEN] }
    }

    /// Forgets what it remembers.
    pub(super) fn restart(&mut self) {
        self.steps.fill(Lanes::splat(0.0));
    }

    /// Where the next block is to be written before it is processed.
    #[inline(always)]
    pub(super) fn block(&mut self) -> &mut [Lanes<L>] {
        &mut self.steps[const { delay(PAIRS) }..]
    }

    /// The block at twice the rate.
    #[inline(always)]
    pub(super) fn process(&mut self, fine: &mut [Lanes<L>]) {
        for (index, pair) in fine.chunks_exact_mut(2).enumerate() {
            let window = &self.steps[index..][..2 * PAIRS];
            let mut between = Lanes::splat(0.0);
            for (distance, tap) in self.taps.iter().enumerate() {
                let (left, right) = (&window[PAIRS - 1 - distance], &window[PAIRS + distance]);
                for lane in 0..L {
                    between[lane] += tap * (left[lane] + right[lane]);
                }
            }
            pair[0] = window[PAIRS - 1];
            pair[1] = between;
        }
        self.steps.copy_within(LEN - const { delay(PAIRS) }.., 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_and_down_again_is_a_delay() {
        const PAIRS: usize = 6;
        let mut up = Interpolator::<1, PAIRS, { delay(PAIRS) + 8 }>::new(8.6);
        let mut down = Decimator::<1, PAIRS, { memory(PAIRS) + 16 }>::new(8.6);
        let wave = |step: i32| (0.9 * f64::from(step)).sin() as f32;
        let mut worst = 0.0_f32;
        for block in 0..20 {
            for (index, step) in up.block().iter_mut().enumerate() {
                step[0] = wave(8 * block + index as i32);
            }
            up.process(down.block());
            let mut back = [Lanes::splat(0.0); 8];
            down.process(&mut back);
            for (index, value) in back.iter().enumerate().filter(|_| block > 4) {
                let late = 8 * block + index as i32 - delay(PAIRS) as i32;
                worst = worst.max((value[0] - wave(late)).abs());
            }
        }
        assert!(worst < 1e-3, "{worst}");
    }
}
