//! The DX7's 155 parameters as Dexed shows them, in the plug-in's old order (before `MonoMode` joined at
//! index 3), and where each lies in the 155 bytes of an unpacked voice. The only table of both facts.
//!
//! Ranges are those of Yamaha's DX7 voice data format (VCED), defaults those of its INIT VOICE.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::spec::{Curve, Display, Group, Kind, ParamSpec, Plain, SynthSpec};

/// Parameters of one operator, its switch included.
pub const OPERATOR_PARAMS: usize = 22;
/// Bytes of one operator in an unpacked voice.
pub const OPERATOR_BYTES: usize = 21;
/// Bytes of an unpacked voice that are parameters; ten bytes of name follow.
pub const PARAM_BYTES: usize = 145;
/// Index of operator 1's first parameter; operator *n* follows at `+ 22 (n - 1)`.
pub const FIRST_OPERATOR_PARAM: usize = 23;

/// What form the values of a row take.
#[derive(Clone, Copy)]
enum Form {
    /// 0..=max.
    Steps(Display),
    /// One of these.
    Labels(&'static [&'static str]),
    /// One of the algorithms, 1..=32.
    Algorithm,
    /// Off or on.
    Switch,
    /// A knob of the plug-in, 0..=1.
    Knob,
}

/// One row of the parameter table.
struct Row {
    id: &'static str,
    name: &'static str,
    form: Form,
    max: u8,
    default: f64,
    /// Byte of the unpacked voice (for operators: within the operator), if a voice holds it.
    byte: Option<usize>,
    summary: &'static str,
}

const PLAIN: Form = Form::Steps(Display::Number);
const CENTRED: Form = Form::Steps(Display::Signed { zero: 7 });
const LFO_WAVES: Form = Form::Labels(&["triangle", "saw down", "saw up", "square", "sine", "sample & hold"]);
const CURVES: Form = Form::Labels(&["-LIN", "-EXP", "+EXP", "+LIN"]);
const MODES: Form = Form::Labels(&["ratio", "fixed"]);
/// Break point 0 is the lowest key of a grand piano.
const BREAK_POINT: Form = Form::Steps(Display::NoteName { midi_of_zero: 21 });
/// What middle C plays as: transpose 24 is C3, no change.
const TRANSPOSE: Form = Form::Steps(Display::NoteName { midi_of_zero: 36 });

const fn row(
    id: &'static str,
    name: &'static str,
    (form, max, default): (Form, u8, f64),
    byte: Option<usize>,
    summary: &'static str,
) -> Row {
    Row { id, name, form, max, default, byte, summary }
}

#[rustfmt::skip]
const GLOBAL_ROWS: [Row; FIRST_OPERATOR_PARAM] = [
    row("cutoff", "Cutoff", (Form::Knob, 1, 1.0), None, "Cutoff of the plug-in's low-pass filter; fully up switches the filter off."),
    row("resonance", "Resonance", (Form::Knob, 1, 0.0), None, "Resonance of the plug-in's low-pass filter."),
    row("output", "Output", (Form::Knob, 1, 1.0), None, "Output gain of the plug-in; fully up is unity."),
    row("master-tune", "MASTER TUNE ADJ", (Form::Knob, 1, 0.5), None, "Master tune of the plug-in; the middle is no change."),
    row("algorithm", "ALGORITHM", (Form::Algorithm, 31, 0.0), Some(134), "Which of the 32 ways the six operators are wired."),
    row("feedback", "FEEDBACK", (PLAIN, 7, 0.0), Some(135), "How strongly the algorithm's feedback loop modulates itself; each step doubles it, 0 is none."),
    row("oscillator-sync", "OSC KEY SYNC", (Form::Switch, 1, 1.0), Some(136), "Whether every key press starts the operators at the same phase."),
    row("lfo.speed", "LFO SPEED", (PLAIN, 99, 35.0), Some(137), "Speed of the low-frequency oscillator, 0.06 to about 50 Hz."),
    row("lfo.delay", "LFO DELAY", (PLAIN, 99, 0.0), Some(138), "How long after the key press the LFO fades in."),
    row("lfo.pitch-depth", "LFO PM DEPTH", (PLAIN, 99, 0.0), Some(139), "How much the LFO moves the pitch, with the pitch mod sensitivity."),
    row("lfo.amp-depth", "LFO AM DEPTH", (PLAIN, 99, 0.0), Some(140), "How much the LFO moves the levels of operators that are sensitive to it."),
    row("lfo.sync", "LFO KEY SYNC", (Form::Switch, 1, 1.0), Some(141), "Whether every key press starts the LFO at the same phase."),
    row("lfo.wave", "LFO WAVE", (LFO_WAVES, 5, 0.0), Some(142), "Wave form of the LFO."),
    row("transpose", "TRANSPOSE", (TRANSPOSE, 48, 24.0), Some(144), "The note that middle C plays: two octaves down to two octaves up."),
    row("lfo.pitch-sensitivity", "P MODE SENS.", (PLAIN, 7, 3.0), Some(143), "How sensitive the pitch is to the LFO."),
    row("pitch-eg.rate-1", "PITCH EG RATE 1", (PLAIN, 99, 99.0), Some(126), "Speed from pitch level 4 to level 1 after the key press."),
    row("pitch-eg.rate-2", "PITCH EG RATE 2", (PLAIN, 99, 99.0), Some(127), "Speed from pitch level 1 to level 2."),
    row("pitch-eg.rate-3", "PITCH EG RATE 3", (PLAIN, 99, 99.0), Some(128), "Speed from pitch level 2 to level 3."),
    row("pitch-eg.rate-4", "PITCH EG RATE 4", (PLAIN, 99, 99.0), Some(129), "Speed to pitch level 4 after the key is released."),
    row("pitch-eg.level-1", "PITCH EG LEVEL 1", (PLAIN, 99, 50.0), Some(130), "First pitch reached; 50 is the played pitch, 0 and 99 are four octaves off."),
    row("pitch-eg.level-2", "PITCH EG LEVEL 2", (PLAIN, 99, 50.0), Some(131), "Second pitch reached; 50 is the played pitch."),
    row("pitch-eg.level-3", "PITCH EG LEVEL 3", (PLAIN, 99, 50.0), Some(132), "Pitch held while the key is down; 50 is the played pitch."),
    row("pitch-eg.level-4", "PITCH EG LEVEL 4", (PLAIN, 99, 50.0), Some(133), "Pitch at the key press and long after its release; 50 is the played pitch."),
];

#[rustfmt::skip]
const OPERATOR_ROWS: [Row; OPERATOR_PARAMS] = [
    row("eg-rate-1", "EG RATE 1", (PLAIN, 99, 99.0), Some(0), "Speed from level 4 to level 1 after the key press: the attack."),
    row("eg-rate-2", "EG RATE 2", (PLAIN, 99, 99.0), Some(1), "Speed from level 1 to level 2: the first decay."),
    row("eg-rate-3", "EG RATE 3", (PLAIN, 99, 99.0), Some(2), "Speed from level 2 to level 3: the second decay."),
    row("eg-rate-4", "EG RATE 4", (PLAIN, 99, 99.0), Some(3), "Speed to level 4 after the key is released."),
    row("eg-level-1", "EG LEVEL 1", (PLAIN, 99, 99.0), Some(4), "First level of the envelope, in steps of about 0.75 dB."),
    row("eg-level-2", "EG LEVEL 2", (PLAIN, 99, 99.0), Some(5), "Second level of the envelope."),
    row("eg-level-3", "EG LEVEL 3", (PLAIN, 99, 99.0), Some(6), "Level held while the key is down."),
    row("eg-level-4", "EG LEVEL 4", (PLAIN, 99, 0.0), Some(7), "Level at the key press and long after its release."),
    row("output-level", "OUTPUT LEVEL", (PLAIN, 99, 0.0), Some(16), "Level of the operator: loudness of a carrier, brightness from a modulator."),
    row("mode", "MODE", (MODES, 1, 0.0), Some(17), "Whether the operator follows the keyboard (ratio) or stays at one frequency (fixed)."),
    row("coarse", "F COARSE", (PLAIN, 31, 1.0), Some(18), "Ratio to the played pitch (0 is one half), or in fixed mode 1, 10, 100 or 1000 Hz, over and over."),
    row("fine", "F FINE", (PLAIN, 99, 0.0), Some(19), "Raises the ratio by so many per cent, or the fixed frequency up to almost tenfold."),
    row("detune", "OSC DETUNE", (CENTRED, 14, 7.0), Some(20), "Moves the operator's pitch by a few cents."),
    row("break-point", "BREAK POINT", (BREAK_POINT, 99, 39.0), Some(8), "The key from which keyboard level scaling counts to the left and right."),
    row("left-depth", "L SCALE DEPTH", (PLAIN, 99, 0.0), Some(9), "How much the level changes left of the break point."),
    row("right-depth", "R SCALE DEPTH", (PLAIN, 99, 0.0), Some(10), "How much the level changes right of the break point."),
    row("left-curve", "L KEY SCALE", (CURVES, 3, 0.0), Some(11), "How the level changes left of the break point: down or up, linear or exponential."),
    row("right-curve", "R KEY SCALE", (CURVES, 3, 0.0), Some(12), "How the level changes right of the break point: down or up, linear or exponential."),
    row("rate-scaling", "RATE SCALING", (PLAIN, 7, 0.0), Some(13), "How much faster the envelope runs on higher keys."),
    row("amp-mod-sensitivity", "A MOD SENS.", (PLAIN, 3, 0.0), Some(14), "How sensitive the level is to the LFO."),
    row("velocity-sensitivity", "KEY VELOCITY", (PLAIN, 7, 0.0), Some(15), "How much a soft key press lowers the level."),
    row("switch", "SWITCH", (Form::Switch, 1, 1.0), None, "Whether the operator sounds; no voice file holds it."),
];

/// The DX7's parameters, built once.
pub fn spec() -> &'static SynthSpec {
    static SPEC: LazyLock<SynthSpec> = LazyLock::new(build);
    &SPEC
}

/// Where the value of a parameter lies in an unpacked voice; `None` for the plug-in's own knobs and switches.
pub fn byte_of_param(param: usize) -> Option<usize> {
    match param.checked_sub(FIRST_OPERATOR_PARAM) {
        None => GLOBAL_ROWS[param].byte,
        Some(rest) => {
            let offset = OPERATOR_ROWS[rest % OPERATOR_PARAMS].byte?;
            Some(operator_offset(rest / OPERATOR_PARAMS) + offset)
        }
    }
}

/// The first byte of operator `operator` (0 is operator 1) in an unpacked voice, where operator 6 comes first.
pub const fn operator_offset(operator: usize) -> usize {
    (5 - operator) * OPERATOR_BYTES
}

/// The first parameter of operator `operator` (0 is operator 1).
pub const fn operator_param(operator: usize) -> usize {
    FIRST_OPERATOR_PARAM + operator * OPERATOR_PARAMS
}

/// The highest value of each parameter byte of an unpacked voice.
pub fn byte_limits() -> &'static [u8; PARAM_BYTES] {
    static LIMITS: LazyLock<[u8; PARAM_BYTES]> = LazyLock::new(|| {
        let mut limits = [0; PARAM_BYTES];
        for (param, spec) in spec().params.iter().enumerate() {
            if let Some(byte) = byte_of_param(param) {
                limits[byte] = spec.range.1 as u8;
            }
        }
        limits
    });
    &LIMITS
}

fn build() -> SynthSpec {
    let mut params: Vec<ParamSpec> = GLOBAL_ROWS.iter().map(|row| param(row, None)).collect();
    for operator in 1..=6 {
        params.extend(OPERATOR_ROWS.iter().map(|row| param(row, Some(operator))));
    }
    SynthSpec::new("dx7", "Yamaha DX7 (Dexed)", 2, params, groups())
}

fn param(row: &Row, operator: Option<usize>) -> ParamSpec {
    let (kind, display) = match row.form {
        Form::Steps(display) => (Kind::Stepped, display),
        Form::Labels(labels) => (
            Kind::Choice { labels: labels.iter().map(|label| Cow::Borrowed(*label)).collect() },
            Display::Number,
        ),
        Form::Algorithm => {
            (Kind::Choice { labels: (1..=32).map(|n| Cow::Owned(format!("{n}"))).collect() }, Display::Number)
        }
        Form::Switch => (Kind::Toggle, Display::Number),
        Form::Knob => (Kind::Continuous, Display::Number),
    };
    let (id, name) = match operator {
        None => (Cow::Borrowed(row.id), Cow::Borrowed(row.name)),
        Some(n) => (format!("op{n}.{}", row.id).into(), format!("OP{n} {}", row.name).into()),
    };
    // INIT VOICE sounds through operator 1 alone.
    let default = if operator == Some(1) && row.id == "output-level" { 99.0 } else { row.default };
    ParamSpec {
        id,
        name,
        kind,
        range: (0.0, f64::from(row.max)),
        curve: Curve::Linear,
        default: Plain(default),
        unit: Cow::Borrowed(""),
        display,
        summary: row.summary.into(),
        in_preset_file: row.byte.is_some(),
    }
}

fn groups() -> Vec<Group> {
    let group = |id: &'static str, params: Vec<usize>| Group { id: id.into(), family: None, params };
    let mut groups = vec![
        group("global", (0..=6).chain([13]).collect()),
        group("lfo", (7..=12).chain([14]).collect()),
        group("pitch-eg", (15..FIRST_OPERATOR_PARAM).collect()),
    ];
    groups.extend((0..6).map(|operator| Group {
        id: format!("op{}", operator + 1).into(),
        family: Some("operator".into()),
        params: (operator_param(operator)..operator_param(operator + 1)).collect(),
    }));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_voice_byte_belongs_to_exactly_one_parameter() {
        let mut owners = [0; PARAM_BYTES];
        (0..spec().params.len()).filter_map(byte_of_param).for_each(|byte| owners[byte] += 1);
        assert_eq!(owners, [1; PARAM_BYTES]);
    }

    #[test]
    fn the_order_is_that_of_the_old_plug_in() {
        assert_eq!(spec().params.len(), 155);
        let cases = [
            (3, "MASTER TUNE ADJ"),
            (4, "ALGORITHM"),
            (13, "TRANSPOSE"),
            (22, "PITCH EG LEVEL 4"),
            (23, "OP1 EG RATE 1"),
            (45, "OP2 EG RATE 1"),
            (154, "OP6 SWITCH"),
        ];
        for (index, name) in cases {
            assert_eq!(spec().params[index].name, name, "{index}");
        }
    }

    #[test]
    fn every_parameter_is_in_one_group_and_operators_correspond() {
        let mut seen: Vec<usize> = spec().groups.iter().flat_map(|g| g.params.iter().copied()).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..155).collect::<Vec<_>>());
        let id = |operator: usize, i: usize| spec().params[operator_param(operator) + i].id[4..].to_owned();
        for i in 0..OPERATOR_PARAMS {
            assert!((1..6).all(|operator| id(operator, i) == id(0, i)));
        }
    }

    #[test]
    fn every_value_survives_the_knob_and_the_text() {
        for param in &spec().params {
            for step in 0..param.cardinality().unwrap_or(0) {
                let plain = Plain(step as f64);
                let norm = param.norm_from_plain(plain);
                assert_eq!(param.plain_from_norm(norm), plain, "{}", param.id);
                assert_eq!(param.plain_from_text(&param.text(norm)), Some(plain), "{}", param.id);
            }
        }
    }

    #[test]
    fn texts_read_as_on_the_synth() {
        let cases = [
            ("op1.detune", 0.0, "-7"),
            ("op3.detune", 14.0, "+7"),
            ("transpose", 24.0, "C3"),
            ("op2.break-point", 0.0, "A-1"),
            ("op6.break-point", 99.0, "C8"),
            ("algorithm", 31.0, "32"),
            ("lfo.wave", 5.0, "sample & hold"),
            ("op1.mode", 1.0, "fixed"),
            ("op1.switch", 1.0, "on"),
        ];
        for (id, plain, text) in cases {
            let param = &spec().params[spec().index_of(id).unwrap()];
            assert_eq!(param.text(param.norm_from_plain(Plain(plain))), text, "{id}");
        }
    }
}
