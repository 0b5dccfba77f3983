//! Studies of trainings, as a user runs them.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tonewright_testkit::python::python_prints;

use crate::command::Place;
use crate::train::taught::{SMALL, school};

/// A study of a tiny network: its rate, and how wide it is.
const STUDY: &str = r#"
of = "small"
set = ["teach.schedule={ kind = \"constant\" }"]
trials = 7
[sampler]
name = "tpe"
startup_trials = 3
[space."teach.rate"]
kind = "float"
low = 1e-5
high = 1e-2
log = true
[space."encoder.width"]
kind = "int"
low = 16
high = 64
step = 16
"#;

fn words<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let fixed = ["tune", "proxy", "mine.toml", "--data", "train", "--held-out", "held-out", "-o", out];
    [&fixed[..], &SMALL, &["--set", "teach.steps=40"], more].concat()
}

pub(crate) fn place() -> Place {
    let place = school();
    place.write("mine.toml", STUDY.as_bytes());
    place
}

fn json(place: &Place, words: &[&str]) -> Value {
    serde_json::from_str(&place.run(&[words, &["--json"]].concat()).expect(0).stdout).unwrap()
}

#[test]
fn a_study_finds_good_settings_and_goes_on() {
    let place = place();
    let whole = json(&place, &words("whole", &[]));
    assert_eq!((whole["complete"].as_u64(), whole["running"].as_u64()), (Some(7), Some(0)), "{whole}");
    let mrr = |at: usize| whole["trials"][at]["mrr"].as_f64().unwrap();
    assert!((1..7).all(|at| mrr(at - 1) >= mrr(at)));
    // Each trial is a run: the best can be examined, and all be watched and compared.
    let best = whole["trials"][0]["folder"].as_str().unwrap();
    place.run(&["eval", "proxy", best, "--data", "held-out", "-q"]).expect(0);
    assert_eq!(place.run(&["runs", "list", "whole"]).expect(0).stdout.lines().count(), 7);
    // In two parts it is the same study.
    place.run(&words("parts", &["--trials", "4", "-q"])).expect(0);
    let parts = json(&place, &words("parts", &[]));
    let settings = |study: &Value| -> Vec<Value> {
        study["trials"].as_array().unwrap().iter().map(|trial| trial["settings"].clone()).collect()
    };
    assert_eq!(settings(&parts), settings(&whole));
    let shown = place.run(&["tune", "show", "whole", "--top", "2", "--out", "study.html"]).expect(0).stdout;
    assert!(shown.starts_with("mine: 7 trials ended, 0 were ended early, 0 failed, 0 run\n"), "{shown}");
    assert!(shown.contains("teach.rate=") && shown.contains("the best is in whole/trial-"), "{shown}");
    let page = String::from_utf8(place.read("study.html")).unwrap();
    assert_eq!(page.matches("<svg").count(), 4, "trials, their courses, two settings");
    let program = "
import sys, optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
study = optuna.load_study(study_name='mine', storage=JournalStorage(JournalFileBackend(sys.argv[1])))
print(len(study.trials), study.best_value)
";
    let log = place.path("whole/study.log");
    let test = "a_study_finds_good_settings_and_goes_on";
    if let Some(read) = python_prints(test, &["optuna"], program, &[&log]) {
        assert_eq!(read.trim(), format!("7 {}", mrr(0)));
    }
}

#[test]
fn a_study_that_is_interrupted_goes_on_with_its_trial() {
    let place = place();
    let endless = ["--set", "teach.steps=1000000", "--set", "teach.patience=1000000"];
    let child = place
        .command(&words("study", &endless))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let patience = Instant::now();
    while std::fs::metadata(place.path("study/trial-0000/metrics.jsonl")).map_or(0, |file| file.len()) == 0 {
        assert!(patience.elapsed() < Duration::from_secs(60), "it never started");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let stopped = place.answer(child.wait_with_output().unwrap()).expect(130);
    assert!(stopped.stdout.contains("0 trials ended"), "{}", stopped.stdout);
    let study = json(&place, &words("study", &["--trials", "2"]));
    let numbers: Vec<u64> =
        study["trials"].as_array().unwrap().iter().map(|trial| trial["number"].as_u64().unwrap()).collect();
    assert!(numbers.len() == 2 && numbers.contains(&0) && numbers.contains(&1), "{study}");
}

#[test]
fn what_is_wrong_with_a_study_is_told() {
    let place = place();
    let listed = place.run(&["tune", "configs"]).expect(0).stdout;
    assert!(listed.contains("synth-proxy-tfm-all") && listed.contains("small"), "{listed}");
    let printed = place.run(&["tune", "configs", "synth-proxy-hn-pt-all"]).expect(0).stdout;
    assert!(printed.contains("encoder.input.dim"), "{printed}");
    for (wrong, expected) in [
        (&["tune", "show", "nowhere"][..], "nowhere"),
        (&["tune", "proxy", "smal", "--data", "train", "--held-out", "held-out"], "did you mean `small`"),
    ] {
        let error = place.run(wrong).expect(2).stderr;
        assert!(error.contains(expected), "{wrong:?}: {error}");
    }
    let error = place.run(&words("a", &["--sampler", "tpa"])).expect(2).stderr;
    assert!(error.contains("tpa") && error.contains("qmc-tpe"), "{error}");
    place.write("mine.toml", STUDY.replace("1e-5", "1").as_bytes());
    let error = place.run(&words("b", &[])).expect(2).stderr;
    assert!(error.contains("teach.rate"), "{error}");
    // A setting that no training has is the study's fault, not a trial's.
    place.write("mine.toml", STUDY.replace("encoder.width", "encoder.depth").as_bytes());
    let error = place.run(&words("c", &[])).expect(2).stderr;
    assert!(error.contains("depth"), "{error}");
}
