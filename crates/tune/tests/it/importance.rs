//! Importances of functions whose answer is known.

use tonewright_tune::{
    Direction, Domain, Error, ImportanceConfig, Outcome, Parameter, Params, SamplerConfig, Space, Study,
    StudyOrder, Trial,
};

fn float(name: &str, low: f64, high: f64, log: bool) -> Parameter {
    Parameter { name: name.into(), domain: Domain::Float { low, high, log, step: None }, when: None }
}

fn trials(space: Vec<Parameter>, many: usize, value: impl Fn(&Params) -> f64) -> Vec<Trial> {
    let folder = tempfile::tempdir().unwrap();
    let mut order = StudyOrder::new("s", Direction::Minimize, Space::new(space).unwrap());
    order.sampler = SamplerConfig::named("qmc");
    let mut study = Study::open(&folder.path().join("j"), order).unwrap();
    for _ in 0..many {
        let trial = study.ask().unwrap();
        study.tell(trial.number, Outcome::Complete(value(&trial.params))).unwrap();
    }
    study.trials().unwrap().to_vec()
}

fn share(trials: &[Trial], name: &str) -> f64 {
    let all = tonewright_tune::importance(trials, &ImportanceConfig::default()).unwrap();
    all.iter().find(|one| one.name == name).unwrap().share
}

/// Variances of `3x`, `2y` and `z` over `0..1` are as 9, 4 and 1; a logarithmic one is even on its scale, and a choice
/// of 0, 0, 3 has the variance 2, which is 24 twelfths. The last one does nothing.
#[test]
fn an_additive_function_is_taken_apart() {
    let choice = Domain::Choice { choices: vec!["a".into(), "b".into(), "c".into()] };
    let space = vec![
        float("x", 0.0, 1.0, false),
        float("y", 1e-4, 1.0, true),
        Parameter {
            name: "z".into(),
            domain: Domain::Int { low: 0, high: 100, log: false, step: 1 },
            when: None,
        },
        Parameter { name: "c".into(), domain: choice, when: None },
        float("idle", 0.0, 1.0, false),
    ];
    let number = |params: &Params, name: &str| params.number(name).unwrap();
    let trials = trials(space, 400, |params| {
        let y = number(params, "y").log10() / 4.0;
        let c = if params.text("c") == Some("c") { 3.0 } else { 0.0 };
        3.0 * number(params, "x") + 2.0 * y + number(params, "z") / 100.0 + c
    });
    let whole = 9.0 + 4.0 + 1.0 + 24.0;
    for (name, expected) in [("x", 9.0), ("y", 4.0), ("z", 1.0), ("c", 24.0), ("idle", 0.0)] {
        let found = share(&trials, name);
        assert!((found - expected / whole).abs() < 0.04, "{name}: {found} {}", expected / whole);
    }
}

/// `(2x − 1)(2y − 1)` is nothing but what both explain together.
#[test]
fn what_only_two_explain_together_is_neithers() {
    let space = vec![float("x", 0.0, 1.0, false), float("y", 0.0, 1.0, false)];
    let number = |params: &Params, name: &str| 2.0 * params.number(name).unwrap() - 1.0;
    let trials = trials(space, 256, |params| number(params, "x") * number(params, "y"));
    assert!(share(&trials, "x") < 0.15 && share(&trials, "y") < 0.15);
}

#[test]
fn the_same_seed_gives_the_same_and_the_order_is_of_size() {
    let space = vec![float("small", 0.0, 1.0, false), float("large", 0.0, 1.0, false)];
    let trials =
        trials(space, 64, |params| params.number("small").unwrap() + 5.0 * params.number("large").unwrap());
    let config = ImportanceConfig { seed: 5, ..ImportanceConfig::default() };
    let told = tonewright_tune::importance(&trials, &config).unwrap();
    assert_eq!(told, tonewright_tune::importance(&trials, &config).unwrap());
    assert_ne!(told, tonewright_tune::importance(&trials, &ImportanceConfig { seed: 6, ..config }).unwrap());
    assert_eq!(told[0].name, "large");
}

#[test]
fn huge_values_and_too_few_trials_are_no_trouble() {
    let space = || vec![float("x", 0.0, 1.0, false)];
    let huge = trials(space(), 32, |params| 1e308 * (params.number("x").unwrap() - 0.5));
    assert!(share(&huge, "x") > 0.99);
    let refused = |trials: &[Trial], config: ImportanceConfig| {
        matches!(tonewright_tune::importance(trials, &config), Err(Error::Importance(_)))
    };
    let config = ImportanceConfig::default;
    assert!(refused(&[], config()));
    assert!(refused(&huge[..1], config()));
    assert!(refused(&huge, ImportanceConfig { trees: 0, ..config() }));
    assert!(refused(&huge, ImportanceConfig { depth: 65, ..config() }));
    assert!(refused(&trials(space(), 8, |_| 1.0), config()));
    assert!(refused(&trials(space(), 8, |_| f64::INFINITY), config()));
}
