//! The Mark I operators: the DX7's own arithmetic, as Dexed's default engine imitates it, for a group of
//! notes at once.
//!
//! Operators without feedback are computed across the samples of a block. One that feeds itself can't be, so
//! those of all notes are computed side by side first. Word lengths, rounding, thresholds and the strength of
//! feedback were measured on dexed-py 0.3.0, whose samples are whole numbers.

use super::BLOCK;
use super::chip::{Chip, Polynomials, Tables};
use super::note::{Note, Operator, Ramp};

/// Attenuation of silence, in 1/1024 octave.
const SILENCE: i32 = 1 << 14;
/// An operator is left out when it begins and ends its block above this.
const THRESHOLD: i32 = SILENCE - 100;
/// What one count of an operator's output moves a phase by, as a shift (two points of 4096).
const MODULATION_SHIFT: u32 = 13;
/// Notes rendered together.
pub(super) const GROUP: usize = 32;
/// From how many self-modulating operators on a register of lanes pays.
const LANES_FROM: usize = 5;

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
    let mut fed_back = [[0; BLOCK]; GROUP];
    for note in notes.iter_mut() {
        for operator in &mut note.operators {
            operator.ramp = ramp_of(operator);
        }
    }
    render_self_modulators(chip, tables, notes, &mut fed_back);
    for ((note, block), fed_back) in notes.iter_mut().zip(blocks).zip(&fed_back) {
        render_note(chip, tables, note, fed_back, block);
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

#[inline(always)]
fn is_silent(ramp: Ramp) -> bool {
    ramp.from > THRESHOLD && ramp.to > THRESHOLD
}

/// Operators that feed themselves, each with its samples in `fed_back`.
#[inline(always)]
fn render_self_modulators<C: Chip>(
    chip: C,
    tables: &Tables,
    notes: &mut [Note],
    fed_back: &mut [Block; GROUP],
) {
    let mut waiting = [0_u8; GROUP];
    let mut count = 0;
    for (index, note) in notes.iter().enumerate() {
        if note.self_modulator().is_some_and(|operator| !is_silent(note.operators[operator].ramp)) {
            waiting[count] = index as u8;
            count += 1;
        }
    }
    let mut rest = &waiting[..count];
    while !rest.is_empty() {
        let len = match rest.len() {
            17.. => lanes::<32, C>(chip, notes, rest, fed_back),
            LANES_FROM.. => lanes::<16, C>(chip, notes, rest, fed_back),
            _ => {
                self_modulator(tables, &mut notes[usize::from(rest[0])], &mut fed_back[usize::from(rest[0])])
            }
        };
        rest = &rest[len.min(rest.len())..];
    }
}

/// One self-modulating operator by tables; returns that it was one.
#[inline(always)]
fn self_modulator(tables: &Tables, note: &mut Note, block: &mut Block) -> usize {
    let Some(index) = note.self_modulator() else { return 1 };
    let shift = feedback_shift(note, index, 1);
    let operator = &note.operators[index];
    let (mut phase, mut gain) = (operator.phase, operator.ramp.from);
    let [mut older, mut newer] = note.feedback_memory;
    for value in block {
        gain += operator.ramp.step;
        let moved = ((older + newer) << shift) as u32;
        older = newer;
        newer = tables.output(phase.wrapping_add(moved), gain);
        *value = newer;
        phase = phase.wrapping_add(operator.step);
    }
    note.feedback_memory = [older, newer];
    1
}

/// Up to `N` self-modulating operators side by side; returns how many at most.
#[inline(always)]
fn lanes<const N: usize, C: Chip>(
    chip: C,
    notes: &mut [Note],
    indices: &[u8],
    fed_back: &mut [Block; GROUP],
) -> usize {
    let (mut phase, mut step, mut shift) = ([0_u32; N], [0_u32; N], [0_u32; N]);
    let (mut gain, mut slope) = ([0_i32; N], [0_i32; N]);
    let (mut older, mut newer) = ([0_i32; N], [0_i32; N]);
    let used = indices.len().min(N);
    for (lane, note) in indices[..used].iter().enumerate() {
        let note = &notes[usize::from(*note)];
        let Some(index) = note.self_modulator() else { continue };
        let operator = &note.operators[index];
        (phase[lane], step[lane], shift[lane]) =
            (operator.phase, operator.step, feedback_shift(note, index, 1));
        (gain[lane], slope[lane]) = (operator.ramp.from, operator.ramp.step);
        [older[lane], newer[lane]] = note.feedback_memory;
    }
    let mut out = [[0_i32; N]; BLOCK];
    for row in &mut out {
        for lane in 0..N {
            gain[lane] += slope[lane];
            let moved = (older[lane] + newer[lane]) << (shift[lane] & 31);
            older[lane] = newer[lane];
            newer[lane] = chip.output(phase[lane].wrapping_add(moved as u32), gain[lane]);
            row[lane] = newer[lane];
            phase[lane] = phase[lane].wrapping_add(step[lane]);
        }
    }
    for (lane, note) in indices[..used].iter().enumerate() {
        notes[usize::from(*note)].feedback_memory = [older[lane], newer[lane]];
        for (value, row) in fed_back[usize::from(*note)].iter_mut().zip(&out) {
            *value = row[lane];
        }
    }
    N
}

/// How strongly a loop of `len` operators is fed back: loops of several, and algorithm 32, a quarter of the
/// rest.
#[inline(always)]
fn feedback_shift(note: &Note, first: usize, len: usize) -> u32 {
    let weak = len > 1 || note.operators[first].route.to == 0;
    MODULATION_SHIFT - if weak { 11 } else { 9 } + u32::from(note.feedback)
}

/// One block of one note, whose self-modulating operator has been rendered.
#[inline(always)]
fn render_note<C: Chip>(chip: C, tables: &Tables, note: &mut Note, fed_back: &Block, out: &mut Block) {
    let mut buses = [[0; BLOCK]; 3];
    let mut filled = [true, false, false];
    let mut index = 0;
    while index < 6 {
        let route = note.operators[index].route;
        let mut len = 1;
        if is_silent(note.operators[index].ramp) {
            filled[usize::from(route.to)] &= route.add;
        } else if route.feedback_in && note.feedback > 0 {
            let mut block = *fed_back;
            if !route.feedback_out {
                len = long_loop(tables, note, index, &mut block);
            }
            let last = note.operators[index + len - 1].route;
            write(&mut buses, &mut filled, last.to, last.add, &block);
        } else {
            let mut block = [0; BLOCK];
            let from = usize::from(route.from);
            if from > 0 && filled[from] {
                modulated(chip, &note.operators[index], &buses[from], &mut block);
            } else {
                unmodulated(chip, &note.operators[index], &mut block);
            }
            write(&mut buses, &mut filled, route.to, route.add, &block);
        }
        for operator in &mut note.operators[index..index + len] {
            operator.phase = operator.phase.wrapping_add(operator.step << 6);
        }
        index += len;
    }
    *out = buses[0];
}

/// Writes an operator's samples onto a bus, or adds them to what is there.
#[inline(always)]
fn write(buses: &mut [Block; 3], filled: &mut [bool; 3], to: u8, add: bool, block: &Block) {
    let to = usize::from(to & 3).min(2);
    if add && filled[to] {
        for (sum, value) in buses[to].iter_mut().zip(block) {
            *sum += value;
        }
    } else {
        buses[to] = *block;
    }
    filled[to] = true;
}

#[inline(always)]
fn unmodulated<C: Chip>(chip: C, operator: &Operator, block: &mut Block) {
    for (index, value) in block.iter_mut().enumerate() {
        let phase = operator.phase.wrapping_add(operator.step.wrapping_mul(index as u32));
        *value = chip.output(phase, operator.ramp.from + operator.ramp.step * (index as i32 + 1));
    }
}

#[inline(always)]
fn modulated<C: Chip>(chip: C, operator: &Operator, input: &Block, block: &mut Block) {
    for (index, (value, input)) in block.iter_mut().zip(input).enumerate() {
        let phase = operator.phase.wrapping_add(operator.step.wrapping_mul(index as u32));
        let moved = (input << MODULATION_SHIFT) as u32;
        *value = chip
            .output(phase.wrapping_add(moved), operator.ramp.from + operator.ramp.step * (index as i32 + 1));
    }
}

/// A loop of two or three operators; returns how many. Only the first has a ramp: the others jump, as in the
/// reference.
#[inline(always)]
fn long_loop(tables: &Tables, note: &mut Note, first: usize, block: &mut Block) -> usize {
    let len =
        1 + note.operators[first..].iter().position(|operator| operator.route.feedback_out).unwrap_or(0);
    let shift = feedback_shift(note, first, len);
    let mut states = [(0_u32, 0_u32, 0_i32); 3];
    for (state, operator) in states.iter_mut().zip(&note.operators[first..first + len]) {
        *state = (operator.phase, operator.step, operator.ramp.to);
    }
    let ramp = note.operators[first].ramp;
    states[0].2 = ramp.from;
    let [mut older, mut newer] = note.feedback_memory;
    for value in block {
        states[0].2 += ramp.step;
        let mut moved = ((older + newer) << shift) as u32;
        older = newer;
        for (phase, step, gain) in states.iter_mut().take(len) {
            newer = tables.output(phase.wrapping_add(moved), *gain);
            moved = (newer << MODULATION_SHIFT) as u32;
            *phase = phase.wrapping_add(*step);
        }
        *value = newer;
    }
    note.feedback_memory = [older, newer];
    len
}
