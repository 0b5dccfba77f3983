//! The Modern operator: msfa's 24-bit sine with a gain that moves in a straight line over a block.

use super::BLOCK;
use super::note::{Note, Operator};
use super::sine::SineTable;

/// Gain (Q24) below which an operator is left out.
const THRESHOLD: i32 = 1120;
/// log2 of the entries an octave of the exponential.
const LOG2_ENTRIES: u32 = 10;
const ENTRIES: usize = 1 << LOG2_ENTRIES;
/// Bits of a level between two entries.
const FRACTION_BITS: u32 = 24 - LOG2_ENTRIES;
/// The level at which the gain is 1 (Q24: 2^24).
const UNITY_LEVEL: i32 = 14 << 24;

/// From phases in Q32 periods to the sine's Q24.
const PHASE_SHIFT: u32 = 8;

/// One block of one bus, Q24.
pub(super) type Block = [i32; BLOCK];

/// Sine and exponential of the Modern engine.
pub(super) struct Modern {
    sine: SineTable,
    /// 2^30 to 2^31 over one octave.
    exponential: Box<[i64; ENTRIES + 1]>,
}

impl Modern {
    /// The tables, by `libm`: the same on every machine.
    pub(super) fn new() -> Self {
        let entry =
            |index: usize| libm::round(libm::exp2(index as f64 / ENTRIES as f64) * f64::from(1 << 30)) as i64;
        Self { sine: SineTable::new(), exponential: Box::new(std::array::from_fn(entry)) }
    }

    /// The gain (Q24) of a level in Q24 octaves, 14 being unity.
    fn gain(&self, level: i32) -> i32 {
        let level = level - UNITY_LEVEL;
        let index = (level >> FRACTION_BITS) as usize & (ENTRIES - 1);
        let (low, high) = (self.exponential[index], self.exponential[index + 1]);
        let fraction = i64::from(level & ((1 << FRACTION_BITS) - 1));
        let value = low + (((high - low) * fraction) >> FRACTION_BITS);
        (value >> (6 - (level >> 24)).clamp(0, 63)) as i32
    }

    /// One block of a note; `out` is overwritten.
    pub(super) fn render(&self, note: &mut Note, out: &mut Block) {
        let mut buses = [[0; BLOCK]; 3];
        let mut filled = [true, false, false];
        for index in 0..6 {
            self.render_operator(note, index, &mut buses, &mut filled);
        }
        *out = buses[0];
    }

    fn render_operator(&self, note: &mut Note, index: usize, buses: &mut [Block; 3], filled: &mut [bool; 3]) {
        let feedback = note.feedback;
        let operator = &mut note.operators[index];
        let route = operator.route;
        let (from, to) = (usize::from(route.from), usize::from(route.to));
        let gains = (operator.gain, self.gain(operator.level));
        operator.gain = gains.1;
        if gains.0 >= THRESHOLD || gains.1 >= THRESHOLD {
            let add = route.add && filled[to];
            let mut block = [0; BLOCK];
            // msfa feeds back only within one operator.
            if route.feedback_in && route.feedback_out && feedback > 0 {
                self.feedback(
                    operator,
                    gains,
                    9 - u32::from(feedback),
                    &mut note.feedback_memory,
                    &mut block,
                );
            } else {
                let input = (from > 0 && filled[from]).then(|| &buses[from]);
                self.plain(operator, gains, input, &mut block);
            }
            for (sum, value) in buses[to].iter_mut().zip(block) {
                *sum = if add { sum.wrapping_add(value) } else { value };
            }
            filled[to] = true;
        } else if !route.add {
            filled[to] = false;
        }
        operator.phase = operator.phase.wrapping_add(operator.step << 6);
    }

    fn plain(&self, operator: &Operator, gains: (i32, i32), input: Option<&Block>, block: &mut Block) {
        let (mut phase, mut gain, slope) = (operator.phase, gains.0, slope(gains));
        for (index, value) in block.iter_mut().enumerate() {
            gain += slope;
            let moved = input.map_or(0, |input| input[index]);
            *value = scaled(self.sine.at(((phase >> PHASE_SHIFT) as i32).wrapping_add(moved)), gain);
            phase = phase.wrapping_add(operator.step);
        }
    }

    fn feedback(
        &self,
        operator: &Operator,
        gains: (i32, i32),
        shift: u32,
        memory: &mut [i32; 2],
        block: &mut Block,
    ) {
        let (mut phase, mut gain, slope) = (operator.phase, gains.0, slope(gains));
        let [mut older, mut newer] = *memory;
        for value in block {
            gain += slope;
            let moved = (older + newer) >> shift;
            older = newer;
            newer = scaled(self.sine.at(((phase >> PHASE_SHIFT) as i32).wrapping_add(moved)), gain);
            *value = newer;
            phase = phase.wrapping_add(operator.step);
        }
        *memory = [older, newer];
    }
}

/// What a gain moves by in a sample, rounded.
fn slope(gains: (i32, i32)) -> i32 {
    (gains.1 - gains.0 + (BLOCK as i32 >> 1)) >> 6
}

/// A Q24 product.
#[inline(always)]
fn scaled(sine: i32, gain: i32) -> i32 {
    ((i64::from(sine) * i64::from(gain)) >> 24) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_are_octaves_of_levels() {
        let modern = Modern::new();
        assert_eq!(modern.gain(14 << 24), 1 << 24);
        assert_eq!(modern.gain(15 << 24), 1 << 25);
        assert_eq!(modern.gain(13 << 24), 1 << 23);
        let half = f64::from(modern.gain((14 << 24) + (1 << 23))) / f64::from(1 << 24);
        assert!((half - 2_f64.sqrt()).abs() < 1e-6);
        assert!(modern.gain(0) < THRESHOLD);
    }
}
