//! Rounded edges: waves that jump, without most of what would alias.

/// What a fall from 1 to -1 at phase 0 is corrected by, one sample to either side; a rise by its opposite. The polynomial
/// band-limited step of Välimäki and Huovilainen, "Antialiasing oscillators in subtractive synthesis", IEEE Signal
/// Processing Magazine 24 (2), 2007. `phase` counts cycles, 0..1; `step` is in cycles per sample, at most one half.
pub(super) fn fall(phase: f64, step: f64) -> f64 {
    let square = |x: f64| x * x;
    if phase < step {
        square(phase / step - 1.0)
    } else if phase > 1.0 - step {
        -square((phase - 1.0) / step + 1.0)
    } else {
        0.0
    }
}

/// The part of a number at or above zero behind its point.
pub(super) fn fraction(x: f64) -> f64 {
    x - (x as u64) as f64
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Power in dB of what a wave of (phase, step) has outside its harmonics, relative to all of it, with 101 cycles in
    /// 4096 samples: harmonics above half the rate come back between the others.
    pub(in super::super) fn aliases_db(wave: impl Fn(f64, f64) -> f64) -> f64 {
        const LEN: usize = 4096;
        const CYCLES: usize = 101;
        let step = CYCLES as f64 / LEN as f64;
        let samples: Vec<f64> = (0..LEN).map(|n| wave(fraction(n as f64 * step), step)).collect();
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
