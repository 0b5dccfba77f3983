//! From windowed frames in the lanes to their spectra: the complex transform, taken apart into real ones.

use pulp::{Simd, WithSimd};

use crate::lane_fft::{LaneFft, twiddle};
use crate::lanes::MOST_LANES;

/// What is kept of each bin.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// |X|², one register per bin.
    Power,
    /// |X|, one register per bin.
    Magnitude,
    /// Real and imaginary part, two registers per bin.
    Complex,
}

/// Two points that mirror each other: `k` and `len − k`.
pub(super) struct Pair {
    /// Where they lie.
    places: [u32; 2],
    /// `e^(−2πik/fft_len)`, which turns the odd samples' spectrum of an even length.
    turn: [f32; 2],
}

impl Pair {
    pub(super) fn new(plan: &LaneFft, k: usize, fft_len: usize) -> Self {
        let place = |index| plan.position(index) as u32;
        Self { places: [place(k), place(plan.len() - k)], turn: twiddle(k, fft_len) }
    }
}

/// Transforms the frames in `points` and writes their spectra.
pub(super) struct Transform<'a> {
    pub(super) plan: &'a LaneFft,
    pub(super) unpacking: &'a [Pair],
    /// What the two frames of each lane must be multiplied by again; `None`: each lane holds the even and the
    /// odd samples of one frame.
    pub(super) peaks: Option<[[f32; MOST_LANES]; 2]>,
    pub(super) points: &'a mut [f32],
    pub(super) spectrum: &'a mut [f32],
    pub(super) kept: Kept,
}

impl WithSimd for Transform<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { plan, unpacking, peaks, points, spectrum, kept } = self;
        let (points, _) = S::as_mut_simd_f32s(points);
        plan.process(simd, points);
        let (spectrum, _) = S::as_mut_simd_f32s(spectrum);
        let packing = match peaks {
            None => Packing::Halves,
            Some(peaks) => Packing::Frames(peaks.map(|peaks| simd.partial_load_f32s(&peaks[..S::F32_LANES]))),
        };
        match kept {
            Kept::Power => take_apart::<S, 0>(simd, plan, unpacking, packing, points, spectrum),
            Kept::Magnitude => take_apart::<S, 1>(simd, plan, unpacking, packing, points, spectrum),
            Kept::Complex => take_apart::<S, 2>(simd, plan, unpacking, packing, points, spectrum),
        }
    }
}

/// How real frames lie in the complex transform.
enum Packing<S: Simd> {
    /// Even and odd samples of one frame.
    Halves,
    /// Two frames, and what each must be multiplied by again.
    Frames([S::f32s; 2]),
}

/// Registers per bin: two where both parts are kept.
const fn registers(kept: u8) -> usize {
    if kept == 2 { 2 } else { 1 }
}

/// Writes a bin as power (`KEPT` 0), magnitude (1) or parts (2).
#[inline(always)]
fn keep<S: Simd, const KEPT: u8>(simd: S, bin: &mut [S::f32s], re: S::f32s, im: S::f32s) {
    if let [re_slot, im_slot] = bin {
        (*re_slot, *im_slot) = (re, im);
    } else if let [slot] = bin {
        let power = simd.mul_add_e_f32s(re, re, simd.mul_f32s(im, im));
        *slot = if KEPT == 1 { simd.sqrt_f32s(power) } else { power };
    }
}

/// The spectra of real frames from the complex transform that carried them (of halved windows).
#[inline(always)]
fn take_apart<S: Simd, const KEPT: u8>(
    simd: S,
    plan: &LaneFft,
    unpacking: &[Pair],
    packing: Packing<S>,
    points: &[S::f32s],
    out: &mut [S::f32s],
) {
    let zero = simd.splat_f32s(0.0);
    let (points, _) = points.as_chunks::<2>();
    let [re, im] = points[plan.position(0)];
    let (re, im) = (simd.add_f32s(re, re), simd.add_f32s(im, im));
    let step = registers(KEPT);
    match packing {
        Packing::Halves => {
            let (low, high) = out.split_at_mut((plan.len() / 2 + 1) * step);
            let (zeroth, low) = low.split_at_mut(step);
            let (high, last) = high.split_at_mut(high.len() - step);
            keep::<S, KEPT>(simd, zeroth, simd.add_f32s(re, im), zero);
            keep::<S, KEPT>(simd, last, simd.sub_f32s(re, im), zero);
            let (mut low, mut high) = (low.chunks_exact_mut(step), high.chunks_exact_mut(step).rev());
            for pair in unpacking {
                let [low_bin, high_bin] = halves(simd, pair, points);
                if let Some(bin) = high.next() {
                    keep::<S, KEPT>(simd, bin, high_bin[0], high_bin[1]);
                }
                if let Some(bin) = low.next() {
                    keep::<S, KEPT>(simd, bin, low_bin[0], low_bin[1]);
                }
            }
        }
        Packing::Frames([first_peak, second_peak]) => {
            let (first, second) = out.split_at_mut(out.len() / 2);
            let (first_zeroth, first) = first.split_at_mut(step);
            let (second_zeroth, second) = second.split_at_mut(step);
            keep::<S, KEPT>(simd, first_zeroth, simd.mul_f32s(re, first_peak), zero);
            keep::<S, KEPT>(simd, second_zeroth, simd.mul_f32s(im, second_peak), zero);
            let bins = first.chunks_exact_mut(step).zip(second.chunks_exact_mut(step));
            for (pair, (first, second)) in unpacking.iter().zip(bins) {
                let [a, b] = mirrored(pair, points);
                let (re, im) = (simd.add_f32s(a[0], b[0]), simd.sub_f32s(a[1], b[1]));
                keep::<S, KEPT>(simd, first, simd.mul_f32s(re, first_peak), simd.mul_f32s(im, first_peak));
                let (re, im) = (simd.add_f32s(a[1], b[1]), simd.sub_f32s(b[0], a[0]));
                keep::<S, KEPT>(simd, second, simd.mul_f32s(re, second_peak), simd.mul_f32s(im, second_peak));
            }
        }
    }
}

#[inline(always)]
fn mirrored<R: Copy>(pair: &Pair, points: &[[R; 2]]) -> [[R; 2]; 2] {
    [points[pair.places[0] as usize], points[pair.places[1] as usize]]
}

/// Bins `k` and `len − k` from the spectra of the even and the odd samples, the latter turned by the bin's angle.
#[inline(always)]
fn halves<S: Simd>(simd: S, pair: &Pair, points: &[[S::f32s; 2]]) -> [[S::f32s; 2]; 2] {
    let [a, b] = mirrored(pair, points);
    let (even_re, even_im) = (simd.add_f32s(a[0], b[0]), simd.sub_f32s(a[1], b[1]));
    let (odd_re, odd_im) = (simd.add_f32s(a[1], b[1]), simd.sub_f32s(b[0], a[0]));
    let (cos, sin) = (simd.splat_f32s(pair.turn[0]), simd.splat_f32s(pair.turn[1]));
    let turned_re = simd.negate_mul_add_e_f32s(odd_im, sin, simd.mul_f32s(odd_re, cos));
    let turned_im = simd.mul_add_e_f32s(odd_re, sin, simd.mul_f32s(odd_im, cos));
    [
        [simd.add_f32s(even_re, turned_re), simd.add_f32s(even_im, turned_im)],
        [simd.sub_f32s(even_re, turned_re), simd.sub_f32s(turned_im, even_im)],
    ]
}
