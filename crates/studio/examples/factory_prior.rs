//! What a synth's factory presets are worth to a search: some of them are targets, and the search draws its presets around
//! the initial one, around the other factory presets, or gets those to start from as well.
//!
//! `cargo run --release -p tonewright-studio --features lv2,vst3 --example factory_prior -- SYNTH [TARGETS [RENDERS]]`

#![expect(clippy::print_stdout, reason = "the figures are what the program is for")]

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_matching::{Budget, METHODS, RetrieveIndex, Task, run};
use tonewright_studio::catalog;
use tonewright_synth::prior::{AroundDefault, AroundPresets};
use tonewright_synth::{Gesture, Job, Preset, Prior, RenderSetup, Synth};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const GESTURE: Gesture = Gesture { note: 57, velocity: 100, gate_secs: 0.9 };
const RATE_HZ: u32 = 44_100;
const SECS: f64 = 1.2;
/// Quietest RMS of a target.
const QUIETEST: f32 = 1e-3;
const THREADS: usize = 2;

fn main() -> Outcome<ExitCode> {
    if let Some(task) = catalog::worker_task(std::env::args()) {
        return Ok(tonewright_studio::serve_plugin(&task));
    }
    let mut words = std::env::args().skip(1);
    let name = words.next().ok_or("which synth?")?;
    let count: usize = words.next().map_or(Ok(12), |word| word.parse())?;
    let renders: u64 = words.next().map_or(Ok(400), |word| word.parse())?;
    let synth = catalog::synth(&name)?;
    let (targets, known) = divided(synth.as_ref(), count)?;
    println!("{name}: {} targets, {} other presets, {renders} renders", targets.len(), known.len());
    println!("{:<24} {:>16} {:>16} {:>16}", "target", "around default", "around presets", "and starts");
    let mut scores = Vec::new();
    for (preset, sound) in &targets {
        let row = compared(&synth, &known, preset, sound, renders)?;
        println!("{:<24} {:>16.3} {:>16.3} {:>16.3}", preset.name, row[0], row[1], row[2]);
        scores.push(row);
    }
    for (at, way) in ["around default", "around presets", "and starts"].into_iter().enumerate() {
        let mean = scores.iter().map(|row| row[at]).sum::<f64>() / scores.len() as f64;
        let better = scores.iter().filter(|row| row[at] < row[0]).count();
        println!("{way:<16} mean {mean:.3}, better than around default for {better} of {}", scores.len());
    }
    Ok(ExitCode::SUCCESS)
}

type Targets = Vec<(Preset, tonewright_audio::Audio)>;

/// Audible presets at equal distances as targets, and all others that differ from them.
fn divided(synth: &dyn Synth, count: usize) -> Outcome<(Targets, Vec<Preset>)> {
    let init = Preset::init(synth.spec());
    let mut all: Vec<Preset> = Vec::new();
    for preset in synth.factory_presets()? {
        let is_new = std::iter::once(&init).chain(&all).all(|other| other.values != preset.values);
        all.extend(is_new.then_some(preset));
    }
    let mut renderer = synth.open(RenderSetup::of_secs(RATE_HZ, SECS))?;
    let mut targets: Targets = Vec::new();
    let step = (all.len() / (count + 1)).max(1);
    for preset in all.iter().skip(step / 2).step_by(step) {
        let sound = renderer.render(&Job { preset, gesture: GESTURE })?;
        if sound.rms() > QUIETEST && targets.len() < count {
            targets.push((preset.clone(), sound));
        }
    }
    let is_target = |preset: &Preset| targets.iter().any(|(target, _)| target.values == preset.values);
    let known = all.into_iter().filter(|preset| !is_target(preset)).chain([init]).collect();
    Ok((targets, known))
}

fn compared(
    synth: &Arc<dyn Synth>,
    known: &[Preset],
    preset: &Preset,
    sound: &tonewright_audio::Audio,
    renders: u64,
) -> Outcome<[f64; 3]> {
    let setup = RenderSetup::of_secs(RATE_HZ, SECS);
    let target = tonewright_audio::Audio::mono(sound.to_mono().into_owned(), RATE_HZ);
    let go_on = AtomicBool::new(false);
    let around: Arc<dyn Prior> =
        Arc::new(AroundPresets::new(synth.spec(), known).ok_or("it has no presets")?);
    let plain = Task {
        synth: Arc::clone(synth),
        prior: Arc::new(AroundDefault::new(synth.spec())),
        target: Arc::new(target),
        gesture: GESTURE,
        setup,
        bank: Arc::default(),
        surrogate: None,
        locks: Vec::new(),
        seed: preset.values.len() as u64,
    };
    let informed = Task { prior: around, ..plain.clone() };
    let mut index = RetrieveIndex::new(synth, GESTURE, setup);
    index.hear(synth, known, THREADS, &go_on, |_| {})?;
    let order = index.nearest(known, &plain.target, known.len());
    let bank = order.into_iter().map(|near| known[near.at].clone()).collect();
    let started = Task { bank: Arc::new(bank), ..informed.clone() };
    let budget = Budget { renders: Some(renders), secs: None };
    let score = |task: Task| -> Outcome<f64> {
        let mut method = (METHODS[0].build)(&toml::Table::new())?;
        Ok(run(&task, budget, method.as_mut(), &go_on, |_| {})?.best.score)
    };
    Ok([score(plain)?, score(informed)?, score(started)?])
}
