//! The parameters, in the order in which a [`Patch`](super::Patch) reads them. Their feature set is modelled on
//! TAL-NoiseMaker's 59 parameters; names, ranges and laws are our own.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::spec::{Curve, Display, Group, Kind, ParamSpec, Plain, SynthSpec};

/// What form the values of a row take.
#[derive(Clone, Copy)]
enum Form {
    /// Any number from the first to the second.
    Knob(f64, f64, Curve),
    /// Whole numbers from the first to the second.
    Steps(i32, i32),
    /// One of these.
    Labels(&'static [&'static str]),
    /// Off or on.
    Switch,
}

/// One row of the parameter table.
struct Row {
    id: &'static str,
    name: &'static str,
    form: Form,
    default: f64,
    unit: &'static str,
    summary: &'static str,
}

/// The waves of both oscillators, in the order of [`Wave`](super::patch::Wave).
pub const WAVES: [&str; 5] = ["saw", "pulse", "triangle", "sine", "noise"];
/// The filter's types, in the order of its mixing coefficients.
pub const FILTERS: [&str; 12] = [
    "low-pass 24",
    "low-pass 18",
    "low-pass 12",
    "low-pass 6",
    "high-pass 24",
    "high-pass 18",
    "high-pass 12",
    "high-pass 6",
    "band-pass 24",
    "band-pass 12",
    "notch",
    "phaser",
];
/// The waves of the LFOs, in the order of [`LfoWave`](super::patch::LfoWave).
pub const LFO_WAVES: [&str; 6] = ["sine", "triangle", "saw up", "saw down", "square", "random"];
/// What an LFO moves, in the order of [`Destination`](super::patch::Destination).
pub const LFO_DESTINATIONS: [&str; 8] =
    ["none", "cutoff", "pitch", "osc1 pitch", "osc2 pitch", "pulse width", "fm", "volume"];
/// What the free envelope moves, in the order of [`FREE_DESTINATIONS_OF`](super::patch::FREE_DESTINATIONS_OF).
pub const FREE_DESTINATIONS: [&str; 6] = ["none", "cutoff", "osc1 pitch", "osc2 pitch", "pulse width", "fm"];

const LEVEL: Form = Form::Knob(0.0, 100.0, Curve::Power(2.0));
const SHARE: Form = Form::Knob(0.0, 100.0, Curve::Linear);
const BIPOLAR: Form = Form::Knob(-100.0, 100.0, Curve::Linear);
const ATTACK: Form = Form::Knob(0.001, 10.0, Curve::Log);
const FALL: Form = Form::Knob(0.005, 20.0, Curve::Log);
const ANGLE: Form = Form::Knob(0.0, 360.0, Curve::Linear);
const CENTS: Form = Form::Knob(-100.0, 100.0, Curve::Linear);

const fn row(
    id: &'static str,
    name: &'static str,
    (form, default, unit): (Form, f64, &'static str),
    summary: &'static str,
) -> Row {
    Row { id, name, form, default, unit, summary }
}

/// Of each oscillator.
#[rustfmt::skip]
const OSCILLATOR: [Row; 6] = [
    row("wave", "Wave", (Form::Labels(&WAVES), 0.0, ""), "Wave form of the oscillator."),
    row("level", "Level", (LEVEL, 80.0, "%"), "Amplitude of the oscillator in the mix."),
    row("tune", "Tune", (Form::Steps(-24, 24), 0.0, "st"), "Semitones above the played key."),
    row("fine", "Fine tune", (CENTS, 0.0, "ct"), "Cents above that."),
    row("pulse-width", "Pulse width", (Form::Knob(2.0, 98.0, Curve::Linear), 50.0, "%"), "Share of a period in which the pulse is high."),
    row("phase", "Phase", (ANGLE, 0.0, "deg"), "Where in its period the wave is at the key press; oscillator 2 is also synced to it."),
];

#[rustfmt::skip]
const SOURCES: [Row; 8] = [
    row("sub.level", "Sub level", (LEVEL, 0.0, "%"), "Amplitude of a square wave one octave below oscillator 1."),
    row("noise.level", "Vintage noise", (LEVEL, 0.0, "%"), "Amplitude of a hiss beside the oscillators."),
    row("osc2.sync", "Sync", (Form::Switch, 0.0, ""), "Whether each period of oscillator 1 starts oscillator 2 anew."),
    row("osc2.fm", "FM", (Form::Knob(0.0, 10.0, Curve::Power(2.0)), 0.0, "rad"), "Index of the phase modulation of oscillator 2 by a sine at the pitch of oscillator 1; less on high keys, so that the side bands end with the band."),
    row("ring", "Ring modulation", (LEVEL, 0.0, "%"), "Amplitude of the product of both oscillators in the mix."),
    row("transpose", "Transpose", (Form::Steps(-2, 2), 0.0, "oct"), "Octaves by which all oscillators are moved."),
    row("master-tune", "Master tune", (CENTS, 0.0, "ct"), "Cents by which all oscillators are moved."),
    row("detune", "Detune", (Form::Knob(0.0, 100.0, Curve::Power(2.0)), 0.0, "ct"), "Cents between the oscillators: the first goes down by half of it, the second up."),
];

#[rustfmt::skip]
const FILTER: [Row; 6] = [
    row("filter.type", "Filter type", (Form::Labels(&FILTERS), 0.0, ""), "What the filter lets pass, and how steeply it falls, in dB an octave."),
    row("filter.cutoff", "Cutoff", (Form::Knob(20.0, 20_000.0, Curve::Log), 20_000.0, "Hz"), "Frequency of the filter's four poles, before key, velocity, envelopes and LFOs move it."),
    row("filter.resonance", "Resonance", (SHARE, 0.0, "%"), "Feedback round the four poles; from 93 % on the filter oscillates by itself at the cutoff."),
    row("filter.key-follow", "Key follow", (SHARE, 0.0, "%"), "How far the cutoff follows the key; at 100 % octave for octave, from middle C."),
    row("filter.contour", "Contour", (Form::Knob(-8.0, 8.0, Curve::Linear), 0.0, "oct"), "Octaves by which the filter envelope's peak moves the cutoff."),
    row("filter.drive", "Drive", (Form::Knob(0.0, 30.0, Curve::Linear), 0.0, "dB"), "Gain into the filter's saturation; half of it is taken back behind."),
];

/// Of the filter's and the amplifier's envelope.
#[rustfmt::skip]
const ENVELOPE: [Row; 4] = [
    row("attack", "Attack", (ATTACK, 0.002, "s"), "Time of the straight rise to the peak."),
    row("decay", "Decay", (FALL, 1.0, "s"), "Time in which the way from the peak to the sustain level shrinks by 60 dB."),
    row("sustain", "Sustain", (SHARE, 100.0, "%"), "Level held while the key is down."),
    row("release", "Release", (FALL, 0.1, "s"), "Time in which the level falls by 60 dB after the key is up."),
];

#[rustfmt::skip]
const FREE_ENVELOPE: [Row; 4] = [
    row("free-env.attack", "Free attack", (ATTACK, 0.001, "s"), "Time of the free envelope's straight rise."),
    row("free-env.decay", "Free decay", (FALL, 0.5, "s"), "Time of its fall by 60 dB; it knows no sustain and no release."),
    row("free-env.amount", "Free amount", (BIPOLAR, 0.0, "%"), "How much its peak moves; 100 % is 5 octaves of cutoff, 24 semitones, 45 % of width or an FM index of 10."),
    row("free-env.destination", "Free destination", (Form::Labels(&FREE_DESTINATIONS), 0.0, ""), "What the free envelope moves."),
];

/// Of each LFO.
#[rustfmt::skip]
const LFO: [Row; 5] = [
    row("wave", "Wave", (Form::Labels(&LFO_WAVES), 0.0, ""), "Wave form of the LFO; random holds a new value for each period."),
    row("rate", "Rate", (Form::Knob(0.05, 50.0, Curve::Log), 5.0, "Hz"), "Periods a second; every key press starts it anew."),
    row("amount", "Amount", (LEVEL, 0.0, "%"), "How far it swings either way; 100 % is 4 octaves of cutoff, 12 semitones, 45 % of width, an FM index of 5 or the whole volume."),
    row("phase", "Phase", (ANGLE, 0.0, "deg"), "Where in its period it is at the key press."),
    row("destination", "Destination", (Form::Labels(&LFO_DESTINATIONS), 0.0, ""), "What the LFO moves."),
];

#[rustfmt::skip]
const REST: [Row; 12] = [
    row("velocity.volume", "Velocity to volume", (SHARE, 0.0, "%"), "How much a soft key press lowers the volume; at 100 % with the square of the velocity."),
    row("velocity.contour", "Velocity to contour", (SHARE, 0.0, "%"), "How much a soft key press lowers the filter's contour."),
    row("velocity.filter", "Velocity to filter", (SHARE, 0.0, "%"), "How much a soft key press lowers the cutoff, by up to 4 octaves."),
    row("crusher.bits", "Bit crusher", (Form::Knob(1.0, 16.0, Curve::Linear), 16.0, "bit"), "Resolution of the mix before the filter; fully up the crusher is off."),
    row("high-pass.cutoff", "High-pass", (Form::Knob(5.0, 5_000.0, Curve::Log), 5.0, "Hz"), "Cutoff of a high-pass of 12 dB an octave behind the amplifier."),
    row("chorus.slow", "Chorus I", (Form::Switch, 0.0, ""), "Two copies delayed by 1.5 to 5 ms, moving at 0.5 Hz."),
    row("chorus.fast", "Chorus II", (Form::Switch, 0.0, ""), "Two copies delayed by 2 to 4 ms, moving at 0.9 Hz."),
    row("reverb.wet", "Reverb", (LEVEL, 0.0, "%"), "Amplitude of the reverberation beside the sound."),
    row("reverb.decay", "Reverb decay", (Form::Knob(0.2, 10.0, Curve::Log), 1.5, "s"), "Time in which the reverberation falls by 60 dB."),
    row("reverb.pre-delay", "Reverb pre-delay", (Form::Knob(0.0, 0.2, Curve::Linear), 0.0, "s"), "Time before the reverberation begins."),
    row("reverb.high-cut", "Reverb high cut", (Form::Knob(200.0, 20_000.0, Curve::Log), 8_000.0, "Hz"), "Frequency above which the reverberation gets duller, by 6 dB an octave."),
    row("reverb.low-cut", "Reverb low cut", (Form::Knob(20.0, 2_000.0, Curve::Log), 100.0, "Hz"), "Frequency below which the reverberation gets thinner, by 6 dB an octave."),
];

/// The synth's parameters, built once.
pub fn spec() -> &'static SynthSpec {
    static SPEC: LazyLock<SynthSpec> = LazyLock::new(build);
    &SPEC
}

/// The table as it grows.
#[derive(Default)]
struct Table {
    params: Vec<ParamSpec>,
    groups: Vec<Group>,
}

impl Table {
    /// Adds rows whose ids are whole.
    fn add(&mut self, group: &'static str, rows: &[Row]) {
        let first = self.params.len();
        self.params.extend(rows.iter().map(|row| param(row, row.id.into(), row.name.into())));
        let params = (first..self.params.len()).collect();
        self.groups.push(Group { id: group.into(), family: None, params });
    }

    /// Adds one part of a family, whose ids and names get the part's in front.
    fn add_part(&mut self, family: &'static str, (id, name): (&'static str, &'static str), rows: &[Row]) {
        let first = self.params.len();
        let full = |row: &Row| {
            param(
                row,
                format!("{id}.{}", row.id).into(),
                format!("{name} {}", row.name.to_lowercase()).into(),
            )
        };
        self.params.extend(rows.iter().map(full));
        let params = (first..self.params.len()).collect();
        self.groups.push(Group { id: id.into(), family: Some(family.into()), params });
    }
}

fn build() -> SynthSpec {
    let mut table = Table::default();
    table.add_part("oscillator", ("osc1", "Oscillator 1"), &OSCILLATOR);
    table.add_part("oscillator", ("osc2", "Oscillator 2"), &OSCILLATOR);
    let (mix, tuning) = SOURCES.split_at(5);
    table.add("mix", mix);
    table.add("tuning", tuning);
    table.add("filter", &FILTER);
    table.add_part("envelope", ("filter-env", "Filter"), &ENVELOPE);
    table.add_part("envelope", ("amp-env", "Amplifier"), &ENVELOPE);
    table.add("free-env", &FREE_ENVELOPE);
    table.add_part("lfo", ("lfo1", "LFO 1"), &LFO);
    table.add_part("lfo", ("lfo2", "LFO 2"), &LFO);
    let (velocity, effects) = REST.split_at(3);
    let (colour, reverb) = effects.split_at(4);
    table.add("velocity", velocity);
    table.add("colour", colour);
    table.add("reverb", reverb);
    SynthSpec::new("subtractive", "Subtractive", 1, table.params, table.groups)
}

fn param(row: &Row, id: Cow<'static, str>, name: Cow<'static, str>) -> ParamSpec {
    let (kind, range, curve) = match row.form {
        Form::Knob(low, high, curve) => (Kind::Continuous, (low, high), curve),
        Form::Steps(low, high) => (Kind::Stepped, (f64::from(low), f64::from(high)), Curve::Linear),
        Form::Labels(labels) => {
            let labels: Vec<_> = labels.iter().map(|label| Cow::Borrowed(*label)).collect();
            let last = labels.len() as f64 - 1.0;
            (Kind::Choice { labels }, (0.0, last), Curve::Linear)
        }
        Form::Switch => (Kind::Toggle, (0.0, 1.0), Curve::Linear),
    };
    // The initial preset is one plain oscillator.
    let default = if id == "osc2.level" { 0.0 } else { row.default };
    ParamSpec {
        id,
        name,
        kind,
        range,
        curve,
        default: Plain(default),
        unit: row.unit.into(),
        display: Display::Number,
        summary: row.summary.into(),
        in_preset_file: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_in_one_group_and_parts_correspond() {
        let mut seen: Vec<usize> = spec().groups.iter().flat_map(|g| g.params.iter().copied()).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..spec().params.len()).collect::<Vec<_>>());
        for family in ["oscillator", "envelope", "lfo"] {
            let parts: Vec<&Group> =
                spec().groups.iter().filter(|group| group.family.as_deref() == Some(family)).collect();
            assert_eq!(parts.len(), 2, "{family}");
            for (one, other) in parts[0].params.iter().zip(&parts[1].params) {
                let tail = |index: usize| spec().params[index].id.rsplit_once('.').unwrap().1.to_owned();
                assert_eq!(tail(*one), tail(*other));
                assert_eq!(spec().params[*one].range, spec().params[*other].range);
            }
        }
    }

    #[test]
    fn defaults_survive_the_knob() {
        for param in &spec().params {
            let there = param.norm_from_plain(param.default);
            let back = param.plain_from_norm(there).0;
            assert!((back - param.default.0).abs() <= 1e-6 * param.range.1.abs(), "{} {back}", param.id);
        }
    }
}
