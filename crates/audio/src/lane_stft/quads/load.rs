//! Frames into the lanes, and with it the first pass of their transforms: each frame is cut into quarters, which a
//! butterfly of radix four turns into the inputs of its four parts.

use std::arch::x86_64::__m512;

use pulp::x86::V4;
use pulp::{NullaryFnOnce, bytemuck};

use super::{FRAMES, PARTS, Register};
use crate::lane_fft::twiddle;
use crate::lanes::turn_sixteen;

/// Points of a part that one register holds, real and imaginary parts in turns.
const POINTS: usize = 8;

/// The factors of a register's points in parts 1 to 3: cosines twice each, then sines twice each.
pub(super) type Turns = [[Register; 2]; PARTS - 1];

/// The factors of `len` points of each part.
pub(super) fn turns(len: usize) -> Vec<Turns> {
    let factors = |block: usize, part: usize| {
        let factor = |lane: usize| twiddle(part * (POINTS * block + lane / 2), PARTS * len);
        [0, 1].map(|which| std::array::from_fn(|lane| factor(lane)[which]))
    };
    (0..len / POINTS).map(|block| [1, 2, 3].map(|part| factors(block, part))).collect()
}

/// Lays the parts of four frames side by side in `points`.
pub(super) struct Load<'a> {
    pub(super) simd: V4,
    pub(super) frames: [&'a [f32]; FRAMES],
    pub(super) window: &'a [f32],
    pub(super) turns: &'a [Turns],
    pub(super) points: &'a mut [Register],
}

impl NullaryFnOnce for Load<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { simd, frames, window, turns, points } = self;
        let blocks = turns.len();
        let window = quarters(window, blocks);
        let mut rows = [[&[][..]; PARTS]; FRAMES];
        for (row, frame) in rows.iter_mut().zip(frames) {
            *row = quarters(frame, blocks);
        }
        let (points, _) = points.as_chunks_mut::<{ 2 * POINTS }>();
        for (block, (turns, out)) in turns.iter().zip(points).enumerate() {
            let mut square: [__m512; 16] = bytemuck::Zeroable::zeroed();
            for (row, parts) in rows.iter().zip(square.as_chunks_mut::<PARTS>().0) {
                *parts = first_pass(simd, block, row, &window, turns);
            }
            for (slot, column) in out.iter_mut().zip(&turn_sixteen(simd, square)) {
                *slot = bytemuck::cast(*column);
            }
        }
    }
}

/// The quarters of a frame, `blocks` registers each.
#[inline(always)]
fn quarters(frame: &[f32], blocks: usize) -> [&[Register]; PARTS] {
    let (registers, _) = frame.as_chunks::<16>();
    let mut quarters = [&[][..]; PARTS];
    for (quarter, slot) in quarters.iter_mut().enumerate() {
        *slot = &registers[quarter * blocks..][..blocks];
    }
    quarters
}

/// A register of each part of one frame.
#[inline(always)]
fn first_pass(
    simd: V4,
    block: usize,
    row: &[&[Register]; PARTS],
    window: &[&[Register]; PARTS],
    turns: &Turns,
) -> [__m512; PARTS] {
    let avx = simd.avx512f;
    let sample = |quarter: usize| -> __m512 { bytemuck::cast(row[quarter][block]) };
    let weight = |quarter: usize| -> __m512 { bytemuck::cast(window[quarter][block]) };
    let (a, b) = (avx._mm512_mul_ps(sample(0), weight(0)), avx._mm512_mul_ps(sample(1), weight(1)));
    let (even_sum, even_rest) =
        (avx._mm512_fmadd_ps(sample(2), weight(2), a), avx._mm512_fnmadd_ps(sample(2), weight(2), a));
    let (odd_sum, odd_rest) =
        (avx._mm512_fmadd_ps(sample(3), weight(3), b), avx._mm512_fnmadd_ps(sample(3), weight(3), b));
    // Times ±i: real and imaginary parts change places, one of them its sign.
    let crossed = avx._mm512_permute_ps::<SWAP>(odd_rest);
    let signs: __m512 = bytemuck::cast([[1.0_f32, -1.0]; 8]);
    [
        avx._mm512_add_ps(even_sum, odd_sum),
        turn(simd, avx._mm512_fmadd_ps(crossed, signs, even_rest), &turns[0]),
        turn(simd, avx._mm512_sub_ps(even_sum, odd_sum), &turns[1]),
        turn(simd, avx._mm512_fnmadd_ps(crossed, signs, even_rest), &turns[2]),
    ]
}

/// Real and imaginary parts change places.
const SWAP: i32 = 0b10_11_00_01;

/// Complex numbers times their factors.
#[inline(always)]
fn turn(simd: V4, x: __m512, [cos, sin]: &[Register; 2]) -> __m512 {
    let avx = simd.avx512f;
    let crossed = avx._mm512_mul_ps(avx._mm512_permute_ps::<SWAP>(x), bytemuck::cast(*sin));
    avx._mm512_fmaddsub_ps(x, bytemuck::cast(*cos), crossed)
}
