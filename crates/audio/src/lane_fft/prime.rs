//! A pass of a large odd prime radix, whose sums are too many for the registers: several outputs are summed at a
//! time, so that an input once fetched serves all of them and no addition waits for the one before.

use pulp::Simd;

use super::LARGEST_PRIME;
use super::butterfly::{Cx, Pass};

/// How many outputs, from `k` of `1..=half` on, are summed together.
fn together(k: usize, half: usize) -> usize {
    match half + 1 - k {
        // Never a last one alone, which would wait for its own additions.
        5 => 3,
        left => left.min(4),
    }
}

/// The roots of one in the order in which the sums of outputs `1..=half` use them: group after group, input after
/// input.
pub(super) fn ordered_roots(roots: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let (radix, half) = (roots.len(), roots.len() / 2);
    let (mut ordered, mut k) = (Vec::with_capacity(half * half), 1);
    while k <= half {
        let count = together(k, half);
        let row = |q: usize| (k..k + count).map(move |output| roots[output * q % radix]);
        ordered.extend((1..=half).flat_map(row));
        k += count;
    }
    ordered
}

/// Runs the pass over one block.
#[inline(always)]
pub(super) fn prime<S: Simd>(simd: S, pass: &Pass, block: &mut [S::f32s]) {
    let (radix, row, half) = (pass.radix, 2 * pass.stride, pass.radix / 2);
    let mut folded = [[Cx::zero(simd); 2]; LARGEST_PRIME / 2];
    let folded = &mut folded[..half];
    for j in 0..pass.stride {
        let (first, sum) = fold(simd, &block[2 * j..], row, folded);
        (block[2 * j], block[2 * j + 1]) = (sum.re, sum.im);
        let twiddles = pass.twiddles.get(j * (radix - 1)..(j + 1) * (radix - 1)).unwrap_or(&[]);
        let mut outputs = Outputs { block: &mut block[2 * j..], row, radix, twiddles };
        let (mut k, mut roots) = (1, pass.ordered_roots.as_slice());
        while k <= half {
            let count = together(k, half);
            let (these, later) = roots.split_at(count * half);
            match count {
                4 => outputs.sum::<4>(simd, k, first, folded, these),
                3 => outputs.sum::<3>(simd, k, first, folded, these),
                2 => outputs.sum::<2>(simd, k, first, folded, these),
                _ => outputs.sum::<1>(simd, k, first, folded, these),
            }
            (k, roots) = (k + count, later);
        }
    }
}

/// Sums and differences of opposite inputs, which share every multiplication; the first input, and the sum of all.
#[inline(always)]
fn fold<S: Simd>(simd: S, block: &[S::f32s], row: usize, folded: &mut [[Cx<S>; 2]]) -> (Cx<S>, Cx<S>) {
    let radix = 2 * folded.len() + 1;
    let first = Cx { re: block[0], im: block[1] };
    let mut sum = first;
    for (index, slot) in folded.iter_mut().enumerate() {
        let (low, high) = ((index + 1) * row, (radix - 1 - index) * row);
        let (x, y): (Cx<S>, Cx<S>) =
            (Cx { re: block[low], im: block[low + 1] }, Cx { re: block[high], im: block[high + 1] });
        *slot = [x.add(simd, y), x.sub(simd, y)];
        sum = sum.add(simd, slot[0]);
    }
    (first, sum)
}

/// Where the outputs of one butterfly go.
struct Outputs<'a, S: Simd> {
    block: &'a mut [S::f32s],
    row: usize,
    radix: usize,
    /// Of outputs 1 and up; empty where they are all 1.
    twiddles: &'a [[f32; 2]],
}

impl<S: Simd> Outputs<'_, S> {
    /// Sums and writes outputs `k..k + N` and those opposite to them.
    #[inline(always)]
    fn sum<const N: usize>(
        &mut self,
        simd: S,
        k: usize,
        first: Cx<S>,
        folded: &[[Cx<S>; 2]],
        roots: &[[f32; 2]],
    ) {
        let (mut even, mut turned) = ([first; N], [Cx::zero(simd); N]);
        let (roots, _) = roots.as_chunks::<N>();
        for ([sum, difference], roots) in folded.iter().zip(roots) {
            for n in 0..N {
                let (cos, sin) = (simd.splat_f32s(roots[n][0]), simd.splat_f32s(roots[n][1]));
                even[n].re = simd.mul_add_e_f32s(sum.re, cos, even[n].re);
                even[n].im = simd.mul_add_e_f32s(sum.im, cos, even[n].im);
                turned[n].re = simd.mul_add_e_f32s(difference.re, sin, turned[n].re);
                turned[n].im = simd.mul_add_e_f32s(difference.im, sin, turned[n].im);
            }
        }
        for n in 0..N {
            self.write(simd, k + n, even[n].sub_i(simd, turned[n]));
            self.write(simd, self.radix - k - n, even[n].add_i(simd, turned[n]));
        }
    }

    #[inline(always)]
    fn write(&mut self, simd: S, k: usize, value: Cx<S>) {
        let value = match self.twiddles.get(k - 1) {
            Some(factor) => value.times(simd, *factor),
            None => value,
        };
        (self.block[k * self.row], self.block[k * self.row + 1]) = (value.re, value.im);
    }
}
