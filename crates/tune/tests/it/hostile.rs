//! Journals that lie: an error that names the line, and never a panic.

use std::path::Path;

use proptest::prelude::*;
use tonewright_tune::{
    Direction, Error, ImportanceConfig, Outcome, PrunerConfig, Study, importance, studies,
};

use crate::{order, run};

const STUDY: &str = r#"{"op_code":0,"worker_id":"w","study_name":"s","directions":[1]}"#;
const TRIAL: &str =
    r#"{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":"2026-11-23T01:14:12.524129+00:00"}"#;

fn line_error(path: &Path, lines: &[&str]) -> Option<(u64, String)> {
    std::fs::write(path, lines.join("\n") + "\n").unwrap();
    match studies(path) {
        Err(Error::Line { line, why, .. }) => Some((line, why)),
        Err(other) => unreachable!("{other}"),
        Ok(_) => None,
    }
}

#[test]
fn lies_are_told_with_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let param = |distribution: &str, value: &str| {
        let distribution = serde_json::to_string(distribution).unwrap();
        format!(
            r#"{{"op_code":5,"worker_id":"w","trial_id":0,"param_name":"x","param_value_internal":{value},"distribution":{distribution}}}"#
        )
    };
    let float = |low: &str, high: &str| {
        format!(
            r#"{{"name":"FloatDistribution","attributes":{{"step":null,"low":{low},"high":{high},"log":true}}}}"#
        )
    };
    let choice = r#"{"name":"CategoricalDistribution","attributes":{"choices":["a"]}}"#;
    let int = r#"{"name":"IntDistribution","attributes":{"log":false,"step":1,"low":1,"high":4}}"#;
    let cases: Vec<(String, &str)> = vec![
        ("hello".into(), "expected"),
        ("[]".into(), "invalid"),
        ("\u{0}".into(), "expected"),
        ("{}".into(), "op_code"),
        (r#"{"op_code":99,"worker_id":"w"}"#.into(), "none is known above 9"),
        (r#"{"op_code":-1,"worker_id":"w"}"#.into(), "invalid value"),
        (r#"{"op_code":1e400,"worker_id":"w"}"#.into(), "out of range"),
        (r#"{"op_code":"4","worker_id":"w"}"#.into(), "invalid type"),
        (r#"{"op_code":4,"worker_id":3,"study_id":0}"#.into(), "invalid type"),
        (r#"{"op_code":4,"worker_id":"w"}"#.into(), "study_id"),
        (
            r#"{"op_code":4,"worker_id":"w","study_id":18446744073709551615}"#.into(),
            "study 18446744073709551615",
        ),
        (r#"{"op_code":4,"worker_id":"w","study_id":0,"state":9}"#.into(), "above 4"),
        (r#"{"op_code":4,"worker_id":"w","study_id":0,"state":1}"#.into(), "has no value"),
        (r#"{"op_code":4,"worker_id":"w","study_id":0,"params":{"x":1}}"#.into(), "no distribution"),
        (r#"{"op_code":4,"worker_id":"w","study_id":0,"intermediate_values":{"a":1}}"#.into(), "no step"),
        (r#"{"op_code":0,"worker_id":"w","study_name":"t","directions":[3]}"#.into(), "directions"),
        (r#"{"op_code":0,"worker_id":"w","study_name":"t","directions":[]}"#.into(), "directions"),
        (r#"{"op_code":1,"worker_id":"w","study_id":4}"#.into(), "study 4"),
        (r#"{"op_code":6,"worker_id":"w","trial_id":7,"state":1,"values":[1]}"#.into(), "trial 7"),
        (r#"{"op_code":6,"worker_id":"w","trial_id":0,"state":1,"values":["x"]}"#.into(), "number"),
        (
            r#"{"op_code":7,"worker_id":"w","trial_id":0,"step":-1,"intermediate_value":1}"#.into(),
            "invalid value",
        ),
        (
            r#"{"op_code":7,"worker_id":"w","trial_id":0,"step":1.5,"intermediate_value":1}"#.into(),
            "invalid type",
        ),
        (r#"{"op_code":8,"worker_id":"w","trial_id":0,"user_attr":3}"#.into(), "invalid type"),
        (param("{", "1"), "can't be read"),
        (param(r#"{"name":"Cube","attributes":{}}"#, "1"), "not known"),
        (param(&float("2.0", "1.0"), "1"), "above high"),
        (param(&float("-2.0", "1.0"), "1"), "above 0"),
        (param(&float("1.0", "2.0"), "NaN"), "has not"),
        (param(choice, "7"), "has not"),
        (param(choice, "-1"), "has not"),
        (param(choice, "NaN"), "has not"),
        (param(int, "1.5"), "has not"),
        (param(int, "1e300"), "has not"),
    ];
    for (lie, expected) in cases {
        let found = line_error(&path, &[STUDY, TRIAL, &lie, TRIAL]);
        let (line, why) = found.unwrap_or_else(|| unreachable!("`{lie}` passes"));
        assert!(line == 3 && why.contains(expected), "{lie}: {line} {why}");
    }
    std::fs::write(&path, b"\xff\xfe\n").unwrap();
    assert!(matches!(studies(&path), Err(Error::Line { line: 1, .. })));
    let why = studies(&path).unwrap_err().to_string();
    assert!(why.contains("line 1: it is no UTF-8"), "{why}");
}

#[test]
fn what_only_comes_too_late_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let end = r#"{"op_code":6,"worker_id":"w","trial_id":0,"state":1,"values":[0.5]}"#;
    let again = end.replace("0.5", "0.7");
    assert_eq!(line_error(&path, &[STUDY, STUDY, TRIAL, end, &again, &again.replace(":1,", ":3,")]), None);
    assert_eq!(studies(&path).unwrap()[0].trials[0].value, Some(0.5));
    let delete = r#"{"op_code":1,"worker_id":"w","study_id":0}"#;
    assert_eq!(
        line_error(&path, &[STUDY, TRIAL, delete, end, STUDY, TRIAL, &TRIAL.replace(":0,", ":1,")]),
        None
    );
    assert_eq!(studies(&path).unwrap()[0].trials.len(), 1);
}

/// A study of ours with reports and all outcomes, as bytes.
fn journal() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let mut study = Study::open(&path, order("s", Direction::Minimize)).unwrap();
    run(&mut study, 3).unwrap();
    for outcome in [Outcome::Pruned, Outcome::Failed("x".into()), Outcome::Complete(f64::INFINITY)] {
        let trial = study.ask().unwrap();
        study.report(trial.number, 1, f64::NAN).unwrap();
        study.tell(trial.number, outcome).unwrap();
    }
    std::fs::read(&path).unwrap()
}

fn changed() -> impl Strategy<Value = Vec<u8>> {
    let whole = journal();
    let words = [
        "NaN",
        "-1",
        "1e999",
        "18446744073709551615",
        "null",
        "\"",
        "{",
        "}",
        "0",
        "9",
        "\n",
        "Infinity",
        "[]",
    ];
    let change = (any::<proptest::sample::Index>(), 0_usize..12, proptest::sample::select(words.to_vec()));
    proptest::collection::vec(change, 1..4).prop_map(move |changes| {
        let mut bytes = whole.clone();
        for (at, cut, word) in changes {
            let at = at.index(bytes.len());
            let to = (at + cut).min(bytes.len());
            bytes.splice(at..to, word.bytes());
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is changed, it is read or refused, and what is read can be worked on.
    #[test]
    fn changed_journals_never_panic(bytes in changed()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j");
        std::fs::write(&path, &bytes).unwrap();
        let Ok(all) = studies(&path) else { return Ok(()) };
        for summary in all {
            drop(importance(&summary.trials, &ImportanceConfig { trees: 2, ..ImportanceConfig::default() }));
            let Ok(mut study) = Study::load(&path, &summary.name) else { continue };
            let mut order = study.order().clone();
            order.pruner = PrunerConfig { startup_trials: 0, ..PrunerConfig::named("median") };
            order.sampler.startup_trials = Some(0);
            drop(study);
            study = Study::open(&path, order).unwrap();
            let trial = study.ask().unwrap();
            study.report(trial.number, u64::MAX, 1.0).unwrap();
            study.tell(trial.number, Outcome::Pruned).unwrap();
            study.ask().unwrap();
        }
    }
}
