//! Oscillators of the simple synths: naive as published, and with rounded edges.

use std::f64::consts::TAU;

use super::super::edge::{fall, fraction};

/// Wave forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wave {
    Sine,
    Saw,
    Square,
}

impl Wave {
    /// All of them, in the order of the labels of a choice.
    pub(super) const ALL: [(Self, &'static str); 3] =
        [(Self::Sine, "sine"), (Self::Saw, "saw"), (Self::Square, "square")];

    /// A sample straight from the formula, aliases and all. `phase` counts cycles, 0..1.
    pub(super) fn naive(self, phase: f64) -> f64 {
        match self {
            Self::Sine => libm::sin(TAU * phase),
            Self::Saw => 2.0 * phase - 1.0,
            Self::Square => {
                if phase < 0.5 {
                    1.0
                } else {
                    -1.0
                }
            }
        }
    }

    /// A sample whose jumps are rounded over two samples, which takes most of what would alias. `step` is in cycles per
    /// sample; from one half on there is nothing to hear.
    pub(super) fn rounded(self, phase: f64, step: f64) -> f64 {
        if step >= 0.5 {
            return 0.0;
        }
        match self {
            Self::Sine => self.naive(phase),
            Self::Saw => self.naive(phase) + fall(phase, 1.0 / step),
            Self::Square => {
                self.naive(phase) - fall(phase, 1.0 / step) + fall(fraction(phase + 0.5), 1.0 / step)
            }
        }
    }
}

/// The frequency of a (fractional) MIDI note, A at 440 Hz being 69; the same bits on every machine.
pub(super) fn hz_of_note(note: f64) -> f64 {
    440.0 * libm::exp2((note - 69.0) / 12.0)
}

#[cfg(test)]
mod tests {
    use super::super::super::edge::tests::aliases_db;
    use super::*;

    #[test]
    fn rounded_waves_alias_less() {
        for wave in [Wave::Saw, Wave::Square] {
            let [naive, rounded] = [
                aliases_db(|phase, _| wave.naive(phase)),
                aliases_db(|phase, period| wave.rounded(phase, 1.0 / period)),
            ];
            assert!(rounded < naive - 15.0, "{wave:?}: {naive} {rounded}");
        }
    }

    #[test]
    fn rounded_waves_are_naive_ones_away_from_their_jumps() {
        let step = 0.01;
        for (wave, _) in Wave::ALL {
            for phase in [0.011, 0.2, 0.489, 0.511, 0.8, 0.989] {
                assert_eq!(wave.rounded(phase, step), wave.naive(phase), "{wave:?} {phase}");
            }
            // A jump's middle is between its ends.
            assert!(wave.rounded(0.0, step).abs() < 1e-12, "{wave:?}");
        }
    }
}
