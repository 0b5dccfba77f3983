//! k-sin: a sum of k sines, the plainest synth whose parts are interchangeable (Hayes, Saitis and Fazekas, code of
//! "Audio synthesizer inversion in symmetric parameter spaces with approximately equivariant flow matching",
//! ISMIR 2025; not in the paper itself).
//!
//! `x[n] = sum over i of a_i * sin(w_i * n)` with `w = pi * (freq + 1) / 2` radians *per sample* and `a = (amp + 1) / 2`.
//! With broken symmetry oscillator `i` (from 0) has `w_i` between `pi * i / k` and `pi * (i + 1) / k`. Note, velocity and
//! gate are not heard, and pitch goes up with the sample rate. It is a sum and not a mean, so a sound may peak at k.

use std::f64::consts::PI;

use super::blocks;
use super::family::ToyFamily;
use super::spec::{Column, Symmetry, group, params};
use super::synth::{Formula, Played, Toy};
use crate::prior::TruncatedNormal;
use crate::{SynthEntry, SynthSpec};

/// The family of all k-sin toys.
pub const FAMILY: ToyFamily = ToyFamily {
    name: "k-sin",
    summary: "k sines, summed: pitch and level each",
    source: "Hayes, Saitis and Fazekas, ISMIR 2025 (code)",
    plays_keys: false,
};

/// The entry of k-sin with `K` oscillators.
pub(in crate::engines) const fn entry<const K: usize>(
    name: &'static str,
    summary: &'static str,
    symmetry: Symmetry,
) -> SynthEntry {
    let build = match symmetry {
        Symmetry::Kept => || Toy::boxed(KSin::<K>(Symmetry::Kept)),
        Symmetry::Broken => || Toy::boxed(KSin::<K>(Symmetry::Broken)),
    };
    SynthEntry { name, summary, toy: Some(&FAMILY), build }
}

/// From which of two distributions presets come that differ on purpose, so that what was learnt from one is tried on
/// the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Around -1/3.
    Train,
    /// Around +1/3.
    Test,
}

/// The out-of-domain prior of a k-sin toy, "k-sin OOD": every parameter normal around -1/3 (train) or +1/3 (test) with a
/// deviation of 1/3, cut off at -1 and 1.
pub fn out_of_domain(spec: &SynthSpec, side: Side) -> TruncatedNormal {
    let mean = match side {
        Side::Train => -1.0 / 3.0,
        Side::Test => 1.0 / 3.0,
    };
    TruncatedNormal::new(spec, mean, 1.0 / 3.0)
}

#[derive(Clone, Copy, Debug)]
pub(super) struct KSin<const K: usize>(pub(super) Symmetry);

impl<const K: usize> Formula for KSin<K> {
    fn spec(&self) -> SynthSpec {
        let parts: Vec<String> = (1..=K).map(|number| format!("osc{number}")).collect();
        // All together as loud as one sine.
        let quiet = 2.0 / K as f64 - 1.0;
        let columns = [
            Column { id: "freq", default: 0.0, summary: "Frequency, lowest to highest." },
            Column { id: "amp", default: quiet, summary: "Level: -1 is silent, 0 is 1/2, 1 is 1." },
        ];
        let family = self.0.family("oscillator");
        let groups = (0..K).map(|part| group(parts[part].clone(), family, &[part], (K, columns.len())));
        let id = format!("k-sin-{K}{}", self.0.suffix());
        let name = format!("k-sin, {K} sines{}", self.0.words());
        SynthSpec::new(id, name, 1, params(&parts, &columns), groups.collect())
    }

    fn fill(&self, plain: &[f64], _: Played, out: &mut [f32]) {
        let (freqs, amps) = plain.split_at(K);
        let oscillators: [(f64, f64); K] = std::array::from_fn(|part| {
            let step_rad = PI * (freqs[part] + 1.0) / 2.0;
            let step_rad = match self.0 {
                Symmetry::Kept => step_rad,
                Symmetry::Broken => (part as f64 * PI + step_rad) / K as f64,
            };
            (step_rad, (amps[part] + 1.0) / 2.0)
        });
        blocks::fill(out, 1.0, |first, sums| {
            for (step_rad, gain) in oscillators {
                blocks::add_sine(step_rad, gain, first, sums);
            }
        });
    }
}
