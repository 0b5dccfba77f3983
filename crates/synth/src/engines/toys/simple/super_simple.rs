//! synth-match's SuperSimpleSynth as it was published: a sine whose phase a slow sine moves.
//!
//! `sin(2 pi f t + depth * sin(2 pi rate t))` for as long as the key is held, without an envelope; velocity is not heard.
//! At full depth and rate the pitch swings by 8 kHz, and what swings beyond half the sample rate folds back. The level is
//! that of SimpleSynth, since we don't know the original's.

use std::f64::consts::TAU;

use super::SOURCE;
use super::oscillator::hz_of_note;
use super::published::AMPLITUDE;
use crate::engines::toys::edge::fraction;
use crate::engines::toys::family::ToyFamily;
use crate::engines::toys::spec::knob;
use crate::engines::toys::synth::{Formula, Played, Toy};
use crate::{Group, Kind, SynthEntry, SynthSpec};

/// The family of this one.
pub const FAMILY: ToyFamily = ToyFamily {
    name: "super-simple-synth",
    summary: "a sine whose phase a slow sine moves: two knobs",
    source: SOURCE,
    plays_keys: true,
};

/// The entry of the synth.
pub const ENTRY: SynthEntry = SynthEntry {
    name: "super-simple-synth",
    summary: "synth-match's two-knob synth as published: a phase-modulated sine",
    toy: Some(&FAMILY),
    build: || Toy::boxed(SuperSimpleSynth),
};

#[derive(Clone, Copy, Debug)]
struct SuperSimpleSynth;

impl Formula for SuperSimpleSynth {
    fn spec(&self) -> SynthSpec {
        let freq = "How often in a second the phase is moved to and fro.";
        let amp = "How far the phase is moved to either side.";
        let params = vec![
            knob("mod.freq", Kind::Continuous, (0.0, 8.0), 4.0, " Hz", freq),
            knob("mod.amp", Kind::Continuous, (0.0, 1_000.0), 0.0, " rad", amp),
        ];
        let groups = vec![Group { id: "mod".into(), family: None, params: vec![0, 1] }];
        SynthSpec::new(ENTRY.name, "SuperSimpleSynth", 1, params, groups)
    }

    fn fill(&self, plain: &[f64], played: Played, out: &mut [f32]) {
        let (mod_hz, depth_rad) = (plain[0], plain[1]);
        let hz = hz_of_note(f64::from(played.gesture.note));
        for (n, sample) in out.iter_mut().enumerate() {
            let secs = n as f64 / played.rate_hz;
            *sample = if secs < played.gesture.gate_secs {
                let moved_rad = depth_rad * libm::sin(TAU * fraction(mod_hz * secs));
                (AMPLITUDE * libm::sin(TAU * fraction(hz * secs) + moved_rad)) as f32
            } else {
                0.0
            };
        }
    }
}
