//! The real Optuna: it reads our journals and we read its, both write to one, and importances agree.

use std::process::Command;

use tonewright_testkit::python::{python_prints, python_with};
use tonewright_tune::{
    Direction, Domain, Error, ImportanceConfig, Outcome, Parameter, SamplerConfig, Space, State, Study,
    StudySummary, Value, importance, studies,
};

use crate::{loss, order, run};

const HEAD: &str = r#"
import json, sys, warnings
import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
storage = JournalStorage(JournalFileBackend(sys.argv[1]))
def told(study):
    show = lambda x: None if x is None else repr(float(x))
    return [[t.number, t.state.name, t.params, show(t.value), {s: show(v) for s, v in t.intermediate_values.items()},
             t.user_attrs] for t in study.trials]
"#;

/// A trial of ours, as the program above tells those of Optuna.
fn told(trial: &tonewright_tune::Trial) -> serde_json::Value {
    let state = match trial.state {
        State::Waiting => "WAITING",
        State::Running => "RUNNING",
        State::Complete => "COMPLETE",
        State::Pruned => "PRUNED",
        State::Failed => "FAIL",
    };
    let show = |value: f64| serde_json::Value::from(python(value));
    let params: serde_json::Map<String, serde_json::Value> =
        trial.params.iter().map(|param| (param.name.clone(), serde_json::json!(param.value))).collect();
    let reports: serde_json::Map<String, serde_json::Value> =
        trial.reports.iter().map(|(step, value)| (step.to_string(), show(*value))).collect();
    serde_json::json!([trial.number, state, params, trial.value.map(python), reports, trial.notes])
}

/// A number as Python's `repr` has it, as far as this test's numbers go.
fn python(value: f64) -> String {
    match value {
        _ if value.is_nan() => "nan".to_owned(),
        _ if value.is_infinite() => if value > 0.0 { "inf" } else { "-inf" }.to_owned(),
        _ if value.fract() == 0.0 => format!("{value:.1}"),
        _ => value.to_string(),
    }
}

#[test]
fn optuna_reads_our_journal_and_goes_on_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let mut study = Study::open(&path, order("ours", Direction::Maximize)).unwrap();
    run(&mut study, 14).unwrap();
    for outcome in [Outcome::Pruned, Outcome::Failed("✓\n".into()), Outcome::Complete(f64::NEG_INFINITY)] {
        let trial = study.ask().unwrap();
        study.report(trial.number, 1, 0.5).unwrap();
        study.report(trial.number, 2, f64::NAN).unwrap();
        study.report(trial.number, 3, f64::INFINITY).unwrap();
        study.note(trial.number, "where", &serde_json::json!({"host": [1, null]})).unwrap();
        study.tell(trial.number, outcome).unwrap();
    }
    study.enqueue(&[("kind".into(), Value::Bool(true))]).unwrap();
    let ours: Vec<serde_json::Value> = study.trials().unwrap().iter().map(told).collect();
    let program = format!(
        r#"{HEAD}
study = optuna.load_study(study_name="ours", storage=storage)
print(json.dumps(told(study)))
print(study.direction.name, study.best_trial.number)
def value(trial):
    trial.suggest_float("rate", 1e-5, 1.0, log=True); trial.suggest_float("beta", 0.75, 0.95, step=0.001)
    trial.suggest_int("blocks", 2, 16, step=2)
    kind = trial.suggest_categorical("kind", ["mlp", "tree", 3, True])
    if kind in ("mlp", 3) and kind is not True: trial.suggest_int("width", 16, 2048, log=True)
    return 0.25
study.optimize(value, n_trials=3)
"#
    );
    let test = "optuna_reads_our_journal_and_goes_on_with_it";
    let Some(printed) = python_prints(test, &["optuna"], &program, &[&path]) else { return };
    let (trials, best) = printed.split_once('\n').unwrap();
    let theirs: Vec<serde_json::Value> = serde_json::from_str(trials).unwrap();
    assert_eq!(theirs, ours);
    assert_eq!(best.trim(), format!("MAXIMIZE {}", study.best().unwrap().unwrap().number));
    let trials = study.trials().unwrap();
    assert_eq!(trials.len(), 20);
    assert_eq!(trials[17].params.flag("kind"), Some(true), "the ordered one is run by Optuna");
    assert!(trials[17..].iter().all(|trial| trial.value == Some(0.25)));
    run(&mut study, 2).unwrap();
    assert_eq!(study.ask().unwrap().number, 22);
}

#[test]
fn we_read_optunas_journal_and_go_on_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let program = format!(
        r#"{HEAD}
study = optuna.create_study(study_name="theirs", storage=storage, direction="maximize")
study.set_user_attr("a", 1)
study.set_metric_names(["accuracy"])
def value(trial):
    x = trial.suggest_float("x", -1, 1); y = trial.suggest_float("y", 1e-5, 1, log=True)
    z = trial.suggest_float("z", 0, 1, step=0.25); i = trial.suggest_int("i", 1, 9, step=2)
    l = trial.suggest_int("l", 1, 512, log=True); c = trial.suggest_categorical("c", ["a", None, 1.5, 2, True])
    trial.report(0.5, 0); trial.report(float("nan"), 1); trial.report(float("inf"), 2); trial.set_user_attr("hä", "✓\n")
    if trial.number == 2: raise optuna.TrialPruned()
    if trial.number == 3: return float("nan")
    if trial.number == 4: raise ValueError("x")
    if trial.number == 5: return float("-inf")
    return x
study.optimize(value, n_trials=12, catch=(ValueError,))
study.add_trial(optuna.trial.create_trial(params={{"x": 0.25}}, distributions={{"x": optuna.distributions.FloatDistribution(0, 1)}}, value=1.0))
study.enqueue_trial({{"x": 0.5, "c": None}}, user_attrs={{"u": 1}})
study.ask()
study.enqueue_trial({{"x": 0.125}})
several = optuna.create_study(study_name="several", storage=storage, directions=["minimize", "maximize"])
several.tell(several.ask(), [1.0, 2.0])
optuna.create_study(study_name="gone", storage=storage); optuna.delete_study(study_name="gone", storage=storage)
optuna.create_study(study_name="empty", storage=storage)
print(json.dumps(told(study)))
print(study.best_trial.number)
"#
    );
    let test = "we_read_optunas_journal_and_go_on_with_it";
    let Some(printed) = python_prints(test, &["optuna"], &program, &[&path]) else { return };
    let (trials, best) = printed.split_once('\n').unwrap();
    let theirs: Vec<serde_json::Value> = serde_json::from_str(trials).unwrap();
    let summary = StudySummary::read(&path, "theirs").unwrap();
    let ours: Vec<serde_json::Value> = summary.trials.iter().map(told).collect();
    assert_eq!(ours, theirs);
    assert_eq!(summary.best().unwrap().number.to_string(), best.trim());
    assert_eq!((summary.direction, summary.order.as_ref()), (Some(Direction::Maximize), None));
    let names: Vec<String> = studies(&path).unwrap().into_iter().map(|study| study.name).collect();
    assert_eq!(names, ["theirs", "several", "empty"]);
    assert!(matches!(Study::load(&path, "several"), Err(Error::Objectives { objectives: 2, .. })));
    assert!(matches!(Study::load(&path, "empty"), Err(Error::Space(_))));
    let mut study = Study::load(&path, "theirs").unwrap();
    let ordered = study.ask().unwrap();
    assert_eq!((ordered.number, ordered.params.number("x")), (14, Some(0.125)));
    study.tell(14, Outcome::Complete(0.125)).unwrap();
    assert_eq!(study.ask().unwrap().params.len(), 6);
}

/// Both write at once; no line is lost or torn, and no number is had twice.
#[test]
fn optuna_and_we_work_on_one_study_at_once() {
    let Some(python) = python_with("optuna_and_we_work_on_one_study_at_once", &["optuna"]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let mut study = Study::open(&path, order("both", Direction::Minimize)).unwrap();
    let program = format!(
        r#"{HEAD}
study = optuna.load_study(study_name="both", storage=storage, sampler=optuna.samplers.RandomSampler())
study.optimize(lambda trial: trial.suggest_float("rate", 1e-5, 1.0, log=True), n_trials=20)
"#
    );
    let theirs = std::thread::spawn({
        let path = path.clone();
        move || Command::new(python).arg("-c").arg(program).arg(&path).output()
    });
    let mut ours = 0;
    while !theirs.is_finished() || ours < 10 {
        run(&mut study, 1).unwrap();
        ours += 1;
        // A trial takes its time; without, Optuna's side would rarely find the journal free.
        std::thread::sleep(std::time::Duration::from_millis(30));
        assert!(ours < 3000, "Optuna's side does not come to its end beside ours");
    }
    let output = theirs.join().unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let trials = study.trials().unwrap();
    assert_eq!(trials.len(), ours + 20);
    assert!(trials.iter().all(|trial| trial.state == State::Complete));
    let of_ours =
        trials.iter().filter(|trial| trial.params.len() > 1).all(|trial| trial.value == Some(loss(trial)));
    assert!(of_ours);
}

/// Shares as Optuna's forest tells them, of random trials over numbers on a plain scale. (Its forest does not know that a
/// parameter was searched on a logarithmic one; and over choices it counts boxes of columns of noughts and ones, among
/// them such that no choice has.)
#[test]
fn importances_agree_with_optunas() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let mut order = order("s", Direction::Minimize);
    let rate = Domain::Float { low: 0.0, high: 5.0, log: false, step: None };
    let rate = Parameter { name: "rate".into(), domain: rate, when: None };
    let others = order.space.parameters()[1..3].iter().cloned();
    order.space = Space::new([rate].into_iter().chain(others).collect()).unwrap();
    order.sampler = SamplerConfig::named("random");
    let mut study = Study::open(&path, order).unwrap();
    for _ in 0..200 {
        let trial = study.ask().unwrap();
        let number = |name: &str| trial.params.number(name).unwrap();
        let [rate, blocks, beta] = ["rate", "blocks", "beta"].map(number);
        let value = rate + blocks / 4.0 + 20.0 * beta + 0.1 * rate * blocks;
        study.tell(trial.number, Outcome::Complete(value)).unwrap();
    }
    let program = format!(
        r#"{HEAD}
study = optuna.load_study(study_name="s", storage=storage)
evaluator = optuna.importance.FanovaImportanceEvaluator(seed=1)
print(json.dumps(optuna.importance.get_param_importances(study, evaluator=evaluator, normalize=False)))
"#
    );
    let test = "importances_agree_with_optunas";
    let Some(printed) = python_prints(test, &["optuna", "sklearn"], &program, &[&path]) else { return };
    let theirs: std::collections::BTreeMap<String, f64> = serde_json::from_str(&printed).unwrap();
    let ours = importance(study.trials().unwrap(), &ImportanceConfig::default()).unwrap();
    assert_eq!(ours.len(), theirs.len());
    for one in ours {
        let other = theirs[&one.name];
        assert!((one.share - other).abs() < 0.05, "{}: {} {other}", one.name, one.share);
    }
}
