//! One pass of the transform: butterflies of one radix over a block, twiddle factors included.

use pulp::Simd;

use super::prime::{ordered_roots, prime};
use super::twiddle;

/// Radices up to this one are unrolled by the compiler.
const LARGEST_FIXED: usize = 8;

/// What a pass over blocks of `radix · stride` points needs.
pub(super) struct Pass {
    pub(super) radix: usize,
    pub(super) stride: usize,
    /// Per butterfly `j` the factors of outputs 1 to `radix − 1`; empty for a stride of 1, where all are 1.
    pub(super) twiddles: Vec<[f32; 2]>,
    /// cos and sin of `2π j / radix`.
    roots: Vec<[f32; 2]>,
    /// The same in the order in which a large prime radix needs them.
    pub(super) ordered_roots: Vec<[f32; 2]>,
}

impl Pass {
    pub(super) fn new(radix: usize, block: usize) -> Self {
        let stride = block / radix;
        let factors = |j: usize| (1..radix).map(move |k| twiddle(j * k, block));
        let twiddles = if stride == 1 { Vec::new() } else { (0..stride).flat_map(factors).collect() };
        let roots: Vec<_> = (0..radix).map(|j| twiddle(j, radix)).map(|[cos, sin]| [cos, -sin]).collect();
        let ordered_roots = if radix > LARGEST_FIXED { ordered_roots(&roots) } else { Vec::new() };
        Self { radix, stride, twiddles, roots, ordered_roots }
    }

    /// Registers of the block that it transforms: two per point.
    pub(super) fn block_registers(&self) -> usize {
        2 * self.radix * self.stride
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
    pub(super) fn times(self, simd: S, [re, im]: [f32; 2]) -> Self {
        let (c, s) = (simd.splat_f32s(re), simd.splat_f32s(im));
        Self {
            re: simd.negate_mul_add_e_f32s(self.im, s, simd.mul_f32s(self.re, c)),
            im: simd.mul_add_e_f32s(self.re, s, simd.mul_f32s(self.im, c)),
        }
    }
}

/// Runs a pass over one block.
#[inline(always)]
pub(super) fn run_pass<S: Simd>(simd: S, pass: &Pass, block: &mut [S::f32s]) {
    match pass.radix {
        2 => fixed::<S, 2>(simd, pass, block),
        3 => fixed::<S, 3>(simd, pass, block),
        4 => fixed::<S, 4>(simd, pass, block),
        5 => fixed::<S, 5>(simd, pass, block),
        7 => fixed::<S, 7>(simd, pass, block),
        8 => fixed::<S, 8>(simd, pass, block),
        _ => prime(simd, pass, block),
    }
}

/// A pass whose radix the compiler knows.
///
/// Everything here must end up in registers, so arrays are filled and read by loops over references:
/// `array::from_fn`, `map` and `into_iter` are calls, and copies of a kilobyte.
#[inline(always)]
fn fixed<S: Simd, const R: usize>(simd: S, pass: &Pass, block: &mut [S::f32s]) {
    let row = 2 * pass.stride;
    let block = &mut block[..R * row];
    for j in 0..pass.stride {
        let mut x = [Cx::zero(simd); R];
        for (q, slot) in x.iter_mut().enumerate() {
            *slot = Cx { re: block[q * row + 2 * j], im: block[q * row + 2 * j + 1] };
        }
        kernel::<S, R>(simd, &mut x, &pass.roots);
        if let Some(factors) = pass.twiddles.get(j * (R - 1)..(j + 1) * (R - 1)) {
            for (value, factor) in x[1..].iter_mut().zip(factors) {
                *value = value.times(simd, *factor);
            }
        }
        for (k, value) in x.iter().enumerate() {
            (block[k * row + 2 * j], block[k * row + 2 * j + 1]) = (value.re, value.im);
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
            let [cos, sin] = roots[k * q % R];
            let (cos, sin) = (simd.splat_f32s(cos), simd.splat_f32s(sin));
            even.re = simd.mul_add_e_f32s(sums[q].re, cos, even.re);
            even.im = simd.mul_add_e_f32s(sums[q].im, cos, even.im);
            turned.re = simd.mul_add_e_f32s(differences[q].re, sin, turned.re);
            turned.im = simd.mul_add_e_f32s(differences[q].im, sin, turned.im);
        }
        x[k] = even.sub_i(simd, turned);
        x[R - k] = even.add_i(simd, turned);
    }
}
