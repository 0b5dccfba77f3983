//! Searches: what they find, that they repeat themselves, and what is refused.

use std::time::Duration;

use tonewright_tune::{
    Direction, Error, Outcome, PRUNERS, PrunerConfig, SAMPLERS, SamplerConfig, State, Study, StudySummary,
    Value, studies,
};

use crate::{loss, order, run, settings};

#[test]
fn each_file_of_a_room_is_in_its_table() {
    let tables = [
        ("samplers", SAMPLERS.iter().map(|sampler| sampler.name).collect::<Vec<_>>(), vec!["mod", "parzen"]),
        ("pruners", PRUNERS.iter().map(|pruner| pruner.name).collect(), vec!["mod"]),
    ];
    for (folder, names, others) in tables {
        let path = format!("{}/src/{folder}", env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(path).unwrap().map(|file| file.unwrap().path());
        let stems = files.map(|path| path.file_stem().unwrap().to_string_lossy().replace('_', "-"));
        let mut found: Vec<String> = stems.filter(|stem| !others.contains(&stem.as_str())).collect();
        let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        found.sort();
        names.sort();
        assert_eq!(found, names, "{folder}");
    }
}

#[test]
fn a_study_that_is_stopped_goes_on_as_if_it_was_not() {
    for sampler in SAMPLERS {
        let folder = tempfile::tempdir().unwrap();
        let mut order = order("s", Direction::Minimize);
        order.sampler = SamplerConfig { startup_trials: Some(8), ..SamplerConfig::named(sampler.name) };
        order.seed = 7;
        let mut whole = Study::open(&folder.path().join("whole"), order.clone()).unwrap();
        run(&mut whole, 30).unwrap();
        for trials in [4, 9, 5, 12] {
            let mut part = Study::open(&folder.path().join("parts"), order.clone()).unwrap();
            run(&mut part, trials).unwrap();
            // And one that is not told of: it is taken up again.
            let given_up = part.ask().unwrap();
            drop(part);
            let mut next = Study::load(&folder.path().join("parts"), "s").unwrap();
            assert_eq!(next.order(), &order);
            assert_eq!(next.ask().unwrap().params, given_up.params);
        }
        let mut parts = Study::load(&folder.path().join("parts"), "s").unwrap();
        assert_eq!(parts.trials().unwrap().len(), 31);
        assert_eq!(settings(&mut parts)[..30], settings(&mut whole)[..]);
        let mut other = order.clone();
        other.seed = 8;
        let mut other = Study::open(&folder.path().join("other"), other).unwrap();
        run(&mut other, 30).unwrap();
        assert_ne!(settings(&mut other), settings(&mut whole), "{}", sampler.name);
    }
}

#[test]
fn what_learns_finds_more_than_chance_and_either_way_round() {
    for direction in [Direction::Minimize, Direction::Maximize] {
        let folder = tempfile::tempdir().unwrap();
        let mut totals = Vec::new();
        for sampler in ["random", "tpe", "qmc-tpe"] {
            let mut total = 0.0;
            for seed in 0..6 {
                let mut order = order(&format!("{sampler}{seed}"), direction);
                order.sampler = SamplerConfig { startup_trials: Some(10), ..SamplerConfig::named(sampler) };
                order.seed = seed;
                let mut study = Study::open(&folder.path().join("j"), order).unwrap();
                let sign = if direction == Direction::Minimize { 1.0 } else { -1.0 };
                for _ in 0..50 {
                    let trial = study.ask().unwrap();
                    study.tell(trial.number, Outcome::Complete(sign * loss(&trial))).unwrap();
                }
                total += sign * study.best().unwrap().unwrap().value.unwrap();
            }
            totals.push(total / 6.0);
        }
        assert!(totals[1] < totals[0] && totals[2] < totals[0], "{totals:?}");
    }
}

#[test]
fn trials_that_failed_or_ended_early_count_as_documented() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = Study::open(&folder.path().join("j"), order("s", Direction::Minimize)).unwrap();
    let trial = study.ask().unwrap();
    study.tell(trial.number, Outcome::Complete(f64::NAN)).unwrap();
    let trial = study.ask().unwrap();
    study.tell(trial.number, Outcome::Failed("out of memory".into())).unwrap();
    let trial = study.ask().unwrap();
    study.report(trial.number, 1, 0.5).unwrap();
    study.report(trial.number, 2, f64::NAN).unwrap();
    study.tell(trial.number, Outcome::Pruned).unwrap();
    let trial = study.ask().unwrap();
    study.report(trial.number, 3, f64::INFINITY).unwrap();
    study.tell(trial.number, Outcome::Pruned).unwrap();
    assert!(study.best().unwrap().is_none());
    let trial = study.ask().unwrap();
    study.tell(trial.number, Outcome::Complete(f64::NEG_INFINITY)).unwrap();
    assert_eq!(study.best().unwrap().unwrap().number, 4);
    let trials = study.trials().unwrap();
    let states: Vec<State> = trials.iter().map(|trial| trial.state).collect();
    assert_eq!(states, [State::Failed, State::Failed, State::Pruned, State::Pruned, State::Complete]);
    assert_eq!(trials[1].notes["failure"], "out of memory");
    assert_eq!((trials[2].value, trials[3].value), (None, Some(f64::INFINITY)));
    assert!(trials[2].reports[&2].is_nan());
}

#[test]
fn a_trial_is_told_of_once_and_by_whom_it_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let mut one = Study::open(&path, order("s", Direction::Minimize)).unwrap();
    let mut other = Study::open(&path, order("s", Direction::Minimize)).unwrap();
    let (first, second) = (one.ask().unwrap(), other.ask().unwrap());
    assert_ne!(first.number, second.number);
    assert!(
        other
            .tell(first.number, Outcome::Complete(1.0))
            .unwrap_err()
            .to_string()
            .contains("not this study's")
    );
    one.tell(first.number, Outcome::Complete(1.0)).unwrap();
    assert!(one.tell(first.number, Outcome::Complete(1.0)).unwrap_err().to_string().contains("not running"));
    assert!(one.report(99, 1, 0.0).unwrap_err().to_string().contains("none of the study's"));
    assert_eq!(one.fail_older(Duration::from_secs(3600)).unwrap(), [0_u64; 0]);
    assert_eq!(one.fail_older(Duration::ZERO).unwrap(), [second.number]);
    assert!(other.tell(second.number, Outcome::Complete(1.0)).is_err());
}

#[test]
fn a_trial_that_kills_its_processes_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let mut order = order("s", Direction::Minimize);
    order.retries = 2;
    let mut numbers = Vec::new();
    for _ in 0..5 {
        let mut study = Study::open(&path, order.clone()).unwrap();
        numbers.push(study.ask().unwrap().number);
    }
    assert_eq!(numbers, [0, 0, 0, 1, 1]);
    let summary = StudySummary::read(&path, "s").unwrap();
    assert_eq!(summary.trials[0].state, State::Failed);
    assert!(summary.trials[0].notes["failure"].as_str().unwrap().contains("3 times"));
}

#[test]
fn ordered_trials_come_first_with_their_settings() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = Study::open(&folder.path().join("j"), order("s", Direction::Minimize)).unwrap();
    let ordered = [("kind".to_owned(), Value::from("mlp")), ("width".to_owned(), Value::Int(77))];
    assert_eq!(study.enqueue(&ordered).unwrap(), 0);
    let trial = study.ask().unwrap();
    assert_eq!(
        (trial.number, trial.params.text("kind"), trial.params.int("width")),
        (0, Some("mlp"), Some(77))
    );
    assert_eq!(trial.params.len(), 5);
    assert_eq!(study.ask().unwrap().number, 1);
    assert!(matches!(study.enqueue(&[("no".into(), Value::Int(1))]), Err(Error::Parameter { .. })));
    assert!(matches!(study.enqueue(&[("width".into(), Value::Int(1))]), Err(Error::Parameter { .. })));
}

#[test]
fn another_space_or_direction_under_the_same_name_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    drop(Study::open(&path, order("s", Direction::Minimize)).unwrap());
    let why = Study::open(&path, order("s", Direction::Maximize)).unwrap_err();
    assert!(matches!(why, Error::Differs { what: "direction", .. }), "{why}");
    let mut other = order("s", Direction::Minimize);
    other.space = tonewright_tune::Space::new(other.space.parameters()[..2].to_vec()).unwrap();
    assert!(matches!(Study::open(&path, other), Err(Error::Differs { what: "search space", .. })));
    let mut changed = order("s", Direction::Minimize);
    changed.seed = 3;
    drop(Study::open(&path, changed.clone()).unwrap());
    assert_eq!(studies(&path).unwrap()[0].order.as_ref(), Some(&changed));
    let none = Study::load(&path, "t").unwrap_err().to_string();
    assert!(none.contains("no study `t`; it has s"), "{none}");
}

#[test]
fn settings_of_samplers_and_pruners_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |sampler: SamplerConfig, pruner: PrunerConfig| {
        let mut order = order("s", Direction::Minimize);
        (order.sampler, order.pruner) = (sampler, pruner);
        Study::open(&folder.path().join("j"), order).unwrap_err().to_string()
    };
    let (sampler, pruner) = (SamplerConfig::default, PrunerConfig::default);
    assert!(refused(SamplerConfig::named("cma"), pruner()).contains("there are random, qmc, tpe, qmc-tpe"));
    assert!(refused(sampler(), PrunerConfig::named("x")).contains("there are none, median, hyperband"));
    assert!(refused(SamplerConfig { candidates: 0, ..sampler() }, pruner()).contains("candidates"));
    assert!(refused(sampler(), PrunerConfig { factor: 1, ..pruner() }).contains("factor"));
    assert!(refused(sampler(), PrunerConfig { interval_steps: 0, ..pruner() }).contains("interval_steps"));
    assert!(refused(sampler(), PrunerConfig { max_steps: Some(0), ..pruner() }).contains("max_steps"));
    assert!(!folder.path().join("j").exists(), "nothing is made for what is refused");
}

/// Trials whose values at 9 steps fall towards their loss: pruners save most of the steps and lose little.
#[test]
fn pruners_end_what_lags_behind() {
    for pruner in PRUNERS {
        let folder = tempfile::tempdir().unwrap();
        let mut order = order("s", Direction::Minimize);
        order.sampler = SamplerConfig::named("random");
        order.pruner = PrunerConfig { max_steps: Some(9), ..PrunerConfig::named(pruner.name) };
        let mut study = Study::open(&folder.path().join("j"), order).unwrap();
        let mut steps = 0;
        for _ in 0..60 {
            let trial = study.ask().unwrap();
            let prunes = (1..=9).any(|step| {
                steps += 1;
                study.report(trial.number, step, loss(&trial) + 3.0 / step as f64).unwrap()
            });
            let outcome = if prunes { Outcome::Pruned } else { Outcome::Complete(loss(&trial)) };
            study.tell(trial.number, outcome).unwrap();
        }
        let best = study.trials().unwrap().iter().map(loss).fold(f64::INFINITY, f64::min);
        let found = study.best().unwrap().unwrap().value.unwrap();
        if pruner.name == "none" {
            assert_eq!(steps, 540);
        } else {
            assert!(steps < 400, "{} took {steps} steps", pruner.name);
        }
        assert!(found <= best + 0.3, "{}: {found} {best}", pruner.name);
    }
}
