//! A method that thinks before it renders: good guesses spare renders, bad ones do little harm, none are refused.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use tonewright_matching::{Budget, METHODS, MatchError, Surrogate, Task, run};
use tonewright_synth::{Norm, Preset};
use tonewright_testkit::contract::methods::toy_task;
use tonewright_testkit::{Clueless, Imagined};

/// The best score of so many renders.
fn best(task: &Task, method: &str, settings: &str, renders: u64) -> Result<f64, MatchError> {
    let entry = METHODS.iter().find(|entry| entry.name == method).expect("it is in the table");
    let mut matcher = (entry.build)(&toml::from_str(settings).expect("settings are TOML"))?;
    let budget = Budget { renders: Some(renders), secs: None };
    run(task, budget, matcher.as_mut(), &AtomicBool::new(false), |_| {}).map(|outcome| outcome.best.score)
}

fn with(task: &Task, surrogate: Option<Arc<dyn Surrogate>>) -> Task {
    Task { surrogate, ..task.clone() }
}

const QUICK: &str = "draws = 300\ngenerations = 2\nsteps = 8\nfirst = 24\ncandidates = 6";

#[test]
fn good_guesses_spare_renders_and_bad_ones_do_little_harm() {
    let mean = |score: &dyn Fn(&Task) -> f64| (1..=6).map(|seed| score(&toy_task(seed))).sum::<f64>() / 6.0;
    let proxy = |task: &Task, surrogate| best(&with(task, Some(surrogate)), "proxy", QUICK, 160).unwrap();
    let seeing = mean(&|task| {
        let imagined = Imagined::new(Arc::clone(&task.synth), &task.target, task.gesture, task.setup);
        proxy(task, Arc::new(imagined))
    });
    let blind = mean(&|task| proxy(task, Arc::new(Clueless)));
    let random = mean(&|task| best(task, "random", "", 160).unwrap());
    let climbing = mean(&|task| best(task, "hill-climb", "", 160).unwrap());
    println!("seeing {seeing:.3}, blind {blind:.3}, hill-climb {climbing:.3}, random {random:.3}");
    assert!(seeing < 0.7 * climbing && blind < random, "{seeing} {blind} {climbing} {random}");
}

/// One that thinks for a long time and knows nothing.
struct Slow;

impl Surrogate for Slow {
    fn distances(&self, presets: &[Preset]) -> Vec<f64> {
        std::thread::sleep(Duration::from_millis(2) * presets.len() as u32);
        vec![1.0; presets.len()]
    }

    fn descend(&self, presets: &[Preset], _: &[usize], steps: usize) -> Vec<Preset> {
        (0..steps).for_each(|_| drop(self.distances(presets)));
        presets.to_vec()
    }
}

/// By its settings it would think for half a minute.
#[test]
fn slow_thoughts_leave_time_to_render() {
    let entry = METHODS.iter().find(|entry| entry.name == "proxy").expect("it is in the table");
    let mut matcher = (entry.build)(&toml::Table::new()).expect("the defaults can be");
    let (task, budget) =
        (with(&toy_task(1), Some(Arc::new(Slow))), Budget { renders: None, secs: Some(4.0) });
    let outcome = run(&task, budget, matcher.as_mut(), &AtomicBool::new(false), |_| {}).expect("it rendered");
    // The draws, and guesses beyond them.
    assert!(outcome.renders > 16, "{} renders", outcome.renders);
}

#[test]
fn where_nothing_may_move_it_ends() {
    let task = toy_task(1);
    let locks = (0..task.synth.spec().params.len()).map(|at| (at, Norm::saturating(0.5))).collect();
    let held = Task { locks, ..with(&task, Some(Arc::new(Clueless))) };
    assert!(best(&held, "proxy", QUICK, 40).is_ok());
}

#[test]
fn without_a_surrogate_it_says_what_it_needs() {
    let error = best(&with(&toy_task(1), None), "proxy", "", 10).unwrap_err().to_string();
    assert!(error.contains("--proxy"), "{error}");
    assert!(best(&toy_task(1), "proxy", "batch = 0", 10).is_err());
}
