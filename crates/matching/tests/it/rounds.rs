//! A search whose budget feeds several rounds and finals.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tonewright_matching::methods::METHODS;
use tonewright_matching::{Budget, Oracle, Outcome, StopReason, Task};
use tonewright_synth::seed;
use tonewright_testkit::contract::methods::toy_task;

const BUDGET: u64 = 6_001;

/// A toy's sound and a bank too small for all rounds.
fn task() -> Task {
    let task = toy_task(5);
    let draw = |i| task.prior.draw(&mut seed::stream(5, "rounds-bank", i));
    let bank = Arc::new((0..150).map(draw).collect());
    Task { bank, ..task }
}

/// Eleven rounds and finals.
fn solve(budget: Budget, threads: usize, stop_at: u64) -> Result<Outcome, Box<dyn std::error::Error>> {
    let (task, stop) = (task(), AtomicBool::new(false));
    let listen = |point: &tonewright_matching::TracePoint| {
        stop.store(point.renders >= stop_at, Ordering::Relaxed);
    };
    let mut oracle = Oracle::with_threads(&task, budget, &stop, Box::new(listen), threads)?;
    let settings: toml::Table = toml::from_str("renders-per-round = 400\nseeds-least = 64")?;
    (METHODS[0].build)(&settings)?.run(&task, &mut oracle)?;
    Ok(oracle.finish()?)
}

#[test]
fn the_answer_is_the_same_on_any_number_of_threads() {
    let budget = Budget { renders: Some(BUDGET), secs: None };
    let [one, three] = [1, 3].map(|threads| solve(budget, threads, u64::MAX).expect("the toy sounds"));
    assert_eq!((one.renders, one.stopped_by), (BUDGET, StopReason::Renders));
    assert_eq!((one.best, one.alternatives), (three.best, three.alternatives));
}

#[test]
fn rounds_end_when_they_are_stopped() {
    let outcome = solve(Budget { renders: Some(1_000_000), secs: None }, 2, 3_000).expect("the toy sounds");
    assert_eq!(outcome.stopped_by, StopReason::Interrupted);
    assert!(outcome.renders < 10_000, "{} renders", outcome.renders);
}
