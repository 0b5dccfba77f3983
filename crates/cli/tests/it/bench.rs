//! `bench`: the protocols are listed, say what they lack and refuse what they don't take; an exam is resumed.

use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::{Command, Stdio};
#[cfg(unix)]
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::command::Place;

#[test]
fn protocols_are_listed() {
    let listed = Place::empty().run(&["bench"]).expect(0).stdout;
    for protocol in ["listeners", "neighbours", "knobs", "in-domain", "real-notes"] {
        assert!(listed.contains(protocol), "{listed}");
    }
}

#[test]
fn missing_data_is_said_with_the_way_to_it() {
    let place = Place::empty();
    for protocol in ["listeners", "neighbours", "in-domain"] {
        let answer = place.run(&["bench", protocol, "--data", "nowhere"]).expect(2);
        assert!(answer.stderr.contains("nowhere"), "{}", answer.stderr);
    }
}

#[test]
fn what_a_protocol_does_not_take_and_nonsense_are_refused_with_a_hint() {
    let place = Place::empty();
    for (args, said) in [
        (["listeners", "--budget", "5000"], "`listeners` takes `--data`, `--only`"),
        (["in-domain", "--budget", "fast"], "write seconds as `20s`"),
        (["in-domain", "--shard", "5/4"], "`2/4`"),
        (["in-domain", "--budget", "20s,"], "write seconds as `20s`"),
        (["in-domain", "--renders-per-sec", "0"], "`--calibrate` tells"),
        (["in-domain", "--targets", "0"], "at least one target"),
        (["knobs", "--targets", "0"], "at least one preset"),
        (["knobs", "--only", "mel-slany"], "did you mean `mel-slaney`?"),
        (["knobs", "--budget", "5000"], "`knobs` takes `--only`, `--targets`"),
        (["real-notes", "--methods", "serch"], "did you mean `search`?"),
        (["real-notes", "--synth", "dx8"], "did you mean `dx7`?"),
    ] {
        let answer = place.run(&["bench", args[0], args[1], args[2]]).expect(2);
        assert!(answer.stderr.contains(said), "{}", answer.stderr);
    }
    assert!(!place.path("runs").exists());
}

#[test]
fn what_follows_knobs_is_told_best_first() {
    let told = ["bench", "knobs", "--only", "picture", "--only", "rms-envelope", "--targets", "1", "--json"];
    let told = Place::empty().run(&told).expect(0).stdout;
    let told: Value = serde_json::from_str(&told).unwrap();
    let rows = told["rows"].as_array().unwrap();
    let means: Vec<f64> = rows.iter().map(|row| row["mean"].as_f64().unwrap()).collect();
    // Each subject as a whole, and as its average over time.
    assert!(rows.len() == 4 && rows[0]["name"] == "picture", "{told}");
    assert!(means.is_sorted_by(|one, next| one >= next) && means[0] > 0.8, "{told}");
    assert!(rows.iter().all(|row| row["attributes"].as_array().unwrap().len() == 13), "{told}");
}

#[test]
fn a_python_that_is_none_is_said_rather_than_passed_over() {
    let place = Place::empty();
    let output =
        place.command(&["bench", "in-domain"]).env("TONEWRIGHT_PYTHON", "no/python").output().unwrap();
    let answer = place.answer(output).expect(2);
    assert!(answer.stderr.contains("`no/python` is no file"), "{}", answer.stderr);
}

/// The voices and the Python of this workspace, where they are.
fn workspace() -> Option<(PathBuf, Option<PathBuf>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named =
        |variable, usual: &str| std::env::var_os(variable).map_or_else(|| root.join(usual), PathBuf::from);
    let data = named("TONEWRIGHT_DATA", "../shared/data");
    let python = named("TONEWRIGHT_PYTHON", "target/reference-venv/bin/python");
    data.join("dx7/voices-val.syx").is_file().then(|| (data, python.is_file().then_some(python)))
}

/// A command of `bench` on the workspace's voices and Python, where they are.
fn on_voices(place: &Place, args: &[&str], test: &str) -> Option<std::process::Command> {
    let Some((data, python)) = workspace() else {
        eprintln!("SKIPPED {test}: dx7/voices-val.syx is missing; name its folder in TONEWRIGHT_DATA");
        return None;
    };
    let mut command = place.command(args);
    command.env("TONEWRIGHT_DATA", &data);
    if let Some(python) = &python {
        command.env("TONEWRIGHT_PYTHON", python);
    }
    Some(command)
}

#[cfg(unix)]
#[test]
fn an_interrupted_exam_keeps_what_it_has_and_says_so_in_its_code() {
    let place = Place::empty();
    let args = ["bench", "in-domain", "--methods", "random", "--targets", "1", "--budget", "50,10m"];
    let test = "an_interrupted_exam_keeps_what_it_has_and_says_so_in_its_code";
    let Some(mut command) = on_voices(&place, &args, test) else { return };
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The folder appears when the search is about to begin: some renders later the first budget is spent.
    let patience = Instant::now();
    while !place.path("runs/bench-in-domain").exists() {
        assert!(patience.elapsed() < Duration::from_secs(30), "the exam never started");
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_secs(1));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let answer = place.answer(child.wait_with_output().unwrap()).expect(130);
    assert!(answer.stderr.contains("of 2 items done: the same command goes on"), "{}", answer.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn calibration_tells_what_to_give_to_renders_per_sec() {
    let place = Place::empty();
    let args = ["bench", "in-domain", "--calibrate", "--targets", "1", "--budget", "64"];
    let test = "calibration_tells_what_to_give_to_renders_per_sec";
    let Some(mut command) = on_voices(&place, &args, test) else { return };
    let answer = place.answer(command.output().unwrap()).expect(0);
    assert!(answer.stdout.contains("renders/s on two idle cores"), "{}", answer.stdout);
    assert!(answer.stdout.contains("targets: 1; 64 renders of `search` on each"), "{}", answer.stdout);
    assert!(!place.path("runs").exists());
}

#[test]
fn an_exam_asked_again_goes_on_where_it_ended() {
    let place = Place::empty();
    let test = "an_exam_asked_again_goes_on_where_it_ended";
    if on_voices(&place, &[], test).is_none() {
        return;
    }
    let python = workspace().and_then(|(_, python)| python);
    let judge = if python.is_some() { "dexed" } else { "native" };
    let sit = |budget: &str, targets: &str| {
        let args =
            ["bench", "in-domain", "--methods", "random", "--json", "--budget", budget, "--targets", targets];
        let answer = place.answer(on_voices(&place, &args, test).unwrap().output().unwrap()).expect(0);
        let json: Value = serde_json::from_str(&answer.stdout).unwrap();
        (json, answer.stderr)
    };
    let results = || String::from_utf8(place.read("runs/bench-in-domain/results.jsonl")).unwrap();

    let (first, said) = sit("50", "1");
    assert!(said.contains(if python.is_some() { "the real Dexed engine" } else { "own engine" }), "{said}");
    assert!(said.contains("summary.html") && !said.contains("done before"), "{said}");
    assert_eq!((&first["done"], &first["items"]), (&1.into(), &1.into()));
    assert_eq!(first["judges"], serde_json::json!([judge]));
    assert_eq!(first["rows"][0]["mean_renders"], 50.0);
    let kept = results();
    assert_eq!(kept.lines().count(), 1);

    let (second, said) = sit("50", "1");
    assert!(said.contains("1 of 1 items were done before"), "{said}");
    assert_eq!((second, results()), (first, kept.clone()));

    let (third, _) = sit("50", "2");
    assert_eq!(third["rows"][0]["items"], 2);
    assert!(results().starts_with(&kept) && results().lines().count() == 2);
}
