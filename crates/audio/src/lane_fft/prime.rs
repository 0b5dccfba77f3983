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

/// Runs the pass over all blocks of some points.
#[inline(always)]
pub(super) fn prime<S: Simd>(simd: S, pass: &Pass, points: &mut [[S::f32s; 2]]) {
    for block in points.chunks_exact_mut(pass.block_points()) {
        prime_block(simd, pass, block);
    }
}

#[inline(always)]
fn prime_block<S: Simd>(simd: S, pass: &Pass, block: &mut [[S::f32s; 2]]) {
    let (radix, row, half) = (pass.radix, pass.stride, pass.radix / 2);
    let mut folded = [[Cx::zero(simd); 2]; LARGEST_PRIME / 2];
    let folded = &mut folded[..half];
    for j in 0..pass.stride {
        let (first, sum) = fold(simd, &block[j..], row, folded);
        block[j] = [sum.re, sum.im];
        let twiddles = pass.twiddles.get(2 * j * (radix - 1)..2 * (j + 1) * (radix - 1)).unwrap_or(&[]);
        let twiddles = twiddles.split_at(twiddles.len() / 2);
        let mut outputs = Outputs { block: &mut block[j..], row, radix, twiddles };
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
fn fold<S: Simd>(simd: S, block: &[[S::f32s; 2]], row: usize, folded: &mut [[Cx<S>; 2]]) -> (Cx<S>, Cx<S>) {
    let radix = 2 * folded.len() + 1;
    let first = Cx { re: block[0][0], im: block[0][1] };
    let mut sum = first;
    for (index, slot) in folded.iter_mut().enumerate() {
        let (low, high) = ((index + 1) * row, (radix - 1 - index) * row);
        let (x, y): (Cx<S>, Cx<S>) =
            (Cx { re: block[low][0], im: block[low][1] }, Cx { re: block[high][0], im: block[high][1] });
        *slot = [x.add(simd, y), x.sub(simd, y)];
        sum = sum.add(simd, slot[0]);
    }
    (first, sum)
}

/// Where the outputs of one butterfly go.
struct Outputs<'a, S: Simd> {
    block: &'a mut [[S::f32s; 2]],
    row: usize,
    radix: usize,
    /// Cosines and sines of outputs 1 and up; empty where they are all 1.
    twiddles: (&'a [f32], &'a [f32]),
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
        let value = match (self.twiddles.0.get(k - 1), self.twiddles.1.get(k - 1)) {
            (Some(cos), Some(sin)) => value.times(simd, cos, sin),
            _ => value,
        };
        self.block[k * self.row] = [value.re, value.im];
    }
}
