//! Small tasks on the toy synth, and one call that solves them.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_audio::Audio;
use tonewright_matching::{Budget, MatchError, MethodEntry, Oracle, Outcome, Task};
use tonewright_synth::prior::Uniform;
use tonewright_synth::{Gesture, Job, Preset, Prior as _, RenderSetup, Synth, seed};

use crate::{Clueless, FlakySynth, ToySynth};

/// A quarter of a second at 16 kHz.
const SETUP: RenderSetup = RenderSetup { rate_hz: 16_000, len_samples: 4_000 };
const GESTURE: Gesture = Gesture { note: 57, velocity: 100, gate_secs: 0.2 };

/// A task whose target is the toy's own sound of a preset drawn with this seed.
///
/// # Panics
/// When the toy can't render: it can.
pub fn toy_task(seed: u64) -> Task {
    let synth = ToySynth::new();
    let preset = Uniform::new(synth.spec()).draw(&mut seed::stream(seed, "contract-target", 0));
    let mut preset = preset;
    preset.snap(synth.spec());
    preset.values[crate::toy_synth::param::OUTPUT] = tonewright_synth::Norm::ONE;
    let mut renderer = synth.open(SETUP).expect("the toy runs at 16 kHz");
    let target = renderer.render(&Job { preset: &preset, gesture: GESTURE }).expect("the toy plays note 57");
    prior_task(Arc::new(synth), target, seed)
}

/// A task of this synth and target with a uniform prior, no bank, and a surrogate that knows nothing.
pub fn prior_task(synth: Arc<dyn Synth>, target: Audio, seed: u64) -> Task {
    let prior = Arc::new(Uniform::new(synth.spec()));
    Task {
        synth,
        prior,
        target: Arc::new(target),
        gesture: GESTURE,
        setup: SETUP,
        bank: Arc::new(Vec::new()),
        surrogate: Some(Arc::new(Clueless)),
        locks: Vec::new(),
        seed,
    }
}

/// The same task with a synth that fails on `percent` of 100 presets.
pub(super) fn flaky(task: &Task, percent: u64) -> Task {
    Task { synth: Arc::new(FlakySynth::new(percent)), ..task.clone() }
}

/// The same task with a bank of presets drawn from the prior, for methods that need one.
pub(super) fn with_bank(task: &Task, count: u64) -> Task {
    let bank: Vec<Preset> =
        (0..count).map(|i| task.prior.draw(&mut seed::stream(task.seed, "contract-bank", i))).collect();
    Task { bank: Arc::new(bank), ..task.clone() }
}

pub(super) fn renders(most: u64) -> Budget {
    Budget { renders: Some(most), secs: None }
}

/// Runs a method with its defaults.
pub(super) fn solve(
    entry: &MethodEntry,
    task: &Task,
    budget: Budget,
    threads: usize,
) -> Result<Outcome, MatchError> {
    let stop = AtomicBool::new(false);
    let mut oracle = Oracle::with_threads(task, budget, &stop, Box::new(|_| {}), threads)?;
    (entry.build)(&(entry.defaults)())?.run(task, &mut oracle)?;
    oracle.finish()
}
