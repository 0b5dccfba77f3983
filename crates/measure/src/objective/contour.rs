//! The envelope part of the objective: the shape of loudness over time, level aside.

use super::fold::energy;

/// RMS of half-overlapping frames made of two blocks of 25 ms, scaled to unit length as a vector; all zero for
/// silence.
pub(super) struct Contour {
    block: usize,
}

impl Contour {
    pub(super) fn new(rate_hz: u32) -> Self {
        Self { block: (rate_hz as usize / 40).max(1) }
    }

    /// Number of frames of a sound of `len` samples.
    pub(super) fn frames(&self, len: usize) -> usize {
        len.div_ceil(self.block) + 1
    }

    /// Writes the unit contour into `out` (zero beyond the sound's own frames) and returns the sound's energy,
    /// which is not finite when a sample isn't.
    pub(super) fn process_into(&self, signal: &[f32], out: &mut [f32]) -> f64 {
        out.fill(0.0);
        let (mut before, mut total, mut count) = (0.0_f32, 0.0_f64, 0);
        for block in signal.chunks(self.block) {
            let energy = energy(block);
            out[count] = (before + energy).sqrt();
            total += f64::from(energy);
            (before, count) = (energy, count + 1);
        }
        out[count] = before.sqrt();
        let norm: f64 = out[..=count].iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>().sqrt();
        if norm > 0.0 {
            out.iter_mut().for_each(|x| *x = (f64::from(*x) / norm) as f32);
        }
        total
    }
}

/// √(1 − cosine) of two unit contours, exactly 0 for equal ones: |a − b| / √2. Silence is as far as it goes.
pub(super) fn distance(target: &[f32], candidate: &[f32]) -> f64 {
    let square = |(a, b): (&f32, &f32)| f64::from(a - b) * f64::from(a - b);
    let shared: f64 = target.iter().zip(candidate).map(square).sum();
    let rest =
        |longer: &[f32], from: usize| longer.iter().skip(from).map(|x| f64::from(*x).powi(2)).sum::<f64>();
    (0.5 * (shared + rest(target, candidate.len()) + rest(candidate, target.len()))).sqrt()
}
