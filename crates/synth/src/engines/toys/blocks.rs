//! Sums of oscillators, a block of samples at a time in double precision: nothing is allocated, and the order of the
//! oscillators moves a sample by its last bit at most.

/// Samples that are summed at once.
pub(super) const LEN: usize = 64;

/// Writes `scale` times what `add` sums over all of `out`. `add` is given the number of a block's first sample and the
/// block, which is zero before it.
pub(super) fn fill(out: &mut [f32], scale: f64, mut add: impl FnMut(usize, &mut [f64])) {
    let mut first = 0;
    for out in out.chunks_mut(LEN) {
        let mut sums = [0.0; LEN];
        let sums = &mut sums[..out.len()];
        add(first, sums);
        for (sample, sum) in out.iter_mut().zip(sums) {
            *sample = (scale * *sum) as f32;
        }
        first += out.len();
    }
}

/// Adds `gain * sin(step_rad * n)` to a block whose first sample has the number `first`.
///
/// A phasor is turned from sample to sample, which costs a tenth of a sine and in 64 turns errs by 1e-14; it is put
/// right at the start of each block.
pub(super) fn add_sine(step_rad: f64, gain: f64, first: usize, sums: &mut [f64]) {
    let (turn_sin, turn_cos) = libm::sincos(step_rad);
    let (mut sin, mut cos) = libm::sincos(step_rad * first as f64);
    for sum in sums {
        *sum += gain * sin;
        (sin, cos) = (sin * turn_cos + cos * turn_sin, cos * turn_cos - sin * turn_sin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turned_sines_are_sines() {
        for step_rad in [0.0, 1e-3, 0.3, 1.9, std::f64::consts::PI] {
            let mut out = vec![f32::NAN; 44_100];
            fill(&mut out, 0.5, |first, sums| add_sine(step_rad, 2.0, first, sums));
            for (n, sample) in out.iter().enumerate() {
                let exact = libm::sin(step_rad * n as f64);
                assert!((f64::from(*sample) - exact).abs() < 6e-8, "{step_rad} {n}");
            }
        }
    }
}
