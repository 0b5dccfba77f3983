//! The powers of four real frames from the complex transforms that carried them.

use std::arch::x86_64::__m512;

use pulp::x86::V4;
use pulp::{NullaryFnOnce, bytemuck};

use super::{PARTS, Register};
use crate::lane_fft::{LaneFft, twiddle};

/// Four neighbouring points and the four that mirror them.
pub(super) struct Mirror {
    /// Where they lie: the points, those that mirror lanes 1 to 3, the one that mirrors lane 0.
    places: [u32; 3],
    /// Cosines and sines of `−2πk/fft_len`, which turn the odd samples' spectra.
    turns: [[f32; PARTS]; 2],
}

/// The pairs of all blocks up to the one in the middle, that included.
pub(super) fn mirrors(sub: &LaneFft) -> Vec<Mirror> {
    let len = sub.len();
    let place = |block: usize| sub.position(block % len) as u32;
    let mirror = |block: usize| {
        let turns = [0, 1, 2, 3].map(|lane| twiddle(PARTS * block + lane, 2 * PARTS * len));
        Mirror {
            places: [place(block), place(len - 1 - block), place(len - block)],
            turns: [turns.map(|[cos, _]| cos), turns.map(|[_, sin]| sin)],
        }
    };
    (0..=len / 2).map(mirror).collect()
}

/// Writes the powers, or their roots, of bins `4k..4k + 4` as register `k`, and the last bin as lane 0 of a register
/// that is silent elsewhere.
pub(super) struct Unpack<'a> {
    pub(super) simd: V4,
    pub(super) mirrors: &'a [Mirror],
    pub(super) points: &'a [Register],
    pub(super) powers: &'a mut [Register],
    pub(super) root: bool,
}

impl NullaryFnOnce for Unpack<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        if self.root { self.unpack::<true>() } else { self.unpack::<false>() }
    }
}

/// Lanes 1 to 3 of each frame.
const REST: u16 = 0xeeee;
/// Lane 0 of each frame.
const FIRST: u16 = 0x1111;
/// Lanes 1 to 3 of each frame in reverse.
const REVERSE: i32 = 0b01_10_11_00;

impl Unpack<'_> {
    #[inline(always)]
    fn unpack<const ROOT: bool>(self) {
        let Self { simd, mirrors, points, powers, .. } = self;
        let avx = simd.avx512f;
        let (points, _) = points.as_chunks::<2>();
        let Some(((last, rest), (end, powers))) = mirrors.split_last().zip(powers.split_last_mut()) else {
            return;
        };
        let Some((start, rest)) = rest.split_first() else { return };
        let (low, high) = powers.split_at_mut(rest.len() + 1);
        let Some((zeroth, low)) = low.split_first_mut() else { return };
        let [bins, mut before] = pair::<ROOT>(simd, start, points);
        *zeroth = bytemuck::cast(bins);
        *end = bytemuck::cast(avx._mm512_maskz_mov_ps(FIRST, before));
        let (last_high, high) = match high.split_first_mut() {
            Some(split) => split,
            None => return,
        };
        for ((mirror, low), high) in rest.iter().zip(low).zip(high.iter_mut().rev()) {
            let [bins, mirrored] = pair::<ROOT>(simd, mirror, points);
            *low = bytemuck::cast(bins);
            *high = bytemuck::cast(avx._mm512_mask_permute_ps::<REVERSE>(mirrored, REST, before));
            before = mirrored;
        }
        let [_, mirrored] = pair::<ROOT>(simd, last, points);
        *last_high = bytemuck::cast(avx._mm512_mask_permute_ps::<REVERSE>(mirrored, REST, before));
    }
}

/// The powers of four bins `k`, and of the bins `len − k`.
#[inline(always)]
fn pair<const ROOT: bool>(simd: V4, mirror: &Mirror, points: &[[Register; 2]]) -> [__m512; 2] {
    let avx = simd.avx512f;
    let [here, rest, first] = mirror.places;
    let part = |place: u32, part: usize| -> __m512 { bytemuck::cast(points[place as usize][part]) };
    let mirrored =
        |index: usize| avx._mm512_mask_permute_ps::<REVERSE>(part(first, index), REST, part(rest, index));
    let (re, im) = (part(here, 0), part(here, 1));
    let (mirrored_re, mirrored_im) = (mirrored(0), mirrored(1));
    let (even_re, even_im) = (avx._mm512_add_ps(re, mirrored_re), avx._mm512_sub_ps(im, mirrored_im));
    let (odd_re, odd_im) = (avx._mm512_add_ps(im, mirrored_im), avx._mm512_sub_ps(mirrored_re, re));
    let factor = |index: usize| avx._mm512_broadcast_f32x4(bytemuck::cast(mirror.turns[index]));
    let (cos, sin) = (factor(0), factor(1));
    let turned_re = avx._mm512_fnmadd_ps(odd_im, sin, avx._mm512_mul_ps(odd_re, cos));
    let turned_im = avx._mm512_fmadd_ps(odd_re, sin, avx._mm512_mul_ps(odd_im, cos));
    [
        power::<ROOT>(simd, avx._mm512_add_ps(even_re, turned_re), avx._mm512_add_ps(even_im, turned_im)),
        power::<ROOT>(simd, avx._mm512_sub_ps(even_re, turned_re), avx._mm512_sub_ps(turned_im, even_im)),
    ]
}

#[inline(always)]
fn power<const ROOT: bool>(simd: V4, re: __m512, im: __m512) -> __m512 {
    let avx = simd.avx512f;
    let power = avx._mm512_fmadd_ps(re, re, avx._mm512_mul_ps(im, im));
    if ROOT { avx._mm512_sqrt_ps(power) } else { power }
}
