//! Feedback loops of the Mark I operators: an operator that modulates itself, or two or three in a ring.
//!
//! A sample of a loop needs the one before it, so a loop can't be computed across samples; those of all notes
//! of a group are computed side by side instead. Strengths and the missing ramps were measured on dexed-py.

use super::BLOCK;
use super::chip::{Chip, Tables};
use super::mark_one::{Block, GROUP, MODULATION_SHIFT, is_silent};
use super::note::Note;

/// From how many feedback loops on a register of lanes pays.
const LANES_FROM: usize = 7;
/// How many loops are interleaved where there are too few for a register.
const FEW: usize = 3;

/// Renders the loop of every note that has one which sounds, each into its block of `out`.
#[inline(always)]
pub(super) fn render_loops<C: Chip>(chip: C, tables: &Tables, notes: &mut [Note], out: &mut [Block; GROUP]) {
    render_loops_of::<1, C>(chip, tables, notes, out);
    render_loops_of::<2, C>(chip, tables, notes, out);
    render_loops_of::<3, C>(chip, tables, notes, out);
}

/// The loops of `LEN` operators.
#[inline(always)]
fn render_loops_of<const LEN: usize, C: Chip>(
    chip: C,
    tables: &Tables,
    notes: &mut [Note],
    out: &mut [Block; GROUP],
) {
    let mut waiting = [0_u8; GROUP];
    let mut count = 0;
    for (index, note) in notes.iter().enumerate() {
        let sounds = note.loop_len == LEN && !is_silent(note.operators[note.loop_first].ramp);
        if sounds && note.feedback > 0 {
            waiting[count] = index as u8;
            count += 1;
        }
    }
    let mut rest = &waiting[..count];
    while !rest.is_empty() {
        let done = match rest.len() {
            49.. => lanes::<64, LEN, C>(chip, notes, rest, out),
            33.. => lanes::<48, LEN, C>(chip, notes, rest, out),
            17.. => lanes::<32, LEN, C>(chip, notes, rest, out),
            LANES_FROM.. => lanes::<16, LEN, C>(chip, notes, rest, out),
            2.. => few::<FEW, LEN>(tables, notes, rest, out),
            _ => few::<1, LEN>(tables, notes, rest, out),
        };
        rest = &rest[done..];
    }
}

/// Few loops by tables. Kept out of what is compiled for vector units: these would be filled and emptied lane
/// by lane, while plain registers interleave the loops.
#[inline(never)]
fn few<const N: usize, const LEN: usize>(
    tables: &Tables,
    notes: &mut [Note],
    indices: &[u8],
    out: &mut [Block; GROUP],
) -> usize {
    lanes::<N, LEN, &Tables>(tables, notes, indices, out)
}

/// One operator of up to `N` loops.
struct Lanes<const N: usize> {
    phase: [u32; N],
    step: [u32; N],
    gain: [i32; N],
    slope: [i32; N],
}

/// Up to `N` loops side by side; returns how many.
#[inline(always)]
fn lanes<const N: usize, const LEN: usize, C: Chip>(
    chip: C,
    notes: &mut [Note],
    indices: &[u8],
    out: &mut [Block; GROUP],
) -> usize {
    let used = indices.len().min(N);
    let (mut older, mut newer, mut shift) = ([0_i32; N], [0_i32; N], [0_u32; N]);
    let mut operators: [Lanes<N>; LEN] =
        std::array::from_fn(|_| Lanes { phase: [0; N], step: [0; N], gain: [0; N], slope: [0; N] });
    for (lane, index) in indices[..used].iter().enumerate() {
        let note = &notes[usize::from(*index)];
        [older[lane], newer[lane]] = note.feedback_memory;
        shift[lane] = feedback_shift(note);
        for (place, lanes) in operators.iter_mut().enumerate() {
            let operator = &note.operators[note.loop_first + place];
            (lanes.phase[lane], lanes.step[lane]) = (operator.phase, operator.step);
            // Only the first of a ring has a ramp, the others jump.
            let ramp = operator.ramp;
            (lanes.gain[lane], lanes.slope[lane]) =
                if place == 0 { (ramp.from, ramp.step) } else { (ramp.to, 0) };
        }
    }
    let mut rows = [[0_i32; N]; BLOCK];
    for row in &mut rows {
        for lane in 0..N {
            let mut moved = ((older[lane] + newer[lane]) << (shift[lane] & 31)) as u32;
            older[lane] = newer[lane];
            for lanes in &mut operators {
                lanes.gain[lane] += lanes.slope[lane];
                newer[lane] = chip.output(lanes.phase[lane].wrapping_add(moved), lanes.gain[lane]);
                moved = (newer[lane] << MODULATION_SHIFT) as u32;
                lanes.phase[lane] = lanes.phase[lane].wrapping_add(lanes.step[lane]);
            }
            row[lane] = newer[lane];
        }
    }
    for (lane, index) in indices[..used].iter().enumerate() {
        notes[usize::from(*index)].feedback_memory = [older[lane], newer[lane]];
        for (value, row) in out[usize::from(*index)].iter_mut().zip(&rows) {
            *value = row[lane];
        }
    }
    used
}

/// How strongly a loop is fed back: rings of several operators, and algorithm 32, a quarter of the rest.
#[inline(always)]
fn feedback_shift(note: &Note) -> u32 {
    let weak = note.loop_len > 1 || note.operators[note.loop_first].route.to == 0;
    MODULATION_SHIFT - if weak { 11 } else { 9 } + u32::from(note.feedback)
}
