//! What is heard of a synth whose knobs are known, and the definition that is written of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tonewright_audio::Audio;
use tonewright_host::definition::{Underneath, Values, View};
use tonewright_host::learn::{LearnError, Lesson, lay, write};
use tonewright_host::probe::{Findings, ProbeError, ProbeSettings, Ways, probe};
use tonewright_synth::{
    Curve, Display, Group, Job, Kind, ParamSpec, Plain, Preset, RenderError, RenderSetup, Renderer, Repeats,
    Synth, SynthSpec,
};

/// A synth whose parameters all claim to take any value.
pub(crate) struct Known {
    spec: SynthSpec,
    /// How loud its noise is, which is another each time.
    noise: f32,
}

/// What the parameters are called, and where they start.
const KNOBS: &[(&str, f64)] = &[
    ("osc1 wave", 0.3),
    ("osc1 pitch", 0.2),
    ("osc2 wave", 0.9),
    ("osc2 pitch", 0.7),
    ("ring", 0.1),
    ("filter", 0.5),
    ("uneven", 0.05),
    ("tremolo mode", 0.0),
    ("tremolo depth", 0.0),
    ("midi channel", 0.4),
    ("volume", 0.8),
];

pub(crate) fn known() -> Known {
    let param = |(name, default): &(&str, f64)| ParamSpec {
        id: name.replace(' ', "-").into(),
        name: name.to_string().into(),
        kind: Kind::Continuous,
        range: (0.0, 1.0),
        curve: Curve::Linear,
        default: Plain(*default),
        unit: "".into(),
        display: Display::Number,
        summary: "".into(),
        in_preset_file: true,
    };
    let group = |number: usize| Group {
        id: format!("osc{}", number + 1).into(),
        family: Some("osc".into()),
        params: vec![2 * number, 2 * number + 1],
    };
    let params = KNOBS.iter().map(param).collect();
    Known { spec: SynthSpec::new("known", "Known", 1, params, vec![group(0), group(1)]), noise: 0.0 }
}

impl Synth for Known {
    fn spec(&self) -> &SynthSpec {
        &self.spec
    }

    fn open(&self, setup: RenderSetup) -> Result<Box<dyn Renderer>, RenderError> {
        Ok(Box::new(Player { setup, noise: self.noise }))
    }
}

struct Player {
    setup: RenderSetup,
    noise: f32,
}

/// Another start of the noise for each render.
static RENDERS: AtomicU64 = AtomicU64::new(1);

impl Renderer for Player {
    fn render(&mut self, job: &Job) -> Result<Audio, RenderError> {
        let knobs: Vec<f32> = job.preset.values.iter().map(|knob| knob.get()).collect();
        let mut seed = RENDERS.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut noise = move || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 40) as f32 / 8_388_608.0 - 1.0
        };
        let rate = self.setup.rate_hz as f32;
        let base_hz = 440.0 * ((f32::from(job.gesture.note) - 69.0) / 12.0).exp2();
        let (mut filtered, mut gain) = (0.0, 0.0);
        // The volume glides, as those of plug-ins do.
        let goal = knobs[10];
        let samples = (0..self.setup.len_samples).map(|i| {
            let at = i as f32 / rate;
            let [a, b] = [0, 2].map(|first| wave(knobs[first], base_hz * pitch(knobs[first + 1]) * at));
            let mixed = if knobs[4] < 0.6 { 0.5 * (a + b) } else { a * b };
            let share = 0.02 + 0.9 * knobs[5] * knobs[5];
            filtered += share * (mixed - filtered);
            let bent = [1.0_f32, 4.0, 12.0][uneven(knobs[6])];
            let tremolo = 1.0 - knobs[8] * tremolo(knobs[7], at);
            gain += 0.01 * (goal - gain);
            gain * tremolo * (bent * filtered).tanh() + self.noise * noise()
        });
        Ok(Audio::mono(samples.collect(), self.setup.rate_hz))
    }
}

/// Four waves, cut evenly.
fn wave(knob: f32, cycles: f32) -> f32 {
    let phase = cycles.fract();
    match (knob * 3.99) as usize {
        0 => (std::f32::consts::TAU * phase).sin(),
        1 => 2.0 * phase - 1.0,
        2 => f32::from(i8::from(phase < 0.5)) - 0.5,
        _ => 4.0 * (phase - 0.5).abs() - 1.0,
    }
}

/// Semitones, rounded: 0 to 24.
fn pitch(knob: f32) -> f32 {
    ((24.0 * knob).round() / 12.0).exp2()
}

/// Three values: up to 0.1, up to 0.25, above.
fn uneven(knob: f32) -> usize {
    usize::from(knob >= 0.1) + usize::from(knob >= 0.25)
}

/// Three shapes of tremolo.
fn tremolo(knob: f32, at: f32) -> f32 {
    let phase = (7.0 * at).fract();
    match (knob * 2.99) as usize {
        0 => phase,
        1 => f32::from(i8::from(phase < 0.3)),
        _ => (std::f32::consts::TAU * phase).sin().abs(),
    }
}

fn listen(synth: &Known, settings: ProbeSettings) -> Result<Findings, ProbeError> {
    probe(synth, settings, &AtomicBool::new(false), &mut |_| ())
}

fn of<'a>(findings: &'a Findings, name: &str) -> &'a tonewright_host::probe::ParamFindings {
    &findings.params[KNOBS.iter().position(|(known, _)| *known == name).unwrap()]
}

fn lesson() -> Lesson {
    Lesson {
        source: "a \"test\"\n[[part]]".to_owned(),
        notes: vec!["A note.".to_owned()],
        underneath: Underneath::Native("known".to_owned()),
        quirk: None,
        base: None,
    }
}

fn edges(found: &Findings, name: &str) -> Vec<f64> {
    let Ways::Few(plateaus) = &of(found, name).ways else { panic!("{name}: {:?}", of(found, name)) };
    plateaus.iter().skip(1).map(|plateau| plateau.low).collect()
}

#[track_caller]
fn near(found: &[f64], wanted: &[f64]) {
    let is_near = found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 5e-4);
    assert!(found.len() == wanted.len() && is_near, "{found:?} {wanted:?}");
}

#[test]
fn knobs_are_heard_for_what_they_are() {
    let found = listen(&known(), ProbeSettings::default()).unwrap();
    near(&edges(&found, "osc1 wave"), &[1.0 / 3.99, 2.0 / 3.99, 3.0 / 3.99]);
    near(&edges(&found, "ring"), &[0.6]);
    near(&edges(&found, "uneven"), &[0.1, 0.25]);
    near(&edges(&found, "tremolo mode"), &[1.0 / 2.99, 2.0 / 2.99]);
    let semitones: Vec<f64> = (0..24).map(|step| (f64::from(step) + 0.5) / 24.0).collect();
    near(&edges(&found, "osc2 pitch"), &semitones);
    for name in ["filter", "tremolo depth", "volume"] {
        assert_eq!(of(&found, name).ways, Ways::Any, "{name}");
    }
    assert_eq!((of(&found, "midi channel").heard_in, of(&found, "filter").heard_in), (0, 8));
    // Silent in the initial preset.
    let hidden = of(&found, "tremolo mode").heard_in;
    assert!((1..8).contains(&hidden), "{hidden}");
    let levels: Vec<&str> =
        KNOBS.iter().map(|(name, _)| *name).filter(|name| of(&found, name).is_level).collect();
    assert_eq!(levels, ["volume"]);
    assert!(of(&found, "uneven").ordered.unwrap() > 0.5, "{:?}", of(&found, "uneven"));
    assert_eq!(found.noise_db, None);
    // Threads change nothing.
    assert_eq!(listen(&known(), ProbeSettings { threads: 3, ..ProbeSettings::default() }).unwrap(), found);
}

#[test]
fn the_definition_says_what_was_heard_and_starts_with_the_same_sound() {
    let synth = Arc::new(known());
    let found = listen(&synth, ProbeSettings::default()).unwrap();
    let text = write(synth.spec(), &found, &lesson()).unwrap();
    assert_eq!(text, write(synth.spec(), &found, &lesson()).unwrap());
    let view = lay(&text, Arc::clone(&synth) as Arc<dyn Synth>).unwrap();
    let totals = view.definition().totals();
    assert_eq!((totals.used, totals.fixed), (9, 2), "{text}");
    assert_eq!((totals.choices, totals.classes, totals.toggles), (3, 11, 1), "{text}");
    assert_eq!((totals.stepped, totals.continuous), (3, 2), "{text}");
    // Both oscillators are one part.
    assert!(text.contains("copies = 2") && text.contains("prefix = \"osc{n} \""), "{text}");
    let uneven = view.definition().used().find(|param| param.name == "uneven").unwrap();
    let Values::Stepped(few) = &uneven.values else { panic!("{uneven:?}") };
    assert_eq!(few.knobs, [0.0, 0.2, 1.0]);
    assert_eq!(sound(&view), sound(synth.as_ref()));
}

fn sound(synth: &dyn Synth) -> Audio {
    let preset = Preset::init(synth.spec());
    let job = Job { preset: &preset, gesture: tonewright_synth::Gesture::default() };
    synth.open(RenderSetup::of_secs(44_100, 0.5)).unwrap().render(&job).unwrap()
}

#[test]
fn what_is_never_the_same_twice_is_heard_through_its_noise() {
    let mut synth = known();
    synth.noise = 0.003;
    synth.spec = synth.spec.that_repeats(Repeats::Statistically);
    let found = listen(&synth, ProbeSettings::default()).unwrap();
    assert!(found.noise_db.is_some_and(|noise| noise > 0.1), "{:?}", found.noise_db);
    near(&edges(&found, "osc1 wave"), &[1.0 / 3.99, 2.0 / 3.99, 3.0 / 3.99]);
    near(&edges(&found, "ring"), &[0.6]);
    assert_eq!((&of(&found, "filter").ways, of(&found, "midi channel").heard_in), (&Ways::Any, 0));
}

#[test]
fn renders_are_limited_and_an_end_is_an_end() {
    let settings =
        |renders_most| ProbeSettings { renders_most: Some(renders_most), ..ProbeSettings::default() };
    let found = listen(&known(), settings(200)).unwrap();
    assert!(found.renders <= 200 && found.is_cut_short, "{}", found.renders);
    let error = listen(&known(), settings(10)).unwrap_err();
    assert!(matches!(error, ProbeError::Budget { needed: 24, .. }), "{error}");
    let stopped = probe(&known(), ProbeSettings::default(), &AtomicBool::new(true), &mut |_| ());
    assert!(matches!(stopped, Err(ProbeError::Stopped)));
}

#[test]
fn names_from_outside_are_only_names() {
    let mut synth = known();
    let mut params = synth.spec.params.clone();
    for (param, name) in params.iter_mut().zip(["a\"b\n[x]", "{n}", "", "日本", "same", "same"]) {
        param.name = name.into();
    }
    synth.spec = SynthSpec::new("Odd \"one\"", "Odd\u{7f}\n", 1, params, Vec::new());
    let synth = Arc::new(synth);
    let found = listen(&synth, ProbeSettings { contexts: 2, ..ProbeSettings::default() }).unwrap();
    let text = write(synth.spec(), &found, &lesson()).unwrap();
    let view = View::new(lay(&text, synth.clone() as Arc<dyn Synth>).unwrap().definition().clone(), synth);
    assert!(view.is_ok(), "{text}");
}

#[test]
fn a_synth_without_knobs_that_are_heard_is_no_synth_to_match() {
    let synth = known();
    let mut found = listen(&synth, ProbeSettings { contexts: 1, ..ProbeSettings::default() }).unwrap();
    found.params.iter_mut().for_each(|param| param.heard_in = 0);
    assert!(matches!(write(&synth.spec, &found, &lesson()), Err(LearnError::NothingHeard { params: 11 })));
    assert!(matches!(
        listen(&Known { spec: silent(), noise: 0.0 }, ProbeSettings::default()),
        Err(ProbeError::Silent { .. })
    ));
}

/// The same with a volume that can't be turned up.
fn silent() -> SynthSpec {
    let spec = known().spec;
    let mut params = spec.params.clone();
    params[10].kind = Kind::Toggle;
    params[10].range = (0.0, 0.0);
    params[10].default = Plain(0.0);
    SynthSpec::new("silent", "Silent", 1, params, Vec::new())
}
