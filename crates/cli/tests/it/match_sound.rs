//! Real matches, small ones.

use std::path::Path;

use serde_json::Value;

use crate::command::{Place, wav};

/// The files of a run folder that a user counts on.
const FILES: [&str; 11] = [
    "run.toml",
    "env.json",
    "status.json",
    "metrics.jsonl",
    "preset.syx",
    "preset.json",
    "target.wav",
    "match.wav",
    "result.json",
    "report.md",
    "report.html",
];

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn a_match_leaves_everything_in_its_folder() {
    let place = Place::with_pluck();
    let answer = place.run(&["match", "pluck.wav", "--budget", "300", "--seed", "1"]).expect(0);
    let run = place.only_run("runs");
    for file in FILES {
        assert!(!place.read(run.join(file)).is_empty(), "{file} is empty");
    }
    let status = json(&place.read(run.join("status.json")));
    assert_eq!((status["state"].as_str(), status["renders"].as_u64()), (Some("done"), Some(300)));
    let result = json(&place.read(run.join("result.json")));
    assert_eq!(
        (result["note"].as_u64(), result["seed"].as_u64(), result["renders"].as_u64()),
        (Some(57), Some(1), Some(300))
    );
    assert_eq!(result["best"]["parameters"].as_array().unwrap().len(), 155);
    let alternatives = result["alternatives"].as_array().unwrap();
    for (number, entry) in (1..).zip(alternatives) {
        assert_eq!(entry["files"]["preset"], format!("alternatives/{number}.syx"));
        assert_eq!(place.read(run.join(format!("alternatives/{number}.syx"))).len(), 163);
        assert!(place.path("").join(&run).join(format!("alternatives/{number}.wav")).exists());
    }
    let preset = place.read(run.join("preset.syx"));
    assert_eq!((preset.len(), &preset[..3]), (163, &[0xf0, 0x43, 0x00][..]));
    let lines = String::from_utf8(place.read(run.join("metrics.jsonl"))).unwrap();
    assert!(lines.lines().all(|line| json(line.as_bytes())["best_score"].is_number()), "{lines}");
    assert!(answer.stdout.contains("report.html"), "{}", answer.stdout);
    assert!(answer.stdout.lines().count() <= 14, "about ten lines:\n{}", answer.stdout);
}

#[test]
fn the_written_preset_is_the_matched_sound() {
    let place = Place::with_pluck();
    place.run(&["match", "pluck.wav", "--budget", "200", "--out", "run"]).expect(0);
    let result = json(&place.read("run/result.json"));
    let (gate, secs) = (result["gate_secs"].to_string(), result["duration_secs"].to_string());
    let args = [
        "render",
        "run/preset.syx",
        "--note",
        "57",
        "--gate",
        &gate,
        "--seconds",
        &secs,
        "--depth",
        "float",
        "-o",
        "again.wav",
    ];
    place.run(&args).expect(0);
    assert!(place.read("again.wav") == place.read("run/match.wav"), "the same samples again");
    place
        .run(&[
            "render",
            "run/preset.json",
            "--note",
            "57",
            "--gate",
            &gate,
            "--seconds",
            &secs,
            "--depth",
            "float",
            "-o",
            "json.wav",
        ])
        .expect(0);
    assert!(place.read("json.wav") == place.read("run/match.wav"), "the JSON preset is the same preset");
}

#[test]
fn the_same_seed_gives_the_same_preset_on_any_number_of_threads() {
    let place = Place::with_pluck();
    for (out, seed, threads) in [("a", "5", "1"), ("b", "5", "2"), ("c", "6", "2")] {
        place
            .run(&[
                "match",
                "pluck.wav",
                "--budget",
                "300",
                "--seed",
                seed,
                "--threads",
                threads,
                "--out",
                out,
            ])
            .expect(0);
    }
    let preset = |run: &str| place.read(Path::new(run).join("preset.syx"));
    assert!(preset("a") == preset("b"), "same seed, same preset");
    assert!(preset("a") != preset("c"), "another seed, another preset");
}

#[test]
fn json_is_all_of_stdout() {
    let place = Place::with_pluck();
    let answer = place.run(&["match", "pluck.wav", "--budget", "100", "--json"]).expect(0);
    let result = json(answer.stdout.as_bytes());
    let mut kept = json(&place.read(place.only_run("runs").join("result.json")));
    kept["folder"] = result["folder"].clone();
    assert_eq!(result, kept);
    assert!(place.path(result["folder"].as_str().unwrap()).is_dir());
}

#[test]
fn one_bad_target_does_not_stop_the_others() {
    let place = Place::with_pluck();
    place.write("text.wav", b"words");
    place.write("low.wav", &wav(110.0, 0.4));
    let answer =
        place.run(&["match", "pluck.wav", "text.wav", "low.wav", "--budget", "60", "--out", "all"]).expect(2);
    assert!(answer.stdout.ends_with("2 of 3 targets matched\n"), "{}", answer.stdout);
    assert!(answer.stderr.contains("error: the sound can't be read: `text.wav`"), "{}", answer.stderr);
    let runs: Vec<String> = std::fs::read_dir(place.path("all"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(runs.len(), 2);
    assert!(
        runs.iter().any(|run| run.ends_with("-pluck")) && runs.iter().any(|run| run.ends_with("-low")),
        "{runs:?}"
    );
    let answer = place.run(&["match", "pluck.wav", "text.wav", "--budget", "60", "--json"]).expect(2);
    let results = json(answer.stdout.as_bytes());
    assert!(results[0]["best"].is_object() && results[1]["error"].is_string(), "{results}");
}

#[test]
fn locks_hold_and_are_written() {
    let place = Place::with_pluck();
    let args = [
        "match",
        "pluck.wav",
        "--budget",
        "150",
        "--lock",
        "algorithm=5",
        "--lock",
        "op6.output-level=0",
        "--out",
        "run",
    ];
    place.run(&args).expect(0);
    let result = json(&place.read("run/result.json"));
    let entries = std::iter::once(&result["best"]).chain(result["alternatives"].as_array().unwrap());
    for entry in entries {
        let text = |id: &str| {
            let params = entry["parameters"].as_array().unwrap();
            params.iter().find(|param| param["id"] == id).unwrap()["text"].as_str().unwrap().to_owned()
        };
        assert_eq!((text("algorithm"), text("op6.output-level")), ("5".to_owned(), "0".to_owned()));
    }
}

#[test]
fn a_bank_is_searched_and_a_start_gives_locked_values() {
    let place = Place::with_pluck();
    place.run(&["match", "pluck.wav", "--budget", "120", "--out", "first"]).expect(0);
    let args = [
        "match",
        "pluck.wav",
        "--budget",
        "50",
        "--method",
        "retrieve",
        "--bank",
        "first/preset.syx",
        "--out",
        "second",
    ];
    place.run(&args).expect(0);
    let score =
        |run: &str| json(&place.read(Path::new(run).join("result.json")))["best"]["score"].as_f64().unwrap();
    assert!((score("first") - score("second")).abs() < 1e-9, "the bank's only preset is found");
    place
        .run(&[
            "match",
            "pluck.wav",
            "--budget",
            "80",
            "--start",
            "first/preset.syx",
            "--lock",
            "op1.*",
            "--out",
            "third",
        ])
        .expect(0);
    let params = |run: &str| {
        let params = json(&place.read(Path::new(run).join("result.json")))["best"]["parameters"].clone();
        params.as_array().unwrap().iter().filter(|p| p["group"] == "op1").cloned().collect::<Vec<_>>()
    };
    let values =
        |run: &str| params(run).iter().map(|p| (p["id"].clone(), p["norm"].clone())).collect::<Vec<_>>();
    assert!(!values("first").is_empty());
    assert_eq!(values("first"), values("third"));
    assert!(params("third").iter().all(|p| p["is_held"] == true), "what was locked is marked");
    assert!(params("first").iter().any(|p| p["is_held"].is_null()), "what was not is not");
    assert!(score("third") <= score("first"), "a search that starts at a preset never ends behind it");
}

#[test]
fn nothing_is_overwritten() {
    let place = Place::with_pluck();
    place.run(&["match", "pluck.wav", "--budget", "50", "--out", "run"]).expect(0);
    let before = place.read("run/preset.syx");
    let answer =
        place.run(&["match", "pluck.wav", "--budget", "60", "--seed", "9", "--out", "run"]).expect(2);
    let said = "error: there is already something at `run/run.toml`\n\
        hint: nothing is ever overwritten: choose another place with `--out`\n";
    assert_eq!(answer.stderr, said);
    assert_eq!(place.read("run/preset.syx"), before);
}

#[test]
fn a_run_can_be_asked_again_from_its_folder() {
    let place = Place::with_pluck();
    place.run(&["match", "pluck.wav", "--budget", "100", "--seed", "3", "--out", "one"]).expect(0);
    place.run(&["match", "pluck.wav", "--config", "one/run.toml", "--out", "two"]).expect(0);
    assert_eq!(place.read("one/preset.syx"), place.read("two/preset.syx"));
    assert_eq!(place.read("one/run.toml"), place.read("two/run.toml"));
}

#[test]
fn a_dry_run_shows_the_settings_and_does_nothing() {
    let place = Place::with_pluck();
    let answer =
        place.run(&["match", "pluck.wav", "--dry-run", "--note", "C3", "--lock", "algorithm=5"]).expect(0);
    assert!(
        answer.stdout.contains("note = \"C3\"") && answer.stdout.contains("# locked: algorithm = 5"),
        "{}",
        answer.stdout
    );
    assert!(!place.path("runs").exists());
}

#[test]
fn a_missed_requirement_is_exit_code_one() {
    let place = Place::with_pluck();
    let answer = place.run(&["match", "pluck.wav", "--budget", "20", "--require", "mss=0.001"]).expect(1);
    assert!(answer.stderr.contains("but at most 0.001 was asked for"), "{}", answer.stderr);
    place.run(&["match", "pluck.wav", "--budget", "20", "--require", "mss=1000"]).expect(0);
}

#[test]
fn an_unpitched_target_plays_middle_c_and_says_so_once() {
    let place = Place::empty();
    let mut noise = wav(220.0, 0.3);
    let mut state = 1_u32;
    for sample in noise[44..].chunks_exact_mut(2) {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        sample.copy_from_slice(&((state >> 18) as i16 - 8192).to_le_bytes());
    }
    place.write("noise.wav", &noise);
    let said = place.run(&["match", "noise.wav", "--dry-run"]).expect(0);
    assert!(said.stdout.contains("note = 60\n"), "{}", said.stdout);
    assert_eq!(said.stderr.matches("is played").count(), 1, "{}", said.stderr);
    let said = place.run(&["match", "noise.wav", "--dry-run", "--note", "48"]).expect(0);
    assert!(said.stdout.contains("note = 48\n") && !said.stderr.contains("is played"), "{}", said.all());
}

#[test]
fn silence_is_refused_with_a_sentence() {
    let place = Place::empty();
    place.write("silence.wav", &{
        let mut bytes = wav(220.0, 0.3);
        bytes[44..].fill(0);
        bytes
    });
    let answer = place.run(&["match", "silence.wav", "--budget", "20"]).expect(2);
    assert!(answer.stderr.contains("silent"), "{}", answer.stderr);
}

/// A limit on the size of files stands for a disk that fills up: presets fit, sounds do not.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_the_preset() {
    let place = Place::with_pluck();
    let ours = place.command(&[]);
    let mut shell = std::process::Command::new("sh");
    let script = "trap '' XFSZ; ulimit -f 60; exec \"$0\" match pluck.wav --budget 40 --out run";
    shell.args(["-c", script]).arg(ours.get_program()).current_dir(place.path(""));
    shell.env("TMPDIR", place.path("")).env("NO_COLOR", "1");
    let answer = place.answer(shell.output().unwrap()).expect(2);
    let told = "error: the result could not be written, but the preset was saved: `run/preset.syx`";
    assert!(answer.stderr.contains(told) && answer.stderr.contains("caused by:"), "{}", answer.stderr);
    assert_eq!(place.read("run/preset.syx").len(), 163);
    assert_eq!(json(&place.read("run/status.json"))["state"], "failed");
}
