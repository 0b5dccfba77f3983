//! A report of five presets and five sounds, made by a two-operator formula: enough to look at every part of the page
//! without a search.

use tonewright_audio::Audio;
use tonewright_bench::report::{
    BudgetLimits, EntryFiles, FORMAT_VERSION, MatchEntry, MatchReport, ReportSounds, SynthIdentity,
    TargetAnalysis, TargetReport, TraceEntry, measure_values, param_values,
};
use tonewright_synth::engines::dx7::spec::spec;
use tonewright_synth::{Plain, Preset, SYNTHS, Synth, seed};

const RATE_HZ: u32 = 44_100;
const SECS: f64 = 4.0;

/// The report and its sounds: target, best, alternatives.
pub(crate) struct Fixture {
    pub(crate) report: MatchReport,
    target: Audio,
    best: Audio,
    alternatives: Vec<Audio>,
}

impl Fixture {
    /// Presets of the DX7 that use every part of its panel.
    pub(crate) fn new() -> Self {
        Self::of("dx7", |_, index| preset(index))
    }

    /// Presets as another synth of ours draws them.
    pub(crate) fn drawn(synth: &str) -> Self {
        Self::of(synth, |synth, index| synth.prior().draw(&mut seed::stream(1, "report", index as u64)))
    }

    /// A synth of 154 parameters that has no panel of its own: the DX7 without its algorithm, its sixth operator as it starts.
    pub(crate) fn wide() -> Self {
        let mut fixture = Self::new();
        let MatchReport { synth, best, alternatives, .. } = &mut fixture.report;
        synth.id = "wide".into();
        for entry in std::iter::once(best).chain(alternatives) {
            entry.parameters.retain(|param| param.id != "algorithm");
            for param in entry.parameters.iter_mut().filter(|param| param.group == "op6") {
                param.norm = param.default_norm.unwrap();
            }
        }
        fixture
    }

    fn of(synth: &str, preset: fn(&dyn Synth, usize) -> Preset) -> Self {
        let synth = (SYNTHS.iter().find(|entry| entry.name == synth).unwrap().build)();
        let synth = synth.as_ref();
        let target = struck(1.0, 3.0, 2.5, 0.5);
        let best = quieter(&struck(1.0, 3.02, 2.3, 0.35));
        let alternatives =
            vec![struck(1.0, 2.0, 3.0, 0.5), struck(0.5, 7.0, 1.0, 0.2), struck(1.0, 1.41, 6.0, 1.5)];
        let entry = |i: usize, audio: &Audio| MatchEntry {
            name: ["E.PIANO 1", "TUB BELLS", "<b>MARIMBA</b>", "INIT VOICE"][i].into(),
            score: 0.21 * (i + 1) as f64,
            measures: measure_values(&target, audio),
            parameters: param_values(synth, &preset(synth, i)),
            files: EntryFiles { preset: Some(format!("preset-{i}.syx")), ..EntryFiles::default() },
        };
        let report = MatchReport {
            format_version: FORMAT_VERSION,
            tonewright_version: "0.1.0".into(),
            command: Some("tonewright match piano.wav --seed 7".into()),
            synth: SynthIdentity {
                id: synth.spec().id.to_string(),
                name: synth.spec().name.to_string(),
                sound_version: synth.spec().sound_version,
            },
            method: "search".into(),
            seed: 7,
            budget: BudgetLimits { renders: Some(30_000), secs: None },
            note: 60,
            velocity: 100,
            gate_secs: 2.5,
            rate_hz: RATE_HZ,
            duration_secs: SECS,
            renders: 30_000,
            failed: 0,
            secs: 21.4,
            stopped_by: "renders".into(),
            target: target_report(),
            best: entry(0, &best),
            alternatives: alternatives.iter().enumerate().map(|(i, a)| entry(i + 1, a)).collect(),
            trace: trace(),
        };
        Self { report, target, best, alternatives }
    }

    pub(crate) fn sounds(&self) -> ReportSounds<'_> {
        ReportSounds { target: &self.target, best: &self.best, alternatives: &self.alternatives }
    }
}

fn target_report() -> TargetReport {
    TargetReport {
        name: "piano <C4> & \"co\".wav".into(),
        path: Some("sounds/piano.wav".into()),
        analysis: TargetAnalysis {
            pitch_hz: Some(261.6),
            pitch_confidence: Some(0.97),
            ..TargetAnalysis::default()
        },
        remarks: vec!["The first 0.12 s were silent and are left out.".into()],
        gain_db: -2.1,
    }
}

fn trace() -> Vec<TraceEntry> {
    let point = |i: i32| {
        let renders = 16 * 1.35_f64.powi(i) as u64;
        TraceEntry { renders, secs: renders as f64 / 1400.0, best: 0.21 + 3.0 * 0.8_f64.powi(i) }
    };
    (0..25).map(point).take_while(|p| p.renders < 30_000).collect()
}

/// A struck tone: carrier and modulator as ratios to middle C, modulation falling within `decay_secs`.
fn struck(carrier: f64, modulator: f64, index: f64, decay_secs: f64) -> Audio {
    let sample = |i: u32| {
        let t = f64::from(i) / f64::from(RATE_HZ);
        let phase = std::f64::consts::TAU * 261.6 * t;
        let release = if t > 2.5 { (-(t - 2.5) * 6.0).exp() } else { 1.0 };
        let bend = index * (-t / decay_secs).exp() * (phase * modulator).sin();
        (0.5 * (-t * 0.8).exp() * release * (phase * carrier + bend).sin()) as f32
    };
    Audio::mono((0..(SECS * f64::from(RATE_HZ)) as u32).map(sample).collect(), RATE_HZ)
}

/// The sound 3 dB down: "same level" has something to do.
fn quieter(audio: &Audio) -> Audio {
    Audio::mono(audio.to_mono().iter().map(|s| s * 0.7).collect(), RATE_HZ)
}

/// Presets that use every part of the panel, each with another algorithm.
fn preset(index: usize) -> Preset {
    let mut preset = Preset::init(spec());
    let mut set = |id: &str, plain: f64| {
        let at = spec().index_of(id).unwrap_or_else(|| panic!("no parameter `{id}`"));
        preset.values[at] = spec().params[at].norm_from_plain(Plain(plain));
    };
    set("algorithm", [4.0, 15.0, 21.0, 31.0][index]);
    set("feedback", 6.0);
    set("lfo.wave", index as f64);
    set("pitch-eg.level-1", 60.0 + index as f64);
    for op in 1..=6 {
        let n = f64::from(op);
        set(&format!("op{op}.output-level"), if op == 6 { 0.0 } else { 99.0 - 7.0 * n });
        set(&format!("op{op}.coarse"), n + index as f64);
        set(&format!("op{op}.fine"), 3.0 * n);
        set(&format!("op{op}.mode"), f64::from(u8::from(op == 5)));
        set(&format!("op{op}.detune"), n + 3.0);
        for (stage, (rate, level)) in
            [(96.0, 99.0), (45.0 - 4.0 * n, 75.0), (22.0, 20.0), (60.0, 0.0)].into_iter().enumerate()
        {
            set(&format!("op{op}.eg-rate-{}", stage + 1), rate);
            set(&format!("op{op}.eg-level-{}", stage + 1), level);
        }
        set(&format!("op{op}.left-depth"), if op == 2 { 30.0 } else { 0.0 });
        set(&format!("op{op}.velocity-sensitivity"), n);
    }
    preset
}
