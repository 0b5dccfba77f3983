//! simple-synth-2: what synth-match's list of wishes asks of its SimpleSynth, and a saw that aliases less: a second
//! oscillator, a mix of the two, an envelope for the cutoff.
//!
//! Ours, not published anywhere: the oscillators' edges are rounded, knobs of time and frequency are finer at their low
//! end, velocity is heard, and the sound is as loud as an instrument's.

use super::butterworth::{Butterworth, Cutoff};
use super::envelope::Envelope;
use super::oscillator::{Wave, hz_of_note};
use crate::engines::toys::edge::fraction;
use crate::engines::toys::family::ToyFamily;
use crate::engines::toys::spec::knob;
use crate::engines::toys::synth::{Formula, Played, Toy};
use crate::{Curve, Display, Group, Kind, ParamSpec, SynthEntry, SynthSpec};

/// The highest sample before the filter.
const AMPLITUDE: f64 = 0.5;
/// Longest stage of an envelope.
const LONGEST_SECS: f64 = 5.0;
/// Samples between two moves of the cutoff.
const CUTOFF_EVERY: usize = 16;

/// The family of this one.
pub const FAMILY: ToyFamily = ToyFamily {
    name: "simple-synth-2",
    summary: "two clean oscillators, mixed, and a low-pass with an envelope of its own",
    source: "ours, after the wishes of synth-match",
    plays_keys: true,
};

/// The entry of the synth.
pub const ENTRY: SynthEntry = SynthEntry {
    name: "simple-synth-2",
    summary: "simple-synth with far less aliasing, a second oscillator, a mix and a filter envelope",
    toy: Some(&FAMILY),
    build: || Toy::boxed(SimpleSynth2),
};

#[derive(Clone, Copy, Debug)]
struct SimpleSynth2;

/// One stage of an envelope: what it is called, and what lasts that long.
fn secs(id: &'static str, default: f64, summary: &'static str) -> ParamSpec {
    let straight = knob(id, Kind::Continuous, (0.0, LONGEST_SECS), default, " s", summary);
    ParamSpec { curve: Curve::Power(3.0), ..straight }
}

fn share(id: &'static str, default: f64, summary: &'static str) -> ParamSpec {
    knob(id, Kind::Continuous, (0.0, 1.0), default, "", summary)
}

fn wave(id: &'static str, summary: &'static str) -> ParamSpec {
    let labels = Wave::ALL.iter().map(|(_, label)| (*label).into()).collect();
    knob(id, Kind::Choice { labels }, (0.0, (Wave::ALL.len() - 1) as f64), 1.0, "", summary)
}

fn oscillators() -> Vec<ParamSpec> {
    let semitones = "How far oscillator 2 lies above or below the key.";
    let cents = "How far oscillator 2 is out of tune: hundredths of a semitone.";
    vec![
        wave("osc1.wave", "Wave form of oscillator 1, which plays the key."),
        wave("osc2.wave", "Wave form of oscillator 2."),
        ParamSpec {
            display: Display::Signed { zero: 0 },
            ..knob("osc2.semitones", Kind::Stepped, (-24.0, 24.0), 0.0, " semitones", semitones)
        },
        knob("osc2.detune", Kind::Continuous, (-50.0, 50.0), 8.0, " cents", cents),
        share("mix", 0.3, "How much of oscillator 2: at 0 only oscillator 1 is heard, at 1 only 2."),
    ]
}

fn amp() -> Vec<ParamSpec> {
    vec![
        secs("amp.attack", 0.005, "How long the sound rises after the key press."),
        secs("amp.decay", 0.3, "How long it then falls to the sustain level."),
        share("amp.sustain", 0.7, "The level held while the key is down."),
        secs("amp.release", 0.3, "How long it falls to silence after the key's release."),
        share("amp.velocity", 0.5, "How much quieter a soft key press is."),
    ]
}

fn filter() -> Vec<ParamSpec> {
    let cutoff = "The frequency above which partials are weakened, where the filter's envelope is at 0.";
    let depth = "How far the filter's envelope at its highest moves the cutoff.";
    vec![
        ParamSpec {
            curve: Curve::Log,
            ..knob("filter.cutoff", Kind::Continuous, (20.0, 20_000.0), 1_000.0, " Hz", cutoff)
        },
        knob("filter.depth", Kind::Continuous, (-6.0, 6.0), 2.0, " octaves", depth),
        secs("filter.attack", 0.005, "How long the filter's envelope rises after the key press."),
        secs("filter.decay", 0.5, "How long it then falls to its sustain level."),
        share("filter.sustain", 0.3, "The level of the filter's envelope while the key is down."),
        secs("filter.release", 0.3, "How long it falls to 0 after the key's release."),
    ]
}

impl Formula for SimpleSynth2 {
    fn spec(&self) -> SynthSpec {
        let mut params = Vec::new();
        let mut groups = Vec::new();
        for (id, part) in [("oscillators", oscillators()), ("amp", amp()), ("filter", filter())] {
            let first = params.len();
            params.extend(part);
            groups.push(Group { id: id.into(), family: None, params: (first..params.len()).collect() });
        }
        SynthSpec::new(ENTRY.name, "SimpleSynth 2", 1, params, groups)
    }

    fn fill(&self, plain: &[f64], played: Played, out: &mut [f32]) {
        let voice = Voice::new(plain, played);
        let mut filter = Butterworth::default();
        let mut cutoff = voice.cutoff(0.0);
        for (n, sample) in out.iter_mut().enumerate() {
            let secs = n as f64 / played.rate_hz;
            if n.is_multiple_of(CUTOFF_EVERY) {
                cutoff = voice.cutoff(secs);
            }
            *sample = filter.next(&cutoff, voice.source(n, secs)) as f32;
        }
    }
}

/// A preset and a gesture, made ready.
struct Voice {
    played: Played,
    waves: [Wave; 2],
    /// Cycles per sample.
    steps: [f64; 2],
    gains: [f64; 2],
    amp: Envelope,
    cutoff_hz: f64,
    depth_octaves: f64,
    filter: Envelope,
}

impl Voice {
    fn new(plain: &[f64], played: Played) -> Self {
        let note = f64::from(played.gesture.note);
        let notes = [note, note + plain[2] + plain[3] / 100.0];
        let softness = 1.0 - f64::from(played.gesture.velocity) / 127.0;
        let level = AMPLITUDE * (1.0 - plain[9] * softness);
        let envelope = |first: usize| Envelope {
            attack_secs: plain[first],
            decay_secs: plain[first + 1],
            sustain: plain[first + 2],
            release_secs: plain[first + 3],
        };
        Self {
            played,
            waves: [plain[0], plain[1]].map(|index| Wave::ALL[index as usize].0),
            steps: notes.map(|note| hz_of_note(note) / played.rate_hz),
            gains: [level * (1.0 - plain[4]), level * plain[4]],
            amp: envelope(5),
            cutoff_hz: plain[10],
            depth_octaves: plain[11],
            filter: envelope(12),
        }
    }

    /// What goes into the filter.
    fn source(&self, n: usize, secs: f64) -> f64 {
        let level = self.amp.level(secs, self.played.gesture.gate_secs);
        if level == 0.0 {
            return 0.0;
        }
        let wave = |at: usize| {
            self.gains[at] * self.waves[at].rounded(fraction(n as f64 * self.steps[at]), self.steps[at])
        };
        level * (wave(0) + wave(1))
    }

    fn cutoff(&self, secs: f64) -> Cutoff {
        let octaves = self.depth_octaves * self.filter.level(secs, self.played.gesture.gate_secs);
        Cutoff::new(self.cutoff_hz * libm::exp2(octaves), self.played.rate_hz)
    }
}
