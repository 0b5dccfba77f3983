//! One pass of the transform: butterflies of one radix over a block, twiddle factors included.

use std::cell::Cell;

use pulp::Simd;

use super::prime::{ordered_roots, prime};
use super::twiddle;

/// Radices up to this one are unrolled by the compiler.
const LARGEST_FIXED: usize = 8;

/// What a pass over blocks of `radix · stride` points needs.
pub(super) struct Pass {
    pub(super) radix: usize,
    pub(super) stride: usize,
    /// Per butterfly `j` the cosines, then the sines of the factors of outputs 1 to `radix − 1`; empty for a stride
    /// of 1, where all are 1.
    pub(super) twiddles: Vec<f32>,
    /// cos and sin of `2π j / radix`.
    roots: Vec<[f32; 2]>,
    /// The same in the order in which a large prime radix needs them.
    pub(super) ordered_roots: Vec<[f32; 2]>,
}

impl Pass {
    pub(super) fn new(radix: usize, block: usize) -> Self {
        let stride = block / radix;
        let factors = |j: usize| {
            let part = move |part: usize| (1..radix).map(move |k| twiddle(j * k, block)[part]);
            part(0).chain(part(1))
        };
        let twiddles = if stride == 1 { Vec::new() } else { (0..stride).flat_map(factors).collect() };
        let roots: Vec<_> = (0..radix).map(|j| twiddle(j, radix)).map(|[cos, sin]| [cos, -sin]).collect();
        let ordered_roots = if radix > LARGEST_FIXED { ordered_roots(&roots) } else { Vec::new() };
        Self { radix, stride, twiddles, roots, ordered_roots }
    }

    /// Points of a block that it transforms.
    pub(super) fn block_points(&self) -> usize {
        self.radix * self.stride
    }
}

/// A complex number per lane.
pub(super) struct Cx<S: Simd> {
    pub(super) re: S::f32s,
    pub(super) im: S::f32s,
}

impl<S: Simd> Clone for Cx<S> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Simd> Copy for Cx<S> {}

impl<S: Simd> Cx<S> {
    #[inline(always)]
    pub(super) fn zero(simd: S) -> Self {
        Self { re: simd.splat_f32s(0.0), im: simd.splat_f32s(0.0) }
    }

    #[inline(always)]
    pub(super) fn add(self, simd: S, other: Self) -> Self {
        Self { re: simd.add_f32s(self.re, other.re), im: simd.add_f32s(self.im, other.im) }
    }

    #[inline(always)]
    pub(super) fn sub(self, simd: S, other: Self) -> Self {
        Self { re: simd.sub_f32s(self.re, other.re), im: simd.sub_f32s(self.im, other.im) }
    }

    /// `self − i · other`
    #[inline(always)]
    pub(super) fn sub_i(self, simd: S, other: Self) -> Self {
        Self { re: simd.add_f32s(self.re, other.im), im: simd.sub_f32s(self.im, other.re) }
    }

    /// `self + i · other`
    #[inline(always)]
    pub(super) fn add_i(self, simd: S, other: Self) -> Self {
        Self { re: simd.sub_f32s(self.re, other.im), im: simd.add_f32s(self.im, other.re) }
    }

    #[inline(always)]
    pub(super) fn times(self, simd: S, re: &f32, im: &f32) -> Self {
        let (c, s) = (simd.splat_f32s(*re), simd.splat_f32s(*im));
        Self {
            re: simd.negate_mul_add_e_f32s(self.im, s, simd.mul_f32s(self.re, c)),
            im: simd.mul_add_e_f32s(self.re, s, simd.mul_f32s(self.im, c)),
        }
    }
}

/// Runs a pass over all blocks of some points.
#[inline(always)]
pub(super) fn run_pass<S: Simd>(simd: S, pass: &Pass, points: &mut [[S::f32s; 2]]) {
    match pass.radix {
        2 => fixed::<S, 2>(simd, pass, points),
        3 => fixed::<S, 3>(simd, pass, points),
        4 => fixed::<S, 4>(simd, pass, points),
        5 => fixed::<S, 5>(simd, pass, points),
        7 => fixed::<S, 7>(simd, pass, points),
        8 => fixed::<S, 8>(simd, pass, points),
        _ => prime(simd, pass, points),
    }
}

/// A pass whose radix the compiler knows.
///
/// Everything here must end up in registers, so arrays are filled and read by loops over references:
/// `array::from_fn`, `map` and `into_iter` are calls, and copies of a kilobyte. Each row is a slice of its own, as
/// many lengths as there are rows would have to be compared for each butterfly otherwise.
#[inline(always)]
fn fixed<S: Simd, const R: usize>(simd: S, pass: &Pass, points: &mut [[S::f32s; 2]]) {
    if pass.stride == 1 {
        for block in points.as_chunks_mut::<R>().0 {
            let mut x = [Cx::zero(simd); R];
            for (slot, point) in x.iter_mut().zip(block.iter()) {
                *slot = Cx { re: point[0], im: point[1] };
            }
            kernel::<S, R>(simd, &mut x, &pass.roots);
            for (point, value) in block.iter_mut().zip(&x) {
                *point = [value.re, value.im];
            }
        }
        return;
    }
    for block in points.chunks_exact_mut(R * pass.stride) {
        let mut rows: [&[Cell<[S::f32s; 2]>]; R] = [&[]; R];
        let cells = Cell::from_mut(block).as_slice_of_cells();
        for (row, points) in rows.iter_mut().zip(cells.chunks_exact(pass.stride)) {
            *row = points;
        }
        for (j, factors) in (0..pass.stride).zip(pass.twiddles.chunks_exact(2 * (R - 1))) {
            let mut x = [Cx::zero(simd); R];
            for (slot, row) in x.iter_mut().zip(&rows) {
                let [re, im] = row[j].get();
                *slot = Cx { re, im };
            }
            kernel::<S, R>(simd, &mut x, &pass.roots);
            let (cosines, sines) = factors.split_at(R - 1);
            for ((value, cos), sin) in x[1..].iter_mut().zip(cosines).zip(sines) {
                *value = value.times(simd, cos, sin);
            }
            for (row, value) in rows.iter().zip(&x) {
                row[j].set([value.re, value.im]);
            }
        }
    }
}

#[inline(always)]
fn kernel<S: Simd, const R: usize>(simd: S, x: &mut [Cx<S>; R], roots: &[[f32; 2]]) {
    match x.as_mut_slice() {
        [a, b] => (*a, *b) = (a.add(simd, *b), a.sub(simd, *b)),
        [a, b, c, d] => [*a, *b, *c, *d] = four(simd, [*a, *b, *c, *d]),
        [a, b, c, d, e, f, g, h] => {
            // Multiplications by the eighth roots of one, of which only √½ is a real one.
            let half = simd.splat_f32s(std::f32::consts::FRAC_1_SQRT_2);
            let (d0, d1, d2, d3) = (a.sub(simd, *e), b.sub(simd, *f), c.sub(simd, *g), d.sub(simd, *h));
            let turned1 = Cx::<S> {
                re: simd.mul_f32s(half, simd.add_f32s(d1.re, d1.im)),
                im: simd.mul_f32s(half, simd.sub_f32s(d1.im, d1.re)),
            };
            let minus_half = simd.splat_f32s(-std::f32::consts::FRAC_1_SQRT_2);
            let turned3 = Cx::<S> {
                re: simd.mul_f32s(half, simd.sub_f32s(d3.im, d3.re)),
                im: simd.mul_f32s(minus_half, simd.add_f32s(d3.re, d3.im)),
            };
            let turned2 = Cx::<S> { re: d2.im, im: simd.neg_f32s(d2.re) };
            let even = [a.add(simd, *e), b.add(simd, *f), c.add(simd, *g), d.add(simd, *h)];
            [*a, *c, *e, *g] = four(simd, even);
            [*b, *d, *f, *h] = four(simd, [d0, turned1, turned2, turned3]);
        }
        _ => odd(simd, x, roots),
    }
}

#[inline(always)]
fn four<S: Simd>(simd: S, [a, b, c, d]: [Cx<S>; 4]) -> [Cx<S>; 4] {
    let (s0, d0) = (a.add(simd, c), a.sub(simd, c));
    let (s1, d1) = (b.add(simd, d), b.sub(simd, d));
    [s0.add(simd, s1), d0.sub_i(simd, d1), s0.sub(simd, s1), d0.add_i(simd, d1)]
}

/// An odd prime radix: sums and differences of opposite inputs share every multiplication.
#[inline(always)]
fn odd<S: Simd, const R: usize>(simd: S, x: &mut [Cx<S>; R], roots: &[[f32; 2]]) {
    let zero = Cx::zero(simd);
    // Longer than any radix needs, as the type system can't halve `R`.
    let (mut sums, mut differences) = ([zero; R], [zero; R]);
    let first = x[0];
    for q in 1..=R / 2 {
        sums[q] = x[q].add(simd, x[R - q]);
        differences[q] = x[q].sub(simd, x[R - q]);
        x[0] = x[0].add(simd, sums[q]);
    }
    let Some(roots) = roots.first_chunk::<R>() else { return };
    for k in 1..=R / 2 {
        let (mut even, mut turned) = (first, zero);
        for q in 1..=R / 2 {
            let root = &roots[k * q % R];
            let (cos, sin) = (simd.splat_f32s(root[0]), simd.splat_f32s(root[1]));
            even.re = simd.mul_add_e_f32s(sums[q].re, cos, even.re);
            even.im = simd.mul_add_e_f32s(sums[q].im, cos, even.im);
            turned.re = simd.mul_add_e_f32s(differences[q].re, sin, turned.re);
            turned.im = simd.mul_add_e_f32s(differences[q].im, sin, turned.im);
        }
        x[k] = even.sub_i(simd, turned);
        x[R - k] = even.add_i(simd, turned);
    }
}
