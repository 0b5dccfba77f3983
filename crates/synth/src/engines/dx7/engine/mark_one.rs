//! The Mark I operator: the DX7's own arithmetic, as Dexed's default engine imitates it.
//!
//! Two tables do all the work: the logarithm of a quarter of a sine, and the exponential of an octave. An
//! operator adds its attenuation to the logarithm (both in 1/1024 octave, 14 bits) and looks up the
//! exponential, so there is no multiplication. Known from the chip (K. Shirriff, righto.com 2021); word
//! lengths, rounding and thresholds were measured on dexed-py 0.3.0, whose samples are whole numbers.

use super::BLOCK;
use super::note::{Note, Operator};

/// Attenuation of silence, in 1/1024 octave.
const SILENCE: i32 = 1 << 14;
/// An operator is left out when it begins and ends its block above this.
const THRESHOLD: i32 = SILENCE - 100;
/// Bits of phase below the 4096 points of a period.
const PHASE_SHIFT: u32 = 12;
/// What one count of an operator's output moves a phase by, as a shift (two points of 4096).
const MODULATION_SHIFT: u32 = 13;

/// The samples of one block, in counts of the operators' output (±4094 each).
pub(super) type Block = [i32; BLOCK];

/// The two tables of the chip.
pub(super) struct MarkOne {
    /// −log2 of a quarter sine at 1024 points, in 1/1024 octave.
    log_sine: [u16; 1024],
    /// 4096 to 8192 over one octave.
    exponential: [u16; 1024],
}

impl MarkOne {
    /// The tables, by `libm`: the same on every machine.
    pub(super) fn new() -> Self {
        let log_sine = |index: usize| {
            let angle = (index as f64 + 0.5) * core::f64::consts::PI / 2048.0;
            libm::round(-libm::log2(libm::sin(angle)) * 1024.0) as u16
        };
        let exponential = |index: usize| libm::round(libm::exp2(index as f64 / 1024.0) * 4096.0) as u16;
        Self { log_sine: std::array::from_fn(log_sine), exponential: std::array::from_fn(exponential) }
    }

    /// An operator's output at a phase (Q24 periods) and attenuation.
    #[inline(always)]
    fn output(&self, phase: u32, attenuation: i32) -> i32 {
        let point = phase >> PHASE_SHIFT;
        let mirror = if point & 1024 != 0 { 1023 } else { 0 };
        let log = i32::from(self.log_sine[((point ^ mirror) & 1023) as usize]) + attenuation;
        let value = i32::from(self.exponential[(!log & 1023) as usize]) >> ((log >> 10) & 31);
        if point & 2048 != 0 { !value } else { value }
    }

    /// One block of a note, added to nothing: `out` is overwritten.
    pub(super) fn render(&self, note: &mut Note, out: &mut Block) {
        let mut buses = [[0; BLOCK]; 3];
        let mut filled = [true, false, false];
        let mut index = 0;
        while index < 6 {
            index += self.render_operator(note, index, &mut buses, &mut filled);
        }
        *out = buses[0];
    }

    /// Renders one operator, or a feedback loop of several; returns how many.
    fn render_operator(
        &self,
        note: &mut Note,
        index: usize,
        buses: &mut [Block; 3],
        filled: &mut [bool; 3],
    ) -> usize {
        let operator = &mut note.operators[index];
        let (route, ramp) = (operator.route, Ramp::of(operator));
        let mut rendered = 1;
        let mut to = usize::from(route.to);
        if ramp.is_silent() {
            if !route.add {
                filled[to] = false;
            }
        } else {
            let mut block = [0; BLOCK];
            let mut add = route.add && filled[to];
            if route.feedback_in && note.feedback > 0 {
                rendered = self.feedback_loop(note, index, ramp, &mut block);
                let last = note.operators[index + rendered - 1].route;
                to = usize::from(last.to);
                add = last.add && filled[to];
            } else {
                let from = usize::from(route.from);
                self.plain(operator, ramp, (from > 0 && filled[from]).then(|| &buses[from]), &mut block);
            }
            for (sum, value) in buses[to].iter_mut().zip(block) {
                *sum = if add { *sum + value } else { value };
            }
            filled[to] = true;
        }
        for operator in &mut note.operators[index..index + rendered] {
            operator.phase = operator.phase.wrapping_add(operator.step << 6);
        }
        rendered
    }

    /// Renders the feedback loop that begins at an operator; returns how many operators it has.
    fn feedback_loop(&self, note: &mut Note, first: usize, ramp: Ramp, block: &mut Block) -> usize {
        let len =
            1 + note.operators[first..].iter().position(|operator| operator.route.feedback_out).unwrap_or(0);
        // Loops of several operators, and algorithm 32, are fed back a quarter of the rest.
        let weak = len > 1 || note.operators[first].route.to == 0;
        let shift = MODULATION_SHIFT - if weak { 11 } else { 9 } + u32::from(note.feedback);
        let (memory, operators) = (&mut note.feedback_memory, &mut note.operators[first..first + len]);
        match operators {
            [only] => self.feedback(only, ramp, shift, memory, block),
            several => self.long_feedback(several, ramp, shift, memory, block),
        }
        len
    }

    /// A loop of two or three operators. Only the first has a ramp: the others jump, as in the reference.
    fn long_feedback(
        &self,
        operators: &mut [Operator],
        ramp: Ramp,
        shift: u32,
        memory: &mut [i32; 2],
        block: &mut Block,
    ) {
        let mut voices = [(0_u32, 0_u32, 0_i32); 3];
        for (index, operator) in operators.iter_mut().enumerate() {
            let gain = if index == 0 { ramp.from } else { Ramp::of(operator).to };
            voices[index] = (operator.phase, operator.step, gain);
        }
        let [mut older, mut newer] = *memory;
        for value in block {
            voices[0].2 += ramp.step;
            let mut moved = ((older + newer) << shift) as u32;
            older = newer;
            for (phase, step, gain) in &mut voices[..operators.len()] {
                newer = self.output(phase.wrapping_add(moved), *gain);
                moved = (newer << MODULATION_SHIFT) as u32;
                *phase = phase.wrapping_add(*step);
            }
            *value = newer;
        }
        *memory = [older, newer];
    }

    fn plain(&self, operator: &Operator, ramp: Ramp, input: Option<&Block>, block: &mut Block) {
        let (mut phase, mut gain) = (operator.phase, ramp.from);
        for (index, value) in block.iter_mut().enumerate() {
            gain += ramp.step;
            let moved = input.map_or(0, |input| (input[index] << MODULATION_SHIFT) as u32);
            *value = self.output(phase.wrapping_add(moved), gain);
            phase = phase.wrapping_add(operator.step);
        }
    }

    fn feedback(
        &self,
        operator: &Operator,
        ramp: Ramp,
        shift: u32,
        memory: &mut [i32; 2],
        block: &mut Block,
    ) {
        let (mut phase, mut gain) = (operator.phase, ramp.from);
        let [mut older, mut newer] = *memory;
        for value in block {
            gain += ramp.step;
            let moved = ((older + newer) << shift) as u32;
            older = newer;
            newer = self.output(phase.wrapping_add(moved), gain);
            *value = newer;
            phase = phase.wrapping_add(operator.step);
        }
        *memory = [older, newer];
    }
}

/// The attenuation of an operator over one block: a straight line of whole steps.
#[derive(Clone, Copy)]
struct Ramp {
    from: i32,
    to: i32,
    step: i32,
}

impl Ramp {
    /// The ramp of the operator's next block; remembers where it arrives.
    fn of(operator: &mut Operator) -> Self {
        let from = if operator.gain == 0 { SILENCE - 1 } else { operator.gain };
        let to = SILENCE - (operator.level >> 14);
        operator.gain = to;
        Self { from, to, step: (to - from + (BLOCK as i32 >> 1)) >> 6 }
    }

    fn is_silent(self) -> bool {
        self.from > THRESHOLD && self.to > THRESHOLD
    }
}
