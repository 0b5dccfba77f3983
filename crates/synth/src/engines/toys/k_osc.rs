//! k-osc: the mean of k anti-aliased oscillators, the toy task of Hayes, Saitis and Fazekas, "Audio synthesizer
//! inversion in symmetric parameter spaces with approximately equivariant flow matching", ISMIR 2025.
//!
//! Follows the authors' code, which departs from their paper: frequencies lie between 20 and 4000 Hz at 44.1 kHz (the
//! paper says 0 to pi radians a sample), and oscillators are averaged (the paper says summed). Each has
//! - `freq`: `w = w_lo + (w_hi - w_lo) * (freq + 1) / 2` radians *per sample*; with broken symmetry oscillator `i` (from
//!   0) has the share `(i + (freq + 1) / 2) / k` of the range instead;
//! - `amp`: `a = (amp + 1) / 2`;
//! - `wave`: -1 is a (negative) sine, 0 a square, 1 a saw, cross-faded linearly between.
//!
//! Note, velocity and gate are not heard, and pitch goes up with the sample rate.

use std::f64::consts::TAU;

use super::blocks;
use super::edge::{fall, fraction};
use super::family::ToyFamily;
use super::spec::{Column, Symmetry, group, params};
use super::synth::{Formula, Played, Toy};
use crate::{SynthEntry, SynthSpec};

/// Lowest and highest frequency in cycles per sample: 20 and 4000 Hz at 44.1 kHz.
const STEPS: (f64, f64) = (20.0 / 44_100.0, 4_000.0 / 44_100.0);

/// The family of all k-osc toys.
pub const FAMILY: ToyFamily = ToyFamily {
    name: "k-osc",
    summary: "k anti-aliased oscillators, averaged: pitch, level and wave each",
    source: "Hayes, Saitis and Fazekas, ISMIR 2025",
    plays_keys: false,
};

/// The entry of k-osc with `K` oscillators.
pub(in crate::engines) const fn entry<const K: usize>(
    name: &'static str,
    summary: &'static str,
    symmetry: Symmetry,
) -> SynthEntry {
    let build = match symmetry {
        Symmetry::Kept => || Toy::boxed(KOsc::<K>(Symmetry::Kept)),
        Symmetry::Broken => || Toy::boxed(KOsc::<K>(Symmetry::Broken)),
    };
    SynthEntry { name, summary, toy: Some(&FAMILY), build }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct KOsc<const K: usize>(pub(super) Symmetry);

impl<const K: usize> Formula for KOsc<K> {
    fn spec(&self) -> SynthSpec {
        let parts: Vec<String> = (1..=K).map(|number| format!("osc{number}")).collect();
        let columns = [
            Column { id: "freq", default: 0.0, summary: "Frequency, lowest to highest." },
            Column { id: "amp", default: 0.0, summary: "Level: -1 is silent, 0 is 1/2, 1 is 1." },
            Column { id: "wave", default: 0.0, summary: "Wave: -1 is sine, 0 square, 1 saw." },
        ];
        let family = self.0.family("oscillator");
        let groups = (0..K).map(|part| group(parts[part].clone(), family, &[part], (K, columns.len())));
        let id = format!("k-osc-{K}{}", self.0.suffix());
        let name = format!("k-osc, {K} oscillators{}", self.0.words());
        SynthSpec::new(id, name, 1, params(&parts, &columns), groups.collect())
    }

    fn fill(&self, plain: &[f64], _: Played, out: &mut [f32]) {
        let oscillators: [Oscillator; K] = std::array::from_fn(|part| {
            let [freq, amp, wave] = [0, 1, 2].map(|column| plain[column * K + part]);
            let share = (freq + 1.0) / 2.0;
            let share = match self.0 {
                Symmetry::Kept => share,
                Symmetry::Broken => (part as f64 + share) / K as f64,
            };
            Oscillator::new(share, (amp + 1.0) / 2.0, wave)
        });
        blocks::fill(out, 1.0 / K as f64, |first, sums| {
            for oscillator in &oscillators {
                oscillator.add(first, sums);
            }
        });
    }
}

/// One oscillator: its speed, and how much of each wave.
#[derive(Clone, Copy, Debug)]
struct Oscillator {
    /// Cycles per sample. Never below `STEPS.0`, so the authors' floor of 1e-6 in divisions has no use here.
    step: f64,
    sine: f64,
    square: f64,
    saw: f64,
}

impl Oscillator {
    fn new(share: f64, level: f64, wave: f64) -> Self {
        let (low, high) = STEPS;
        Self {
            step: low + (high - low) * share,
            sine: level * (-wave).clamp(0.0, 1.0),
            square: level * (1.0 - wave.abs()),
            saw: level * wave.clamp(0.0, 1.0),
        }
    }

    fn add(&self, first: usize, sums: &mut [f64]) {
        if self.sine > 0.0 {
            blocks::add_sine(TAU * self.step, -self.sine, first, sums);
        }
        if self.square > 0.0 || self.saw > 0.0 {
            let period_samples = 1.0 / self.step;
            let mut phase = fraction(first as f64 * self.step);
            for sum in sums {
                *sum += self.square * square(phase, period_samples) + self.saw * saw(phase, period_samples);
                phase += self.step;
                phase -= if phase >= 1.0 { 1.0 } else { 0.0 };
            }
        }
    }
}

/// A rising saw, rounded where it falls.
fn saw(phase: f64, period_samples: f64) -> f64 {
    2.0 * phase - 1.0 + fall(phase, period_samples)
}

/// A square, -1 in the first half of its cycle, rounded where it falls and where it rises.
fn square(phase: f64, period_samples: f64) -> f64 {
    let half = phase - 0.5;
    let naive = if half > 0.0 { 1.0 } else { -1.0 };
    // Exactly at the rise the authors correct nothing.
    let rise =
        if half == 0.0 { 0.0 } else { fall(if half < 0.0 { half + 1.0 } else { half }, period_samples) };
    naive + fall(phase, period_samples) - rise
}

#[cfg(test)]
mod tests {
    use super::super::edge::tests::aliases_db;
    use super::*;

    #[test]
    fn rounded_edges_alias_less() {
        let naive_square = |phase: f64, _: f64| if phase > 0.5 { 1.0 } else { -1.0 };
        let saws = [aliases_db(|phase, _| 2.0 * phase - 1.0), aliases_db(saw)];
        let squares = [aliases_db(naive_square), aliases_db(square)];
        // Measured, of 1.1 kHz at 44.1 kHz: -15.3 and -31.4 dB, -16.9 and -30.9 dB.
        assert!(saws[1] < saws[0] - 13.0, "{saws:?}");
        assert!(squares[1] < squares[0] - 13.0, "{squares:?}");
    }
}
