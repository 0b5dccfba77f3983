//! A small synth of every parameter kind, cheap enough to search in a test: two interchangeable oscillators
//! (shape, harmonic, level, decay), summed or multiplied, through a one-pole low-pass.

use std::f32::consts::TAU;

use tonewright_audio::Audio;
use tonewright_synth::{
    Gesture, Group, Job, Kind, ParamSpec, Plain, RenderError, RenderSetup, Renderer, Synth, SynthSpec,
};

/// Indices of the toy's parameters that tests name.
pub mod param {
    /// Harmonic of oscillator 1, stepped.
    pub const OSC1_HARMONIC: usize = 1;
    /// Level of oscillator 1, continuous.
    pub const OSC1_LEVEL: usize = 2;
    /// Sum or product, a toggle.
    pub const RING: usize = 9;
    /// Output gain, which no preset file holds.
    pub const OUTPUT: usize = 10;
}

/// The toy synth.
pub struct ToySynth {
    spec: SynthSpec,
}

impl ToySynth {
    /// A toy synth.
    pub fn new() -> Self {
        let mut params = Vec::new();
        let mut groups = Vec::new();
        for number in 1..=2 {
            let first = params.len();
            params.extend(oscillator(number));
            let id = format!("osc{number}").into();
            groups.push(Group {
                id,
                family: Some("oscillator".into()),
                params: (first..params.len()).collect(),
            });
        }
        let tone = params.len();
        params.push(knob("tone.brightness", Kind::Continuous, (0.02, 1.0), 1.0));
        params.push(knob("tone.ring", Kind::Toggle, (0.0, 1.0), 0.0));
        params.push(ParamSpec { in_preset_file: false, ..knob("output", Kind::Continuous, (0.0, 1.0), 1.0) });
        groups.push(Group { id: "tone".into(), family: None, params: (tone..params.len()).collect() });
        Self { spec: SynthSpec::new("toy", "Toy", 1, params, groups) }
    }
}

impl Default for ToySynth {
    fn default() -> Self {
        Self::new()
    }
}

impl Synth for ToySynth {
    fn spec(&self) -> &SynthSpec {
        &self.spec
    }

    fn open(&self, setup: RenderSetup) -> Result<Box<dyn Renderer>, RenderError> {
        if !(8_000..=96_000).contains(&setup.rate_hz) {
            let (rate_hz, synth) = (setup.rate_hz, "toy".to_owned());
            return Err(RenderError::Rate { synth, rate_hz, low_hz: 8_000, high_hz: 96_000 });
        }
        Ok(Box::new(ToyRenderer { spec: self.spec.clone(), setup }))
    }
}

fn oscillator(number: usize) -> Vec<ParamSpec> {
    let labels = ["sine", "triangle", "saw"].map(Into::into).to_vec();
    vec![
        knob(&format!("osc{number}.shape"), Kind::Choice { labels }, (0.0, 2.0), 0.0),
        knob(&format!("osc{number}.harmonic"), Kind::Stepped, (1.0, 8.0), 1.0),
        knob(&format!("osc{number}.level"), Kind::Continuous, (0.0, 1.0), 0.5),
        knob(&format!("osc{number}.decay"), Kind::Continuous, (0.0, 12.0), 1.0),
    ]
}

fn knob(id: &str, kind: Kind, range: (f64, f64), default: f64) -> ParamSpec {
    ParamSpec {
        id: id.to_owned().into(),
        name: id.to_uppercase().into(),
        kind,
        range,
        curve: tonewright_synth::Curve::Linear,
        default: Plain(default),
        unit: "".into(),
        summary: "A knob of the toy.".into(),
        display: tonewright_synth::Display::Number,
        in_preset_file: true,
    }
}

struct ToyRenderer {
    spec: SynthSpec,
    setup: RenderSetup,
}

impl Renderer for ToyRenderer {
    fn render(&mut self, job: &Job) -> Result<Audio, RenderError> {
        let values = &job.preset.values;
        if values.len() != self.spec.params.len() {
            let (preset, synth) = (job.preset.name.clone(), "toy".to_owned());
            let wanted = self.spec.params.len();
            return Err(RenderError::PresetSize { preset, synth, found: values.len(), wanted });
        }
        let plain: Vec<f32> =
            self.spec.params.iter().zip(values).map(|(p, v)| p.plain_from_norm(*v).0 as f32).collect();
        Ok(Audio::mono(sound(&plain, job.gesture, self.setup), self.setup.rate_hz))
    }
}

fn sound(plain: &[f32], gesture: Gesture, setup: RenderSetup) -> Vec<f32> {
    let rate = setup.rate_hz as f32;
    let base_hz = 440.0 * ((f32::from(gesture.note) - 69.0) / 12.0).exp2();
    let gate = (gesture.gate_secs * f64::from(setup.rate_hz)) as usize;
    let ring = plain[param::RING] > 0.5;
    let mut held = 0.0;
    let mut out = Vec::with_capacity(setup.len_samples);
    for i in 0..setup.len_samples {
        let at = i as f32 / rate;
        let released = if i > gate { (-((i - gate) as f32) / rate * 30.0).exp() } else { 1.0 };
        let [a, b] = [0, 4].map(|first| oscillate(&plain[first..first + 4], base_hz, at));
        let mixed = if ring { a * b } else { 0.5 * (a + b) };
        held += plain[8] * (mixed - held);
        out.push(held * released * plain[param::OUTPUT]);
    }
    out
}

/// One sample of an oscillator from (shape, harmonic, level, decay).
fn oscillate(knobs: &[f32], base_hz: f32, at: f32) -> f32 {
    let phase = (base_hz * knobs[1] * at).fract();
    let wave = match knobs[0] as usize {
        0 => (TAU * phase).sin(),
        1 => 4.0 * (phase - 0.5).abs() - 1.0,
        _ => 2.0 * phase - 1.0,
    };
    wave * knobs[2] * (-knobs[3] * at).exp()
}

/// A synth that fails on a share of all presets, always the same ones.
pub struct FlakySynth {
    inner: ToySynth,
    /// How many of 100 presets fail.
    percent: u64,
}

impl FlakySynth {
    /// Fails on `percent` of 100 presets.
    pub fn new(percent: u64) -> Self {
        Self { inner: ToySynth::new(), percent }
    }
}

impl Synth for FlakySynth {
    fn spec(&self) -> &SynthSpec {
        self.inner.spec()
    }

    fn open(&self, setup: RenderSetup) -> Result<Box<dyn Renderer>, RenderError> {
        Ok(Box::new(FlakyRenderer { inner: self.inner.open(setup)?, percent: self.percent }))
    }
}

struct FlakyRenderer {
    inner: Box<dyn Renderer>,
    percent: u64,
}

impl Renderer for FlakyRenderer {
    fn render(&mut self, job: &Job) -> Result<Audio, RenderError> {
        let mix = |hash: u64, bits: u32| (hash ^ u64::from(bits)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 3;
        let hash = job.preset.values.iter().fold(1, |hash, value| mix(hash, value.get().to_bits()));
        if hash % 100 < self.percent {
            return Err(RenderError::Gesture { what: "note", value: -1.0, low: 0.0, high: 127.0 });
        }
        self.inner.render(job)
    }
}
