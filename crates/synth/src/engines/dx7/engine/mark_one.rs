//! The Mark I operators: the DX7's own arithmetic, as Dexed's default engine imitates it, for a group of
//! notes at once.
//!
//! Operators without feedback are computed across the samples of a block. Word lengths, rounding and
//! thresholds were measured on dexed-py 0.3.0, whose samples are whole numbers.

use super::BLOCK;
use super::chip::{Chip, Polynomials, Tables};
use super::feedback::render_loops;
use super::note::{Note, Operator, Ramp};

/// Attenuation of silence, in 1/1024 octave.
const SILENCE: i32 = 1 << 14;
/// An operator is left out when it begins and ends its block above this.
const THRESHOLD: i32 = SILENCE - 100;
/// What one count of an operator's output moves a phase by, as a shift (two points of 4096).
pub(super) const MODULATION_SHIFT: u32 = 21;
/// Notes rendered together.
pub(super) const GROUP: usize = 64;
/// Notes whose operators take turns.
pub(super) const BUNCH: usize = 8;
/// A note's blocks while its operators are computed: silence, and one for each operator.
pub(super) type Scratch = [[Block; 7]; BUNCH];
/// The samples of one block, in counts of the operators' output (±4094 each).
pub(super) type Block = [i32; BLOCK];

/// The Mark I arithmetic of this machine.
pub(super) struct MarkOne {
    tables: Tables,
    arch: pulp::Arch,
}

impl MarkOne {
    /// The tables, and what vector unit there is.
    pub(super) fn new() -> Self {
        Self { tables: Tables::new(), arch: pulp::Arch::new() }
    }

    /// Sets every operator's ramp, and renders the next block of the notes' feedback loops into `looped`.
    pub(super) fn begin_block(&self, notes: &mut [Note], looped: &mut [Block; GROUP]) {
        set_ramps(notes);
        self.arch.dispatch(Loops { mark_one: self, notes, looped });
    }

    /// One block of a few notes, at most [`BUNCH`], whose loops have been rendered; `blocks` are overwritten.
    pub(super) fn render(
        &self,
        notes: &mut [Note],
        looped: &[Block],
        scratch: &mut Scratch,
        blocks: &mut [Block],
    ) {
        self.arch.dispatch(Bunch { mark_one: self, notes, looped, scratch, blocks });
    }

    fn has_vectors(&self) -> bool {
        !matches!(self.arch, pulp::Arch::Scalar)
    }
}

/// A call of [`render_loops`], compiled for each kind of vector unit.
struct Loops<'a> {
    mark_one: &'a MarkOne,
    notes: &'a mut [Note],
    looped: &'a mut [Block; GROUP],
}

impl pulp::WithSimd for Loops<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let tables = &self.mark_one.tables;
        if self.mark_one.has_vectors() {
            render_loops(Polynomials, tables, self.notes, self.looped);
        } else {
            render_loops(tables, tables, self.notes, self.looped);
        }
    }
}

/// A call of [`render_bunch`], compiled for each kind of vector unit.
struct Bunch<'a> {
    mark_one: &'a MarkOne,
    notes: &'a mut [Note],
    looped: &'a [Block],
    scratch: &'a mut Scratch,
    blocks: &'a mut [Block],
}

impl pulp::WithSimd for Bunch<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        if self.mark_one.has_vectors() {
            render_bunch(Polynomials, self.notes, self.looped, self.scratch, self.blocks);
        } else {
            render_bunch(&self.mark_one.tables, self.notes, self.looped, self.scratch, self.blocks);
        }
    }
}

/// Sets the ramps of all operators. Kept out of what is compiled for vector units, which would gather and
/// scatter them.
#[inline(never)]
fn set_ramps(notes: &mut [Note]) {
    for operator in notes.iter_mut().flat_map(|note| &mut note.operators) {
        operator.ramp = ramp_of(operator);
    }
}

/// The attenuation of an operator over its next block: a straight line of whole steps.
#[inline(always)]
fn ramp_of(operator: &mut Operator) -> Ramp {
    let from = if operator.gain == 0 { SILENCE - 1 } else { operator.gain };
    let to = SILENCE - (operator.level >> 14);
    operator.gain = to;
    Ramp { from, to, step: (to - from + (BLOCK as i32 >> 1)) >> 6 }
}

/// Whether an operator is left out of its block.
#[inline(always)]
pub(super) fn is_silent(ramp: Ramp) -> bool {
    ramp.from > THRESHOLD && ramp.to > THRESHOLD
}

/// One block of a few notes, whose feedback loops have been rendered: operator by operator, so that a processor
/// has several at hand that don't wait for each other.
#[inline(always)]
fn render_bunch<C: Chip>(
    chip: C,
    notes: &mut [Note],
    looped: &[Block],
    scratch: &mut Scratch,
    blocks: &mut [Block],
) {
    let mut wirings = [Wiring::default(); BUNCH];
    for index in 0..6 {
        let lanes = notes.iter_mut().zip(looped).zip(&mut wirings).zip(scratch.iter_mut());
        for (((note, looped), wiring), scratch) in lanes {
            if index >= wiring.next {
                render_operator(chip, note, index, looped, wiring, scratch);
            }
            let operator = &mut note.operators[index];
            operator.phase = operator.phase.wrapping_add(operator.step << 6);
        }
    }
    for ((block, wiring), scratch) in blocks.iter_mut().zip(&wirings).zip(scratch) {
        *block = scratch[wiring.buses[0]];
    }
}

/// Where a note's signals are. Block 0 of its scratch is silence, the others are the operators'.
#[derive(Clone, Copy, Default)]
struct Wiring {
    /// The block that each bus holds.
    buses: [usize; 4],
    /// The operator after the last one that is done.
    next: usize,
}

/// An operator, or the feedback loop that begins with it.
#[inline(always)]
fn render_operator<C: Chip>(
    chip: C,
    note: &Note,
    index: usize,
    looped: &Block,
    wiring: &mut Wiring,
    scratch: &mut [Block; 7],
) {
    let first = &note.operators[index];
    if is_silent(first.ramp) {
        if !first.route.add {
            wiring.buses[usize::from(first.route.to & 3)] = 0;
        }
        return;
    }
    let loops = first.route.feedback_in && note.feedback > 0;
    let len = if loops { note.loop_len } else { 1 };
    wiring.next = index + len;
    let last = note.operators[wiring.next - 1].route;
    let to = usize::from(last.to & 3);
    let base = if last.add { wiring.buses[to] } else { 0 };
    let from = if first.route.from == 0 { 0 } else { wiring.buses[usize::from(first.route.from & 3)] };
    let (before, here) = scratch.split_at_mut(wiring.next);
    if loops {
        sum(looped, &before[base], &mut here[0]);
    } else {
        operator(chip, first, &before[from], &before[base], &mut here[0]);
    }
    wiring.buses[to] = wiring.next;
}

#[inline(always)]
fn sum(left: &Block, right: &Block, out: &mut Block) {
    for (out, (left, right)) in out.iter_mut().zip(left.iter().zip(right)) {
        *out = left + right;
    }
}

/// One operator: modulated by the counts of `input`, and added to those of `base`.
#[inline(always)]
fn operator<C: Chip>(chip: C, operator: &Operator, input: &Block, base: &Block, out: &mut Block) {
    let (start, step, ramp) = (operator.phase, operator.step, operator.ramp);
    let inputs = input.iter().zip(base);
    for (index, (out, (input, base))) in out.iter_mut().zip(inputs).enumerate() {
        let phase = start.wrapping_add(step.wrapping_mul(index as u32));
        let moved = (input << MODULATION_SHIFT) as u32;
        *out = base + chip.output(phase.wrapping_add(moved), ramp.from + ramp.step * (index as i32 + 1));
    }
}
