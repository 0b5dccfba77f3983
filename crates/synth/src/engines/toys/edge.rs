//! Rounded edges: waves that jump, without most of what would alias.

/// What a fall from 1 to -1 at phase 0 is corrected by, one sample to either side; a rise by its opposite. The polynomial
/// band-limited step of Välimäki and Huovilainen, "Antialiasing oscillators in subtractive synthesis", IEEE Signal
/// Processing Magazine 24 (2), 2007. `phase` counts cycles, 0..1; a cycle has `period_samples`, at least 2.
///
/// Within a sample after the fall that is `(phase * period - 1)^2`, within one before it `-((phase - 1) * period + 1)^2`;
/// written without a branch, since nothing tells a processor when the next edge comes.
pub(super) fn fall(phase: f64, period_samples: f64) -> f64 {
    let near = (1.0 - phase.min(1.0 - phase) * period_samples).max(0.0);
    (near * near).copysign(0.5 - phase)
}

/// The part of a number at or above zero behind its point.
pub(super) fn fraction(x: f64) -> f64 {
    x - (x as u64) as f64
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Power in dB of what a wave of (phase, period in samples) has outside its harmonics, relative to all of it, with 101 cycles in
    /// 4096 samples: harmonics above half the rate come back between the others.
    pub(in super::super) fn aliases_db(wave: impl Fn(f64, f64) -> f64) -> f64 {
        const LEN: usize = 4096;
        const CYCLES: usize = 101;
        let step = CYCLES as f64 / LEN as f64;
        let samples: Vec<f64> = (0..LEN).map(|n| wave(fraction(n as f64 * step), 1.0 / step)).collect();
        let cosines: Vec<f64> =
            (0..LEN).map(|n| libm::cos(std::f64::consts::TAU * n as f64 / LEN as f64)).collect();
        let power = |bin: usize| {
            let part = |shift: usize| -> f64 {
                samples.iter().enumerate().map(|(n, x)| x * cosines[(bin * n + shift) % LEN]).sum()
            };
            part(0).powi(2) + part(LEN / 4).powi(2)
        };
        let powers: Vec<f64> = (1..LEN / 2).map(power).collect();
        let aliased: f64 = (1..LEN / 2).filter(|bin| bin % CYCLES != 0).map(|bin| powers[bin - 1]).sum();
        10.0 * (aliased / powers.iter().sum::<f64>()).log10()
    }
}
