//! What becomes of the powers of four frames: rows of a spectrogram, rows of mel bands, or columns.

use std::arch::x86_64::{__m128, __m512, __m512d};

use pulp::x86::V4;
use pulp::{NullaryFnOnce, bytemuck};

use super::{FRAMES, PARTS, Register};
use crate::lanes::{gather_blocks, turn_blocks};
use crate::mel::MelFilterbank;

/// The frames' parts of a register, one after the other.
#[inline(always)]
fn frames(simd: V4, register: __m512) -> [__m128; FRAMES] {
    let avx = simd.avx512f;
    [
        avx._mm512_extractf32x4_ps::<0>(register),
        avx._mm512_extractf32x4_ps::<1>(register),
        avx._mm512_extractf32x4_ps::<2>(register),
        avx._mm512_extractf32x4_ps::<3>(register),
    ]
}

/// Writes the bins of as many frames as there are rows.
pub(super) struct Rows<'a> {
    pub(super) simd: V4,
    pub(super) powers: &'a [Register],
    pub(super) rows: &'a mut [f32],
}

impl NullaryFnOnce for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { simd, powers, rows } = self;
        let Some((last, powers)) = powers.split_last() else { return };
        let width = PARTS * powers.len() + 1;
        for (frame, row) in rows.chunks_exact_mut(width).enumerate() {
            row[width - 1] = last[PARTS * frame];
        }
        for (block, registers) in powers.as_chunks::<4>().0.iter().enumerate() {
            let load = |index: usize| -> __m512 { bytemuck::cast(registers[index]) };
            let turned = gather_blocks(simd, [load(0), load(1), load(2), load(3)]);
            for (row, bins) in rows.chunks_exact_mut(width).zip(turned) {
                if let Some(cells) = row[16 * block..].first_chunk_mut::<16>() {
                    *cells = bytemuck::cast(bins);
                }
            }
        }
    }
}

/// Writes the mel bands of as many frames as there are rows.
pub(super) struct Bands<'a> {
    pub(super) simd: V4,
    pub(super) powers: &'a [Register],
    pub(super) bank: &'a MelFilterbank,
    pub(super) rows: &'a mut [f32],
}

impl NullaryFnOnce for Bands<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { simd, powers, bank, rows } = self;
        let width = bank.bands();
        for (index, (starts, weights)) in bank.quads().iter().enumerate() {
            let sums = frames(simd, add_across(simd, four_bands(simd, powers, starts, weights)));
            for (row, sums) in rows.chunks_exact_mut(width).zip(sums) {
                let sums: [f32; 4] = bytemuck::cast(sums);
                match row[4 * index..].first_chunk_mut::<4>() {
                    Some(cells) => *cells = sums,
                    None => row[4 * index..].iter_mut().zip(sums).for_each(|(cell, sum)| *cell = sum),
                }
            }
        }
    }
}

/// The sums over the bins of four bands that a lane holds.
#[inline(always)]
fn four_bands(simd: V4, powers: &[Register], starts: [u32; 4], weights: &[[[f32; 4]; 4]]) -> [__m512; 4] {
    let avx = simd.avx512f;
    let bins = |band: usize| &powers[starts[band] as usize..][..weights.len()];
    let (a, b, c, d) = (bins(0), bins(1), bins(2), bins(3));
    let mut sums: [__m512; 4] = bytemuck::Zeroable::zeroed();
    for (at, weights) in weights.iter().enumerate() {
        for ((sum, bins), weights) in sums.iter_mut().zip([a[at], b[at], c[at], d[at]]).zip(weights) {
            let weights = avx._mm512_broadcast_f32x4(bytemuck::cast(*weights));
            *sum = avx._mm512_fmadd_ps(bytemuck::cast(bins), weights, *sum);
        }
    }
    sums
}

/// Of four registers the sums over each frame's lanes, side by side.
#[inline(always)]
fn add_across(simd: V4, [a, b, c, d]: [__m512; 4]) -> __m512 {
    let avx = simd.avx512f;
    let halves = |a: __m512, b: __m512| -> __m512d {
        bytemuck::cast(avx._mm512_add_ps(avx._mm512_unpacklo_ps(a, b), avx._mm512_unpackhi_ps(a, b)))
    };
    let (ab, cd) = (halves(a, b), halves(c, d));
    let (low, high) = (avx._mm512_unpacklo_pd(ab, cd), avx._mm512_unpackhi_pd(ab, cd));
    avx._mm512_add_ps(bytemuck::cast(low), bytemuck::cast(high))
}

/// Writes the bins of sixteen frames as columns: of each register of powers, part `f` belongs to frame `4f` and the
/// quad's own number.
pub(super) struct Columns<'a> {
    pub(super) simd: V4,
    pub(super) powers: [&'a [Register]; FRAMES],
    pub(super) columns: &'a mut [Register],
}

impl NullaryFnOnce for Columns<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { simd, powers, columns } = self;
        let (blocks, last) = columns.as_chunks_mut::<PARTS>();
        let [a, b, c, d] = powers;
        for ((((a, b), c), d), bins) in a.iter().zip(b).zip(c).zip(d).zip(blocks) {
            let load = |register: &Register| -> __m512 { bytemuck::cast(*register) };
            let turned = turn_blocks(simd, [load(a), load(b), load(c), load(d)]);
            for (bin, frames) in bins.iter_mut().zip(turned) {
                *bin = bytemuck::cast(frames);
            }
        }
        if let [last] = last {
            for (lane, cell) in last.iter_mut().enumerate() {
                let quad = powers[lane % FRAMES];
                *cell = quad[quad.len() - 1][lane / FRAMES * PARTS];
            }
        }
    }
}
