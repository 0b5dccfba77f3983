//! The presets that a plug-in of ours comes with, and files of its own kind, wherever a preset file may stand.

use serde_json::Value;

use crate::command::Place;

/// The address of our plug-in with presets, or a sentence that says what is missing.
fn address() -> Option<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/plug-ins");
    let path = format!("{folder}/tonewright-test-preset-instruments.clap");
    if !std::path::Path::new(&path).exists() {
        eprintln!("SKIPPED the presets of our own plug-ins: `cargo xtask plug-ins` builds them");
        return None;
    }
    Some(format!("clap:{path}"))
}

/// Wave, attack and cutoff of what a match found.
fn matched(place: &Place) -> [String; 3] {
    let preset: Value = serde_json::from_slice(&place.read("out/preset.json")).unwrap();
    ["wave", "attack", "cutoff"].map(|id| preset["parameters"][id]["text"].as_str().unwrap().to_owned())
}

#[test]
fn a_sound_made_by_one_of_them_is_found_among_them() {
    let Some(address) = address() else { return };
    let place = Place::empty();
    let listed = place.run(&["presets", "list", "factory", "--synth", &address]).expect(0).stdout;
    assert!(listed.contains("Plain Saw") && listed.contains("Dull Thud"), "{listed}");
    let render = ["render", "factory", "--voice", "3", "--synth", &address, "--note", "C3", "-o", "reed.wav"];
    place.run(&render).expect(0);
    let found =
        ["match", "reed.wav", "--synth", &address, "--bank", "factory", "--budget", "40", "--out", "out"];
    place.run(&found).expect(0);
    assert_eq!(matched(&place), ["Square", "0.020 s", "2000.000 Hz"]);
    let result: Value = serde_json::from_slice(&place.read("out/result.json")).unwrap();
    let score = result["best"]["score"].as_f64().unwrap();
    assert!(score < 1.0, "score {score}");
}

#[test]
fn files_of_its_own_kind_stand_wherever_a_preset_file_may_stand() {
    let Some(address) = address() else { return };
    let place = Place::empty();
    std::fs::create_dir(place.path("bank")).unwrap();
    place.write(
        "bank/two.tonepanel",
        b"[Growl]\nWave = 2\nAttack = 0.1\nCutoff = 900\n[Hum]\nWave = 0\nLevel = 0.9\n",
    );
    let with_synth = |args: &[&str]| place.run(&[args, &["--synth", &address]].concat());
    let listed = with_synth(&["presets", "list", "bank"]).expect(0).stdout;
    assert!(listed.contains("Growl") && listed.contains("Hum"), "{listed}");
    let shown = with_synth(&["presets", "show", "bank/two.tonepanel", "--voice", "2"]).expect(0).stdout;
    assert!(shown.contains("Hum") && shown.contains("Sine"), "{shown}");
    with_synth(&["presets", "convert", "bank/two.tonepanel", "-o", "state/"]).expect(0);
    assert_eq!(std::fs::read_dir(place.path("state")).unwrap().count(), 2);
    with_synth(&["render", "bank/two.tonepanel", "--voice", "1", "--note", "C3", "-o", "growl.wav"])
        .expect(0);
    with_synth(&["match", "growl.wav", "--bank", "bank", "--budget", "40", "--out", "out"]).expect(0);
    assert_eq!(matched(&place), ["Square", "0.100 s", "900.000 Hz"]);
    // Read, never written.
    let error =
        with_synth(&["presets", "convert", "bank/two.tonepanel", "-o", "again.tonepanel"]).expect(2).stderr;
    assert!(error.contains("reads such files, and writes none"), "{error}");
}
