//! Where a search stood when smaller budgets were spent.

use std::sync::atomic::AtomicBool;

use tonewright_matching::{Budget, METHODS, MethodEntry, Outcome, StopReason, Task, run, run_through};
use tonewright_testkit::contract::methods::toy_task;

static GO_ON: AtomicBool = AtomicBool::new(false);

fn renders(most: u64) -> Budget {
    Budget { renders: Some(most), secs: None }
}

fn through(entry: &MethodEntry, task: &Task, budget: Budget, checkpoints: &[Budget]) -> Outcome {
    let mut method = (entry.build)(&(entry.defaults)()).expect("defaults are valid");
    run_through(task, budget, checkpoints, &mut *method, &GO_ON, |_| {}).expect("the toy can be matched")
}

/// Neither budget is a multiple of a batch, so that both end inside one.
#[test]
fn a_method_without_a_plan_passes_the_answers_of_its_shorter_runs() {
    for entry in METHODS.iter().filter(|entry| !entry.plans_with_budget) {
        for seed in [3, 4] {
            let task = with_bank(toy_task(seed));
            let long = through(entry, &task, renders(391), &[renders(77), renders(201)]);
            assert_eq!(long.checkpoints.len(), 2, "{}", entry.name);
            for checkpoint in long.checkpoints {
                let mut method = (entry.build)(&(entry.defaults)()).unwrap();
                let short = run(&task, checkpoint.budget, &mut *method, &GO_ON, |_| {}).unwrap();
                assert_eq!(checkpoint.best, Some(short.best), "{} at {:?}", entry.name, checkpoint.budget);
                assert_eq!(
                    (checkpoint.renders, checkpoint.failed, checkpoint.spent),
                    (short.renders, short.failed, StopReason::Renders)
                );
            }
        }
    }
}

/// `retrieve` needs a bank that outlasts every budget of these tests.
fn with_bank(mut task: Task) -> Task {
    let draw = |i| task.prior.draw(&mut tonewright_synth::seed::stream(5, "checkpoints", i));
    task.bank = std::sync::Arc::new((0..400).map(draw).collect());
    task
}

#[test]
fn only_what_is_reached_is_passed() {
    let random = METHODS.iter().find(|entry| entry.name == "random").unwrap();
    let outcome = through(random, &toy_task(1), renders(50), &[renders(50), renders(51)]);
    let passed: Vec<_> = outcome.checkpoints.iter().map(|checkpoint| checkpoint.budget).collect();
    assert_eq!(passed, [renders(50)]);
    assert_eq!(outcome.checkpoints[0].best.as_ref(), Some(&outcome.best));
}

#[test]
fn a_checkpoint_in_seconds_holds_nothing_that_came_later() {
    let random = METHODS.iter().find(|entry| entry.name == "random").unwrap();
    let secs = |secs| Budget { renders: None, secs: Some(secs) };
    let outcome = through(random, &toy_task(1), secs(0.3), &[secs(0.1)]);
    let checkpoint = &outcome.checkpoints[0];
    assert_eq!(checkpoint.spent, StopReason::Time);
    assert!(checkpoint.secs >= 0.1 && checkpoint.renders < outcome.renders);
    // The best at that moment, as the trace tells it; on a machine that was busy elsewhere there may be none yet.
    let before = outcome.trace.iter().rfind(|point| point.renders <= checkpoint.renders);
    assert_eq!(checkpoint.best.as_ref().map(|best| best.score), before.map(|point| point.best));
}
