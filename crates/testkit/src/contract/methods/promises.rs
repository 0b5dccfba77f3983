//! The promises, one function each; every one panics with the method's name.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use tonewright_audio::Audio;
use tonewright_matching::{
    Budget, METHODS, MatchError, MethodEntry, Oracle, Outcome, Space, StopReason, TracePoint,
};
use tonewright_synth::Norm;

use super::tasks::{flaky, renders, solve, toy_task, with_bank};
use crate::toy_synth::param;

/// Renders per run: enough for each method's first phases, small enough for a test.
const BUDGET: u64 = 600;

fn solved(entry: &MethodEntry, task: &tonewright_matching::Task, budget: Budget, threads: usize) -> Outcome {
    solve(entry, task, budget, threads).unwrap_or_else(|error| panic!("{}: {error}", entry.name))
}

/// The same seed gives the same answer, with one thread or two; another seed walks another way.
pub fn same_seed_same_answer(entry: &MethodEntry) {
    let task = with_bank(&toy_task(1), 40);
    let [one, two] = [1, 2].map(|threads| solved(entry, &task, renders(BUDGET), threads));
    assert_eq!(one.best, two.best, "{}: best", entry.name);
    assert_eq!(one.alternatives, two.alternatives, "{}: alternatives", entry.name);
    assert_eq!((one.renders, one.failed), (two.renders, two.failed), "{}: counts", entry.name);
    let falls = |o: &Outcome| o.trace.iter().map(|p| (p.renders, p.best.to_bits())).collect::<Vec<_>>();
    assert_eq!(falls(&one), falls(&two), "{}: trace", entry.name);
}

/// Not one render more than the budget, and no less unless the method has tried all it can.
pub fn budget_is_exact(entry: &MethodEntry) {
    let task = with_bank(&toy_task(2), 400);
    for most in [1, 17, 333] {
        let outcome = solved(entry, &task, renders(most), 2);
        assert_eq!(outcome.renders, most, "{}: {:?}", entry.name, outcome.stopped_by);
        assert_eq!(outcome.stopped_by, StopReason::Renders, "{}", entry.name);
    }
    let zero = solve(entry, &task, renders(0), 1);
    assert!(matches!(zero, Err(MatchError::NothingRendered)), "{}: a budget of nothing", entry.name);
    let started = Instant::now();
    solved(entry, &task, Budget { renders: None, secs: Some(0.2) }, 2);
    let secs = started.elapsed().as_secs_f64();
    assert!(secs < 2.0, "{}: {secs} s of 0.2", entry.name);
}

/// The best never gets worse, the trace says so, and its end is the outcome.
pub fn no_worse_than_its_start(entry: &MethodEntry) {
    let outcome = solved(entry, &with_bank(&toy_task(3), 40), renders(BUDGET), 2);
    let falls = outcome.trace.windows(2).all(|p| p[1].best <= p[0].best && p[1].renders > p[0].renders);
    assert!(falls, "{}: {:?}", entry.name, outcome.trace);
    let last = outcome.trace.last().expect("a search that rendered has a trace");
    assert_eq!((last.best, last.renders), (outcome.best.score, outcome.renders), "{}", entry.name);
}

/// Over several targets its scores beat those of random search at the same budget.
pub fn beats_random(entry: &MethodEntry, random: &MethodEntry) {
    let ratio = |seed: u64| {
        let task = toy_task(100 + seed);
        let [own, floor] = [entry, random].map(|e| solved(e, &task, renders(2 * BUDGET), 2).best.score);
        (own + 1e-9).ln() - (floor + 1e-9).ln()
    };
    let ratios: Vec<f64> = (0..6).map(ratio).collect();
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    let wins = ratios.iter().filter(|r| **r < 0.0).count();
    assert!(mean < 0.0 && wins >= 4, "{}: log ratios to random {ratios:?}", entry.name);
}

/// A synth that fails on every tenth preset costs those renders and nothing else; one that always fails ends in
/// [`MatchError::AllFailed`] even without a budget.
pub fn survives_failing_renders(entry: &MethodEntry) {
    let task = with_bank(&toy_task(4), 40);
    let outcome = solved(entry, &flaky(&task, 10), renders(BUDGET), 2);
    assert!(outcome.failed > 0 && outcome.failed < outcome.renders / 2, "{}: {}", entry.name, outcome.failed);
    assert!(outcome.best.score.is_finite(), "{}", entry.name);
    for budget in [renders(BUDGET), Budget::default()] {
        let never = solve(entry, &flaky(&task, 100), budget, 2);
        assert!(matches!(never, Err(MatchError::AllFailed { .. })), "{}: {never:?}", entry.name);
    }
}

/// Locked parameters and those no preset file holds are where they belong in the best and every alternative.
pub fn locks_are_kept(entry: &MethodEntry) {
    let mut task = with_bank(&toy_task(5), 40);
    let held = [(param::OSC1_HARMONIC, 0.6), (param::OSC1_LEVEL, 0.3), (param::RING, 1.0)];
    task.locks = held.map(|(index, value)| (index, Norm::saturating(value))).to_vec();
    let outcome = solved(entry, &task, renders(BUDGET), 2);
    let spec = task.synth.spec();
    let space = Space::of(&task).expect("the locks name parameters");
    for candidate in std::iter::once(&outcome.best).chain(&outcome.alternatives) {
        for (index, norm) in &task.locks {
            let wanted = spec.params[*index].snap(*norm);
            assert_eq!(candidate.preset.values[*index], wanted, "{}: parameter {index}", entry.name);
        }
        assert_eq!(candidate.preset.values[param::OUTPUT], Norm::ONE, "{}: output", entry.name);
        let mut settled = candidate.preset.clone();
        space.settle(spec, &mut settled);
        assert_eq!(settled, candidate.preset, "{}: every value exists", entry.name);
    }
}

/// A raised stop flag ends the search within the chunks under way.
pub fn stop_is_obeyed(entry: &MethodEntry) {
    let task = with_bank(&toy_task(6), 400);
    let (stop, at_stop) = (AtomicBool::new(false), AtomicU64::new(0));
    let listen = |point: &TracePoint| {
        if point.renders >= 100 && !stop.swap(true, Ordering::Relaxed) {
            at_stop.store(point.renders, Ordering::Relaxed);
        }
    };
    let mut oracle = Oracle::with_threads(&task, renders(1_000_000), &stop, Box::new(listen), 2)
        .unwrap_or_else(|error| panic!("{}: {error}", entry.name));
    let mut method = (entry.build)(&(entry.defaults)()).unwrap_or_else(|e| panic!("{}: {e}", entry.name));
    method.run(&task, &mut oracle).unwrap_or_else(|error| panic!("{}: {error}", entry.name));
    if stop.load(Ordering::Relaxed) {
        let over = oracle.renders() - at_stop.load(Ordering::Relaxed);
        // Two threads may have begun two chunks of 16 each before the flag is seen.
        assert!(over <= 200, "{}: {over} renders after the stop", entry.name);
        let outcome = oracle.finish().unwrap_or_else(|error| panic!("{}: {error}", entry.name));
        assert_eq!(outcome.stopped_by, StopReason::Interrupted, "{}", entry.name);
    } else {
        assert!(oracle.renders() < 1_000_000, "{}: never stopped, but ended by itself", entry.name);
    }
}

/// At least three alternatives, all different from the best and from each other, closest first.
pub fn alternatives_are_distinct(entry: &MethodEntry) {
    let outcome = solved(entry, &with_bank(&toy_task(7), 60), renders(BUDGET), 2);
    assert!(outcome.alternatives.len() >= 3, "{}: {}", entry.name, outcome.alternatives.len());
    let all: Vec<_> = std::iter::once(&outcome.best).chain(&outcome.alternatives).collect();
    let distinct: BTreeSet<Vec<u32>> =
        all.iter().map(|c| c.preset.values.iter().map(|v| v.get().to_bits()).collect()).collect();
    assert_eq!(distinct.len(), all.len(), "{}: the same preset twice", entry.name);
    assert!(all.windows(2).all(|pair| pair[0].score <= pair[1].score), "{}: closest first", entry.name);
}

/// Without any budget it ends by itself: on silence, where every quiet preset scores alike, and on a sound.
pub fn ends_by_itself(entry: &MethodEntry) {
    let mut task = with_bank(&toy_task(8), 40);
    // Short, as there may be tens of thousands of renders.
    task.setup.len_samples = 800;
    let silence = Audio::mono(vec![0.0; task.setup.len_samples], task.setup.rate_hz);
    let silent = tonewright_matching::Task { target: Arc::new(silence), ..task.clone() };
    // With everything locked there is one preset only: any method soon repeats itself.
    let every = (0..task.synth.spec().params.len()).map(|index| (index, Norm::ONE)).collect();
    let locked = tonewright_matching::Task { locks: every, ..task };
    for task in [silent, locked] {
        let outcome = solved(entry, &task, Budget::default(), 2);
        assert!(outcome.renders >= 1, "{}", entry.name);
    }
}

/// Every default is a value the method takes, a wrong key is refused, and the names are in order.
pub fn configuration_is_checked(entry: &MethodEntry) {
    let mut table = (entry.defaults)();
    assert!((entry.build)(&table).is_ok(), "{}: its own defaults", entry.name);
    table.insert("no-such-key".to_owned(), 1.into());
    let refused = (entry.build)(&table).err().map(|error| error.to_string());
    assert!(refused.is_some_and(|words| words.contains("no-such-key")), "{}", entry.name);
    let same = METHODS.iter().filter(|other| other.name == entry.name).count();
    assert_eq!(same, 1, "{}: one entry", entry.name);
}
