//! Many Fourier transforms of one length at once: each lane of a SIMD register carries another frame.
//!
//! With a frame per lane no value ever changes its lane, so any length is as regular as a power of two, and
//! odd lengths (441, 1102, 2205, 4410 samples) cost what their size says. Measured against one planned
//! transform per frame, this is what makes spectra cheap enough for a search; other lengths (a prime factor
//! above [`LARGEST_PRIME`]) go to `realfft`.
//!
//! The method is the mixed-radix decimation in frequency, in place; outputs stay in digit-reversed order and
//! are read through [`LaneFft::position`], which costs nothing because they are read bin by bin.

mod butterfly;
mod prime;

use std::f64::consts::TAU;

use pulp::Simd;

use butterfly::{Pass, run_pass};

/// Larger prime factors would cost more here than they do in `realfft`.
pub(crate) const LARGEST_PRIME: usize = 31;

/// A planned complex transform of one length over lanes.
pub(crate) struct LaneFft {
    len: usize,
    passes: Vec<Pass>,
    positions: Vec<u32>,
}

impl LaneFft {
    /// Plans a transform; `None` when `len` has too large a prime factor.
    pub(crate) fn new(len: usize) -> Option<Self> {
        let radices = radices(len)?;
        let mut block = len;
        let mut passes = Vec::with_capacity(radices.len());
        for radix in &radices {
            passes.push(Pass::new(*radix, block));
            block /= radix;
        }
        let position = |index: usize| {
            let (mut rest, mut block, mut position) = (index, len, 0);
            for radix in &radices {
                block /= radix;
                position += (rest % radix) * block;
                rest /= radix;
            }
            position as u32
        };
        Some(Self { len, passes, positions: (0..len).map(position).collect() })
    }

    /// Number of complex points.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Where output `index` lies after [`LaneFft::process`].
    #[inline(always)]
    pub(crate) fn position(&self, index: usize) -> usize {
        self.positions[index] as usize
    }

    /// Transforms `data` in place: per point a register of real parts, then one of imaginary parts.
    #[inline(always)]
    pub(crate) fn process<S: Simd>(&self, simd: S, data: &mut [S::f32s]) {
        let (points, _) = data.as_chunks_mut::<2>();
        // A pass over all points at a time while blocks don't fit the nearest cache; those that do are finished
        // one after the other.
        let near = NEAR_BYTES / (2 * size_of::<S::f32s>());
        let far = self.passes.iter().take_while(|pass| pass.block_points() > near).count();
        let (far, rest) = self.passes.split_at(far.min(self.passes.len()));
        for pass in far {
            run_pass(simd, pass, points);
        }
        let block = rest.first().map_or(points.len(), Pass::block_points);
        for block in points.chunks_exact_mut(block) {
            for pass in rest {
                run_pass(simd, pass, block);
            }
        }
    }
}

/// Bytes of a block that is finished before the next one is begun: a nearest cache of our days holds it.
const NEAR_BYTES: usize = 32 * 1024;

/// The radices of a length: odd primes first, then eights (which bring a block into the nearest cache soonest)
/// and fours, a single two where it must be.
fn radices(len: usize) -> Option<Vec<usize>> {
    let mut rest = len;
    let mut radices = Vec::new();
    for prime in (3..=LARGEST_PRIME).step_by(2) {
        while rest > 0 && rest.is_multiple_of(prime) {
            radices.push(prime);
            rest /= prime;
        }
    }
    if !rest.is_power_of_two() {
        return None;
    }
    let twos = rest.trailing_zeros() as usize;
    let eights = if twos % 3 == 1 { twos.saturating_sub(4) / 3 } else { twos / 3 };
    radices.extend(std::iter::repeat_n(8, eights));
    match (twos, twos % 3) {
        (1, _) => radices.push(2),
        (_, 1) => radices.extend([4, 4]),
        (_, 2) => radices.push(4),
        _ => {}
    }
    Some(radices)
}

/// cos and sin of `−2π · numerator / denominator`, the twiddle factor.
pub(crate) fn twiddle(numerator: usize, denominator: usize) -> [f32; 2] {
    let angle = -TAU * (numerator % denominator) as f64 / denominator as f64;
    [angle.cos() as f32, angle.sin() as f32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radices_multiply_to_the_length() {
        for len in 1..3000_usize {
            if let Some(radices) = radices(len) {
                assert_eq!(radices.iter().product::<usize>(), len);
            }
        }
        assert_eq!(radices(1024), Some(vec![8, 8, 4, 4]));
        assert_eq!(radices(551), Some(vec![19, 29]));
        assert_eq!(radices(509), None);
    }

    #[test]
    fn positions_are_a_permutation() {
        for len in [1, 8, 441, 1024, 551, 2205] {
            let plan = LaneFft::new(len).unwrap();
            let mut seen: Vec<usize> = (0..len).map(|i| plan.position(i)).collect();
            seen.sort_unstable();
            assert!(seen.into_iter().eq(0..len));
        }
    }
}
