//! Tolerances with names and reasons: how far our numbers may lie from another program's, and why that far.

/// How far a value may lie from its reference: `|ours − theirs| ≤ relative·|theirs| + of_peak·peak + absolute`,
/// `peak` being the largest magnitude of the whole reference matrix.
#[derive(Clone, Copy, Debug)]
pub struct Tolerance {
    /// What reports call it.
    pub name: &'static str,
    /// Share of the value itself.
    pub relative: f64,
    /// Share of the matrix' largest magnitude.
    pub of_peak: f64,
    /// In the value's own unit.
    pub absolute: f64,
    /// Why this much.
    pub reason: &'static str,
}

/// Linear spectra in single precision.
pub const SPECTRUM: Tolerance = Tolerance {
    name: "SPECTRUM",
    relative: 2e-6,
    of_peak: 1e-6,
    absolute: 0.0,
    reason: "both transform in f32: rounding is spread over all bins and is proportional to the strongest",
};

/// Band powers, and powers of spectra.
pub const BAND_POWER: Tolerance = Tolerance {
    name: "BAND_POWER",
    relative: 2e-5,
    of_peak: 1e-8,
    absolute: 0.0,
    reason: "squares of f32 spectra summed in different orders; a weak bin keeps the strongest one's rounding",
};

/// Band powers by torchaudio, whose triangles are computed in f32.
pub const BAND_POWER_F32_BANK: Tolerance = Tolerance {
    name: "BAND_POWER_F32_BANK",
    relative: 1e-3,
    of_peak: 1e-5,
    absolute: 0.0,
    reason: "torchaudio and Kaldi compute filter edges in f32, which moves the weights near them by up to 1e-4",
};

/// Decibels and natural logarithms of band powers.
pub const LEVEL: Tolerance = Tolerance {
    name: "LEVEL",
    relative: 0.0,
    of_peak: 0.0,
    absolute: 0.01,
    reason: "near the 80 dB floor f32 rounding of the strongest bin is a thousandth of the power, 0.004 dB",
};

/// Cepstral coefficients of decibel bands.
pub const CEPSTRUM: Tolerance = Tolerance {
    name: "CEPSTRUM",
    relative: 1e-5,
    of_peak: 0.0,
    absolute: 0.02,
    reason: "an orthonormal sum over 40 to 128 levels, each within LEVEL",
};

/// Levels over time and descriptors of a spectrum's shape.
pub const DESCRIPTOR: Tolerance = Tolerance {
    name: "DESCRIPTOR",
    relative: 2e-4,
    of_peak: 1e-6,
    absolute: 1e-7,
    reason: "ratios of sums over a thousand f32 bins, added in different orders",
};

/// Samples of toy synths, computed in f64 on both sides.
pub const TOY_SAMPLE: Tolerance = Tolerance {
    name: "TOY_SAMPLE",
    relative: 1e-7,
    of_peak: 1e-9,
    absolute: 0.0,
    reason: "ours are rounded to f32, half of 1.2e-7 of the value; sines and filters of both differ by 1e-12",
};

impl Tolerance {
    /// How many times the permitted difference lies between the two values: at most 1 passes. Not finite where
    /// one of the values is not.
    pub fn excess(&self, ours: f64, theirs: f64, peak: f64) -> f64 {
        let allowed = self.relative * theirs.abs() + self.of_peak * peak + self.absolute;
        if ours == theirs { 0.0 } else { (ours - theirs).abs() / allowed.max(f64::MIN_POSITIVE) }
    }

    /// Whether `ours` is near enough.
    pub fn accepts(&self, ours: f64, theirs: f64, peak: f64) -> bool {
        self.excess(ours, theirs, peak) <= 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_passes_and_what_is_not_fails() {
        assert!(LEVEL.accepts(-20.005, -20.0, 80.0));
        assert!(!LEVEL.accepts(-20.02, -20.0, 80.0));
        assert!(!LEVEL.accepts(f64::NAN, -20.0, 80.0));
        assert!(SPECTRUM.accepts(0.0, 0.0, 0.0) && !SPECTRUM.accepts(1e-9, 0.0, 0.0));
        assert!(SPECTRUM.accepts(1e-5, 0.0, 100.0));
    }
}
