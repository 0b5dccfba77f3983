//! Matches one sound with a small budget and writes its report: for looking at the page while working on it.
//!
//!     cargo run --release -p tonewright-bench --example report_preview -- SOUND.wav report.html 3000

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_audio::target::prepare;
use tonewright_audio::{Audio, read};
use tonewright_bench::report::{
    BudgetLimits, EntryFiles, FORMAT_VERSION, MatchEntry, MatchReport, ReportSounds, SynthIdentity,
    TargetAnalysis, TargetReport, measure_values, page, param_values, summary_lines,
};
use tonewright_matching::{Budget, Candidate, METHODS, Outcome, Task, run};
use tonewright_synth::{Gesture, Job, RenderSetup, SYNTHS, Synth};

type Anything = Box<dyn std::error::Error>;

#[expect(clippy::print_stdout, reason = "a program speaks")]
fn main() -> Result<(), Anything> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [sound, out, renders] = words.as_slice() else {
        return Err("SOUND, PAGE and RENDERS are wanted".into());
    };
    let (target, analysis) = prepare(&read::read(sound)?, 44_100, 4.0)?;
    let gesture = Gesture { note: analysis.note_to_play(), velocity: 100, gate_secs: analysis.gate.secs };
    let setup = RenderSetup { rate_hz: target.rate_hz(), len_samples: target.len_samples() };
    let entry = &SYNTHS[0];
    let synth: Arc<dyn Synth> = Arc::from((entry.build)());
    let task = Task {
        prior: Arc::from(synth.prior()),
        synth,
        target: Arc::new(target),
        gesture,
        setup,
        bank: Arc::default(),
        surrogate: None,
        locks: Vec::new(),
        seed: 1,
    };
    let method = &METHODS[0];
    let budget = Budget { renders: Some(renders.parse()?), secs: None };
    let mut matcher = (method.build)(&(method.defaults)())?;
    let outcome = run(&task, budget, matcher.as_mut(), &AtomicBool::new(false), |_| {})?;
    let best = hear(&task, &outcome.best)?;
    let alternatives: Vec<Audio> =
        outcome.alternatives.iter().map(|c| hear(&task, c)).collect::<Result<_, _>>()?;
    let analysis = TargetAnalysis {
        pitch_hz: analysis.pitch.as_ref().map(|p| p.hz),
        pitch_confidence: analysis.pitch.as_ref().map(|p| p.confidence),
        ..TargetAnalysis::default()
    };
    let report = report(sound, &task, method.name, &outcome, &best, &alternatives, analysis);
    summary_lines(&report).iter().for_each(|line| println!("{line}"));
    let sounds = ReportSounds { target: &task.target, best: &best, alternatives: &alternatives };
    std::fs::write(out, page(&report, &sounds))?;
    Ok(())
}

fn hear(task: &Task, candidate: &Candidate) -> Result<Audio, Anything> {
    let job = Job { preset: &candidate.preset, gesture: task.gesture };
    Ok(task.synth.open(task.setup)?.render(&job)?)
}

fn report(
    sound: &str,
    task: &Task,
    method: &str,
    outcome: &Outcome,
    best: &Audio,
    alternatives: &[Audio],
    analysis: TargetAnalysis,
) -> MatchReport {
    let spec = task.synth.spec();
    let entry = |candidate: &Candidate, audio: &Audio, file: String| MatchEntry {
        name: candidate.preset.name.clone(),
        score: candidate.score,
        measures: measure_values(&task.target, audio),
        parameters: param_values(task.synth.as_ref(), &candidate.preset),
        files: EntryFiles { preset: Some(file), ..EntryFiles::default() },
    };
    let others = outcome.alternatives.iter().zip(alternatives).enumerate();
    let name = Path::new(sound).file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    MatchReport {
        format_version: FORMAT_VERSION,
        tonewright_version: env!("CARGO_PKG_VERSION").into(),
        command: None,
        synth: SynthIdentity {
            id: spec.id.to_string(),
            name: spec.name.to_string(),
            sound_version: spec.sound_version,
        },
        method: method.into(),
        seed: task.seed,
        budget: BudgetLimits { renders: Some(outcome.renders), secs: None },
        note: task.gesture.note,
        velocity: task.gesture.velocity,
        gate_secs: task.gesture.gate_secs,
        rate_hz: task.setup.rate_hz,
        duration_secs: task.target.duration_secs(),
        renders: outcome.renders,
        failed: outcome.failed,
        secs: outcome.secs,
        stopped_by: format!("{:?}", outcome.stopped_by).to_lowercase(),
        target: TargetReport { name, analysis, ..TargetReport::default() },
        best: entry(&outcome.best, best, "preset.syx".into()),
        alternatives: others.map(|(i, (c, a))| entry(c, a, format!("alternative-{}.syx", i + 1))).collect(),
        trace: outcome.trace.iter().map(Into::into).collect(),
    }
}
