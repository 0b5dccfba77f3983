//! `runs`: the numbers of runs are listed, watched and compared.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

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
