//! A synth that is a program of its own, as a user brings one: matched, rendered, shown, and failing.

use serde_json::Value;

use crate::command::Place;

/// Five partials that die away; the wave `broken` ends the process where the tilt is steep.
const SYNTH: &str = r#"
import math, os
from tonewright_bridge import serve
def render(values, note, velocity, gate_secs, rate_hz, samples):
    level, decay, tilt, wave = values
    if wave == 2 and tilt > 2.7:
        os._exit(3)
    turn, fall = 2 * math.pi * 440 * 2 ** ((note - 69) / 12) / rate_hz, math.exp(-decay / rate_hz)
    partials = [(k, k ** -tilt) for k in (1, 2, 3, 4, 5) if wave != 1 or k % 2]
    table = [sum(a * math.sin(2 * math.pi * k * i / 1024) for k, a in partials) for i in range(1024)]
    gain, phase, sound = 10 ** (level / 20), 0.0, []
    for _ in range(samples):
        sound.append(gain * table[int(phase) & 1023])
        phase += turn * 1024 / (2 * math.pi)
        gain *= fall
    return sound
serve({"id": "partials", "name": "Partials", "parameters": [
    {"id": "level", "kind": "continuous", "low": -40, "high": 0, "default": -20, "unit": " dB"},
    {"id": "decay", "kind": "continuous", "low": 0, "high": 20, "default": 1},
    {"id": "tilt", "kind": "continuous", "low": 0, "high": 3, "default": 0},
    {"id": "wave", "kind": "choice", "labels": ["all", "odd", "broken"]}]}, render)
"#;

/// A folder with a sound and the synth, and how it is named; `None` where there is no Python.
fn with_synth() -> Option<(Place, String)> {
    let works = std::process::Command::new("python3").args(["-c", ""]).status();
    if !works.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED a test of bridges: there is no `python3`");
        return None;
    }
    let place = Place::with_pluck();
    place.write("my synth.py", SYNTH.as_bytes());
    let module = concat!(env!("CARGO_MANIFEST_DIR"), "/../../bridges/tonewright_bridge.py");
    place.write("tonewright_bridge.py", &std::fs::read(module).unwrap());
    Some((place, "bridge:python3 'my synth.py'".to_owned()))
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn a_match_survives_its_faults_and_beats_chance() {
    let Some((place, synth)) = with_synth() else { return };
    let score = |method: &str| {
        let args =
            ["match", "pluck.wav", "--synth", &synth, "--budget", "600", "--method", method, "--out", method];
        place.run(&args).expect(0);
        let result = json(&place.read(format!("{method}/result.json")));
        assert!(result["failed"].as_u64().unwrap() > 0, "the broken wave was tried");
        assert_eq!(result["synth"]["id"], "partials");
        result["best"]["score"].as_f64().unwrap()
    };
    let (search, random) = (score("search"), score("random"));
    assert!(search < random, "search {search}, random {random}");
    assert!(!place.path("search/preset.syx").exists() && place.path("search/report.html").exists());

    let reasons = String::from_utf8(place.read("random/failed/reasons.txt")).unwrap();
    assert!(
        reasons.starts_with("failed/01.json: partials failed on the preset")
            && reasons.contains("exit status: 3")
    );
    let failed = ["render", "random/failed/01.json", "--synth", &synth, "--seconds", "0.2", "-o", "none.wav"];
    assert!(place.run(&failed).expect(2).stderr.contains("exit status: 3"), "it fails again");

    let result = json(&place.read("search/result.json"));
    let text = |key: &str| result[key].to_string();
    let (note, gate, secs) = (text("note"), text("gate_secs"), text("duration_secs"));
    let mut render =
        vec!["render", "search/preset.json", "--synth", &synth, "--note", &note, "--gate", &gate];
    render.extend(["--seconds", &secs, "-o", "again.wav"]);
    place.run(&render).expect(0);
    let compared = place.run(&["compare", "search/match.wav", "again.wav", "--json"]).expect(0);
    let mss = json(compared.stdout.as_bytes())["measures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["name"] == "mss")
        .unwrap()["value"]
        .as_f64();
    assert!(mss.is_some_and(|mss| mss < 0.05), "{mss:?} dB apart");
}

#[test]
fn it_is_shown_and_locked_like_any_other() {
    let Some((place, synth)) = with_synth() else { return };
    let sheet = place.run(&["synths", "show", &synth]).expect(0).stdout;
    assert!(sheet.contains("Partials") && sheet.contains("broken"), "{sheet}");
    let lock =
        ["match", "pluck.wav", "--synth", &synth, "--budget", "60", "--lock", "wave=odd", "--out", "run"];
    place.run(&lock).expect(0);
    let result = json(&place.read("run/result.json"));
    assert_eq!(result["failed"], 0, "the broken wave was never tried");
    let wave = result["best"]["parameters"].as_array().unwrap().iter().find(|p| p["id"] == "wave").unwrap();
    assert_eq!(wave["text"], "odd");
}

#[test]
fn what_is_no_synth_is_told() {
    let Some((place, _)) = with_synth() else { return };
    for (synth, words) in [
        ("bridge:", "names no command"),
        ("bridge:/no/such/program", "can't be started"),
        ("bridge:python3 nowhere.py", "nowhere.py"),
        ("bridge:echo hello", "a line of JSON"),
        ("bridge:true", "ended before it answered"),
    ] {
        let answer = place.run(&["match", "pluck.wav", "--synth", synth, "--budget", "10"]).expect(2);
        assert!(answer.stderr.contains(words) && answer.stderr.contains("hint:"), "{}", answer.all());
        assert!(!place.path("runs").exists(), "{synth} left a run folder");
    }
}
