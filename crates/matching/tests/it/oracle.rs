//! What the oracle enforces whatever a method does.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_audio::Audio;
use tonewright_matching::{Budget, MatchError, Oracle, Task};
use tonewright_synth::{Job, Norm, Preset, RenderError, RenderSetup, Renderer, Synth, SynthSpec, seed};
use tonewright_testkit::ToySynth;
use tonewright_testkit::contract::methods::toy_task;

static GO_ON: AtomicBool = AtomicBool::new(false);

fn draws(task: &Task, count: u64) -> Vec<Preset> {
    (0..count).map(|i| task.prior.draw(&mut seed::stream(9, "oracle-test", i))).collect()
}

fn oracle(task: &Task, renders: u64) -> Oracle<'_> {
    Oracle::with_threads(task, Budget { renders: Some(renders), secs: None }, &GO_ON, Box::new(|_| {}), 2)
        .expect("the toy opens")
}

#[test]
fn scores_come_in_order_and_repeats_cost_nothing() {
    let task = toy_task(1);
    let presets = draws(&task, 50);
    let mut one = oracle(&task, 1_000);
    let together = one.try_batch(&presets);
    let mut two = oracle(&task, 1_000);
    let singly: Vec<_> = presets.iter().map(|p| two.try_batch(std::slice::from_ref(p))[0]).collect();
    assert_eq!(together, singly);
    assert_eq!(one.renders(), 50);
    let twice: Vec<Preset> = presets.iter().chain(&presets).cloned().collect();
    assert_eq!(one.try_batch(&twice)[50..], together);
    assert_eq!(one.renders(), 50, "what was tried is known");
}

#[test]
fn scores_above_a_limit_are_bounds_and_are_heard_again_when_they_matter() {
    let task = toy_task(1);
    let presets = draws(&task, 200);
    let exact = oracle(&task, 1_000).try_batch(&presets);
    let limit = 1.2 * exact.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let mut oracle = oracle(&task, 1_000);
    // The first half fills the archive, which wants to know everything while it has room.
    assert_eq!(oracle.try_batch(&presets[..100]), exact[..100]);
    let within = oracle.try_within(&presets[100..], |_| limit);
    for (found, exact) in within.iter().zip(&exact[100..]) {
        let (found, exact) = (found.unwrap(), exact.unwrap());
        assert!(if exact <= limit { found == exact } else { found > limit && found <= exact });
    }
    assert!(within.iter().zip(&exact[100..]).any(|(found, exact)| found != exact), "some were given up");
    let heard = oracle.renders();
    assert_eq!(oracle.try_batch(&presets), exact);
    assert!(oracle.renders() > heard);
}

#[test]
fn what_is_past_the_budget_is_not_heard() {
    let task = toy_task(1);
    let mut oracle = oracle(&task, 20);
    let scores = oracle.try_batch(&draws(&task, 30));
    assert!(scores[..20].iter().all(Option::is_some) && scores[20..].iter().all(Option::is_none));
    assert!(oracle.is_over() && oracle.renders_left() == 0 && oracle.progress() == 1.0);
    assert_eq!(oracle.finish().unwrap().renders, 20);
}

#[test]
fn the_target_itself_scores_nothing() {
    let task = toy_task(1);
    let mut preset = task.prior.draw(&mut seed::stream(1, "contract-target", 0));
    preset.snap(task.synth.spec());
    let mut oracle = oracle(&task, 20);
    assert_eq!(oracle.try_batch(&[preset]), [Some(0.0)]);
}

#[test]
fn broken_presets_and_tasks_are_refused() {
    let task = toy_task(1);
    let short = Preset { name: String::new(), values: vec![Norm::ZERO; 3] };
    let mut checked = oracle(&task, 20);
    assert_eq!(checked.try_batch(&[short]), [None]);
    assert_eq!(checked.renders(), 0);
    let refused = |task: &Task| {
        let oracle = Oracle::new(task, Budget::default(), &GO_ON, Box::new(|_| {}));
        matches!(oracle.err(), Some(MatchError::Task(_)))
    };
    assert!(refused(&Task { locks: vec![(999, Norm::ZERO)], ..task.clone() }));
    assert!(refused(&Task { target: Arc::new(Audio::mono(vec![0.0; 10], 44_100)), ..task.clone() }));
    assert!(refused(&Task { target: Arc::new(Audio::mono(vec![f32::NAN; 10], 16_000)), ..task.clone() }));
    let setup = RenderSetup { rate_hz: 1_000, len_samples: 10 };
    let target = Arc::new(Audio::mono(vec![0.0; 10], 1_000));
    let slow = Task { setup, target, ..task.clone() };
    let error = Oracle::new(&slow, Budget::default(), &GO_ON, Box::new(|_| {})).err();
    assert!(matches!(error, Some(MatchError::Synth(RenderError::Rate { .. }))));
}

#[test]
fn the_listener_hears_every_improvement() {
    let task = toy_task(1);
    let heard = Cell::new(0);
    let budget = Budget { renders: Some(300), secs: None };
    let listen = Box::new(|_: &_| heard.set(heard.get() + 1));
    let mut oracle = Oracle::with_threads(&task, budget, &GO_ON, listen, 2).unwrap();
    oracle.try_batch(&draws(&task, 300));
    let outcome = oracle.finish().unwrap();
    let improvements = outcome.trace.windows(2).filter(|p| p[1].best < p[0].best).count();
    assert!(improvements >= 2 && heard.get() > improvements, "{improvements} {}", heard.get());
}

/// Panics on the 120th preset that each of its renderers is given.
struct Panicking(ToySynth);

struct PanickingRenderer(Box<dyn Renderer>, usize);

impl Synth for Panicking {
    fn spec(&self) -> &SynthSpec {
        self.0.spec()
    }
    fn open(&self, setup: RenderSetup) -> Result<Box<dyn Renderer>, RenderError> {
        Ok(Box::new(PanickingRenderer(self.0.open(setup)?, 0)))
    }
}

impl Renderer for PanickingRenderer {
    fn render(&mut self, job: &Job) -> Result<Audio, RenderError> {
        self.1 += 1;
        assert!(self.1 < 120, "a bug inside a synth");
        self.0.render(job)
    }
}

#[test]
fn a_panic_inside_a_synth_costs_its_chunk_only() {
    let task = Task { synth: Arc::new(Panicking(ToySynth::new())), ..toy_task(1) };
    let mut oracle = oracle(&task, 400);
    let scores = oracle.try_batch(&draws(&task, 400));
    let failed = scores.iter().filter(|s| s.is_none()).count();
    assert!(failed > 0 && failed <= 200, "{failed}");
    let outcome = oracle.finish().unwrap();
    assert_eq!((outcome.renders, outcome.failed as usize), (400, failed));
}
