//! `runs`: the numbers of runs are listed, watched and compared.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tonewright_testkit::python::{python_prints, python_with};

use crate::command::Place;

/// Two trainings' numbers and a search's.
fn place() -> Place {
    let place = Place::with_pluck();
    for (name, shift) in [("first", 0.0), ("second", 0.1)] {
        std::fs::create_dir_all(place.path(&format!("runs/sweep/{name}"))).unwrap();
        let line = |step: u32| {
            format!("{{\"step\":{step},\"loss\":{},\"rate\":0.001}}\n", 1.0 / f64::from(step) + shift)
        };
        let mut text: String = (1..=40).map(|step| line(step * 20)).collect();
        text += &format!("{{\"step\":800,\"validation\":{{\"l1\":0.25,\"mrr\":{}}}}}\n", 0.5 + shift);
        place.write(&format!("runs/sweep/{name}/metrics.jsonl"), text.as_bytes());
    }
    place
}

#[test]
fn runs_are_listed_and_compared() {
    let place = place();
    place.run(&["match", "pluck.wav", "--budget", "60", "--out", "runs/match"]).expect(0);
    let listed = place.run(&["runs", "list"]).expect(0).stdout;
    assert_eq!(listed.lines().count(), 3, "{listed}");
    assert!(
        listed.contains("runs/sweep/first   step 800 ") && listed.contains("runs/match         renders "),
        "{listed}"
    );
    let both = ["runs", "compare", "runs/sweep/first", "runs/sweep/second"];
    let told = place.run(&[&both[..], &["--out", "curves.html"]].concat()).expect(0);
    assert!(told.stdout.contains("0.001250 (best 0.001250 at 800) *"), "{}", told.stdout);
    assert!(told.stdout.contains("0.6000 (best 0.6000 at 800) *"), "{}", told.stdout);
    let page = String::from_utf8(place.read("curves.html")).unwrap();
    assert_eq!(page.matches("<svg").count(), 4);
    let json: Value =
        serde_json::from_str(&place.run(&[&both[..], &["--json"]].concat()).expect(0).stdout).unwrap();
    let mrr = json.as_array().unwrap().iter().find(|row| row["curve"] == "validation.mrr").unwrap();
    assert_eq!(
        (&mrr["runs"][0]["leads"], &mrr["runs"][1]["leads"]),
        (&Value::from(false), &Value::from(true))
    );
    let error = place.run(&["runs", "compare", "runs/sweep"]).expect(2).stderr;
    assert!(error.contains("metrics.jsonl` can't be read"), "{error}");
    let error = place.run(&["runs", "list", "nowhere"]).expect(2).stderr;
    assert!(error.contains("nowhere"), "{error}");
}

#[test]
fn a_run_is_watched_while_it_works() {
    let place = place();
    let once = place.run(&["runs", "watch", "runs/sweep/first", "--once"]).expect(0).stdout;
    assert!(once.starts_with("step 800\n") && once.contains("loss") && once.contains('█'), "{once}");
    let mut command = place.command(&["runs", "watch", "runs/sweep/second", "--every", "0.05"]);
    let out = std::fs::File::create(place.path("told")).unwrap();
    let child = command.stdout(out).stderr(Stdio::piped()).spawn().unwrap();
    let told = |expected: &str| {
        let patience = Instant::now();
        while !String::from_utf8_lossy(&place.read("told")).contains(expected) {
            assert!(patience.elapsed() < Duration::from_secs(30), "`{expected}` was never told");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    told("  validation.l1 0.2500  validation.mrr 0.6000\n");
    let path = place.path("runs/sweep/second/metrics.jsonl");
    let mut file = std::fs::File::options().append(true).open(path).unwrap();
    file.write_all(b"{\"step\":820,\"loss\":0.125}\n").unwrap();
    told("step 820  loss 0.1250\n");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    place.answer(child.wait_with_output().unwrap()).expect(0);
}

const SCALARS: &str = "
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1])
events.Reload()
print(json.dumps({tag: [[event.step, event.value] for event in events.Scalars(tag)] for tag in events.Tags()['scalars']}))
";

#[test]
fn tensorboard_reads_our_event_files() {
    let place = place();
    // Twice: the file is made anew.
    for _ in 0..2 {
        place.run(&["runs", "track", "runs/sweep/first", "--to", "tensorboard"]).expect(0);
    }
    let test = "tensorboard_reads_our_event_files";
    let folder = place.path("runs/sweep/first");
    let Some(read) = python_prints(test, &["tensorboard"], SCALARS, &[&folder]) else { return };
    let read: Value = serde_json::from_str(&read).unwrap();
    assert_eq!(read["validation/mrr"], serde_json::json!([[800, 0.5]]));
    let loss = read["loss"].as_array().unwrap();
    assert_eq!((loss.len(), &loss[0][0]), (40, &Value::from(20)));
    assert!((loss[0][1].as_f64().unwrap() - 0.05).abs() < 1e-7, "{loss:?}");
    let error = place.run(&["runs", "track", "runs/sweep/first", "--to", "tensorbord"]).expect(2).stderr;
    assert!(error.contains("did you mean `tensorboard`?"), "{error}");
}

#[test]
fn clients_in_python_take_the_numbers_and_none_twice() {
    let test = "clients_in_python_take_the_numbers_and_none_twice";
    let Some(python) = python_with(test, &["mlflow", "wandb"]) else { return };
    let place = place().with_python(python);
    let track = |client: &str| {
        let mut command = place.command(&["runs", "track", "runs/sweep/second", "--to", client]);
        command.env("WANDB_MODE", "offline").env("WANDB_SILENT", "true");
        command.env("MLFLOW_TRACKING_URI", format!("file:{}", place.path("mlruns").display()));
        command.env("MLFLOW_ALLOW_FILE_STORE", "true").env("HOME", place.path("."));
        place.answer(command.output().unwrap()).expect(0);
        let card: Value =
            serde_json::from_slice(&place.read(format!("runs/sweep/second/{client}.json"))).unwrap();
        assert_eq!(card["last"], 800, "{card}");
        card["id"].as_str().unwrap().to_owned()
    };
    let first = track("mlflow");
    assert_eq!(track("mlflow"), first);
    let mut folders =
        std::fs::read_dir(place.path("mlruns")).unwrap().map(|entry| entry.unwrap().path().join(&first));
    let run = folders.find(|folder| folder.is_dir()).unwrap();
    let loss = std::fs::read_to_string(run.join("metrics/loss")).unwrap();
    assert_eq!(loss.lines().count(), 40, "{loss}");
    let mrr = std::fs::read_to_string(run.join("metrics/validation.mrr")).unwrap();
    assert!(mrr.trim_end().ends_with(" 0.6 800"), "{mrr}");
    track("wandb");
    let runs = std::fs::read_dir(place.path("runs/sweep/second/wandb")).unwrap();
    let offline = runs
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("offline-run"))
        .unwrap();
    let file = std::fs::read_dir(offline)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|ending| ending == "wandb"));
    let bytes = std::fs::read(file.unwrap()).unwrap();
    let has = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    assert!(has(b"validation/mrr") && has(b"loss"));
}

#[test]
fn a_client_that_is_not_there_is_told() {
    let test = "a_client_that_is_not_there_is_told";
    let Some(python) = python_with(test, &[]) else { return };
    let place = place().with_python(python);
    let mut command = place.command(&["runs", "track", "runs/sweep/first", "--to", "wandb"]);
    // A Python that finds no package.
    command.env("PYTHONPATH", place.path(".")).env("PYTHONNOUSERSITE", "1");
    std::fs::create_dir(place.path("wandb")).unwrap();
    place.write("wandb/__init__.py", b"raise ImportError");
    let error = place.answer(command.output().unwrap()).expect(2).stderr;
    assert!(error.contains("pip install wandb") && error.contains("TONEWRIGHT_PYTHON"), "{error}");
}
