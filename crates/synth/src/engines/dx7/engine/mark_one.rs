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
pub(super) const MODULATION_SHIFT: u32 = 13;
/// Notes rendered together.
pub(super) const GROUP: usize = 64;
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

    /// One block of each note, at most [`GROUP`] of them; `blocks` are overwritten.
    pub(super) fn render(&self, notes: &mut [Note], blocks: &mut [Block]) {
        let has_vectors = !matches!(self.arch, pulp::Arch::Scalar);
        self.arch.dispatch(RenderGroup { tables: &self.tables, has_vectors, notes, blocks });
    }
}

/// A call of [`render_group`], compiled for each kind of vector unit.
struct RenderGroup<'a> {
    tables: &'a Tables,
    has_vectors: bool,
    notes: &'a mut [Note],
    blocks: &'a mut [Block],
}

impl pulp::WithSimd for RenderGroup<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        if self.has_vectors {
            render_group(Polynomials, self.tables, self.notes, self.blocks);
        } else {
            render_group(self.tables, self.tables, self.notes, self.blocks);
        }
    }
}

#[inline(always)]
fn render_group<C: Chip>(chip: C, tables: &Tables, notes: &mut [Note], blocks: &mut [Block]) {
    for note in notes.iter_mut() {
        for operator in &mut note.operators {
            operator.ramp = ramp_of(operator);
        }
    }
    let mut looped = [[0; BLOCK]; GROUP];
    render_loops(chip, tables, notes, &mut looped);
    let mut scratch = [[0; BLOCK]; 7];
    for ((note, block), looped) in notes.iter_mut().zip(blocks).zip(&looped) {
        render_note(chip, note, looped, &mut scratch, block);
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

/// One block of one note, whose feedback loop has been rendered. Block 0 of `scratch` is silence, the others
/// are the operators'; a bus is the number of the block that it holds.
#[inline(always)]
fn render_note<C: Chip>(chip: C, note: &mut Note, looped: &Block, scratch: &mut [Block; 7], out: &mut Block) {
    let mut buses = [0_usize; 4];
    let mut index = 0;
    while index < 6 {
        let first = &note.operators[index];
        let feeds_back = first.route.feedback_in && note.feedback > 0;
        let mut len = 1;
        if is_silent(first.ramp) {
            if !first.route.add {
                buses[usize::from(first.route.to & 3)] = 0;
            }
        } else {
            if feeds_back {
                len = note.loop_len;
            }
            let last = &note.operators[index + len - 1];
            let from = if first.route.from == 0 { 0 } else { buses[usize::from(first.route.from & 3)] };
            let to = usize::from(last.route.to & 3);
            let base = if last.route.add { buses[to] } else { 0 };
            let (before, here) = scratch.split_at_mut(index + len);
            match (feeds_back, from.min(index), base.min(index)) {
                (true, _, 0) => here[0] = *looped,
                (true, _, base) => sum(looped, &before[base], &mut here[0]),
                (false, 0, 0) => operator(chip, first, |_| 0, |_| 0, &mut here[0]),
                (false, 0, base) => operator(chip, first, |_| 0, |i| before[base][i], &mut here[0]),
                (false, from, 0) => operator(chip, first, |i| before[from][i], |_| 0, &mut here[0]),
                (false, from, base) => {
                    operator(chip, first, |i| before[from][i], |i| before[base][i], &mut here[0])
                }
            }
            buses[to] = index + len;
        }
        for operator in &mut note.operators[index..index + len] {
            operator.phase = operator.phase.wrapping_add(operator.step << 6);
        }
        index += len;
    }
    *out = scratch[buses[0]];
}

#[inline(always)]
fn sum(left: &Block, right: &Block, out: &mut Block) {
    for (out, (left, right)) in out.iter_mut().zip(left.iter().zip(right)) {
        *out = left + right;
    }
}

/// One operator: modulated by the counts of `input`, and added to those of `base`.
#[inline(always)]
fn operator<C: Chip>(
    chip: C,
    operator: &Operator,
    input: impl Fn(usize) -> i32,
    base: impl Fn(usize) -> i32,
    out: &mut Block,
) {
    let (step, ramp) = (operator.step, operator.ramp);
    for (index, out) in out.iter_mut().enumerate() {
        let phase = operator.phase.wrapping_add(step.wrapping_mul(index as u32));
        let moved = (input(index) << MODULATION_SHIFT) as u32;
        *out =
            base(index) + chip.output(phase.wrapping_add(moved), ramp.from + ramp.step * (index as i32 + 1));
    }
}
