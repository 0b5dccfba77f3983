//! synth-match's SimpleSynth as it was published: a naive saw or sine, an envelope of straight lines, a fifth-order
//! Butterworth low-pass.
//!
//! The saw aliases, the cutoff's knob is linear in Hz, the sound peaks at 0.01 and is cut off where the release ends: all
//! as published, and velocity is not heard. Ours where the original is not known to us: the filter comes after the
//! envelope, and the cutoff stays below 0.49 of the sample rate (the original knows 44.1 kHz only).

use super::SOURCE;
use super::butterworth::{Butterworth, Cutoff};
use super::envelope::Envelope;
use super::oscillator::{Wave, hz_of_note};
use crate::engines::toys::edge::fraction;
use crate::engines::toys::family::ToyFamily;
use crate::engines::toys::spec::knob;
use crate::engines::toys::synth::{Formula, Played, Toy};
use crate::{Group, Kind, SynthEntry, SynthSpec};

/// The highest sample before the filter.
pub(super) const AMPLITUDE: f64 = 0.01;

/// The family of both.
pub const FAMILY: ToyFamily = ToyFamily {
    name: "simple-synth",
    summary: "a naive wave, straight envelope, Butterworth low-pass: five knobs",
    source: SOURCE,
    plays_keys: true,
};

/// With a saw.
pub const SAW: SynthEntry = SynthEntry {
    name: "simple-synth",
    summary: "synth-match's five-knob synth as published: aliased saw, envelope, low-pass",
    toy: Some(&FAMILY),
    build: || Toy::boxed(SimpleSynth(Wave::Saw)),
};

/// With a sine.
pub const SINE: SynthEntry = SynthEntry {
    name: "simple-synth-sine",
    summary: "simple-synth with a sine for its saw",
    toy: Some(&FAMILY),
    build: || Toy::boxed(SimpleSynth(Wave::Sine)),
};

#[derive(Clone, Copy, Debug)]
struct SimpleSynth(Wave);

impl Formula for SimpleSynth {
    fn spec(&self) -> SynthSpec {
        let secs =
            |id, high: f64, summary| knob(id, Kind::Continuous, (0.0, high), high / 2.0, " s", summary);
        let params = vec![
            secs("amp.attack", 1.0, "How long the sound rises after the key press."),
            secs("amp.decay", 0.5, "How long it then falls to the sustain level."),
            knob(
                "amp.sustain",
                Kind::Continuous,
                (0.0, 1.0),
                0.5,
                "",
                "The level held while the key is down.",
            ),
            secs("amp.release", 1.0, "How long it falls to silence after the key's release."),
            knob(
                "filter.cutoff",
                Kind::Continuous,
                (20.0, 10_000.0),
                5_010.0,
                " Hz",
                "The frequency above which partials are weakened.",
            ),
        ];
        let group = |id: &'static str, params: Vec<usize>| Group { id: id.into(), family: None, params };
        let groups = vec![group("amp", vec![0, 1, 2, 3]), group("filter", vec![4])];
        let (entry, name) =
            if self.0 == Wave::Sine { (&SINE, "SimpleSynth with a sine") } else { (&SAW, "SimpleSynth") };
        SynthSpec::new(entry.name, name, 1, params, groups)
    }

    fn fill(&self, plain: &[f64], played: Played, out: &mut [f32]) {
        let envelope = Envelope {
            attack_secs: plain[0],
            decay_secs: plain[1],
            sustain: plain[2],
            release_secs: plain[3],
        };
        let gate_secs = played.gesture.gate_secs;
        let hz = hz_of_note(f64::from(played.gesture.note));
        let cutoff = Cutoff::new(plain[4], played.rate_hz);
        let mut filter = Butterworth::default();
        for (n, sample) in out.iter_mut().enumerate() {
            let secs = n as f64 / played.rate_hz;
            if secs >= gate_secs + envelope.release_secs {
                *sample = 0.0;
                continue;
            }
            let wave = self.0.naive(fraction(hz * secs));
            let loud = AMPLITUDE * wave * envelope.level(secs, gate_secs);
            *sample = filter.next(&cutoff, loud) as f32;
        }
    }
}
