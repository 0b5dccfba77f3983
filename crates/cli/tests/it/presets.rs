//! `presets`: list, show, convert, there and back.

use crate::command::Place;

/// A folder with `preset.syx` out of a tiny match.
fn with_preset() -> Place {
    let place = Place::with_pluck();
    place.run(&["match", "pluck.wav", "--budget", "40", "--out", "run"]).expect(0);
    std::fs::copy(place.path("run/preset.syx"), place.path("preset.syx")).unwrap();
    place
}

#[test]
fn presets_survive_every_format() {
    let place = with_preset();
    place.run(&["presets", "convert", "preset.syx", "-o", "preset.json"]).expect(0);
    place.run(&["presets", "convert", "preset.json", "-o", "back.syx"]).expect(0);
    assert_eq!(place.read("preset.syx"), place.read("back.syx"));
    place.run(&["presets", "convert", "preset.syx", "back.syx", "-o", "bank.syx"]).expect(0);
    assert_eq!(place.read("bank.syx").len(), 4104);
    place.run(&["presets", "convert", "bank.syx", "--voice", "2", "-o", "second.syx"]).expect(0);
    assert_eq!(place.read("preset.syx"), place.read("second.syx"));
    let split = place.run(&["presets", "convert", "preset.syx", "back.syx", "-o", "split/"]).expect(0).stdout;
    assert_eq!(split.lines().collect::<Vec<_>>(), ["split/001-PLUCK.syx", "split/002-PLUCK.syx"]);
}

#[test]
fn what_is_there_is_replaced_only_by_force() {
    let place = with_preset();
    place.write("taken.json", b"precious");
    let answer = place.run(&["presets", "convert", "preset.syx", "-o", "taken.json"]).expect(2);
    assert!(answer.stderr.contains("hint: add `--force` to replace it"), "{}", answer.stderr);
    assert_eq!(place.read("taken.json"), b"precious");
    place.run(&["presets", "convert", "preset.syx", "-o", "taken.json", "--force"]).expect(0);
    assert_ne!(place.read("taken.json"), b"precious");
}

#[test]
fn listing_and_showing() {
    let place = with_preset();
    let listed = place.run(&["presets", "list", "preset.syx", "run"]).expect(0).stdout;
    assert!(listed.contains("PLUCK") && listed.contains("algorithm"), "{listed}");
    let shown = place.run(&["presets", "show", "preset.syx"]).expect(0).stdout;
    assert!(
        shown.starts_with("PLUCK (dx7)\n") && shown.contains("output-level") && shown.contains("lfo.speed"),
        "{shown}"
    );
    let sheet: serde_json::Value =
        serde_json::from_str(&place.run(&["presets", "show", "preset.syx", "--json"]).expect(0).stdout)
            .unwrap();
    assert_eq!(sheet["parameters"].as_array().unwrap().len(), 155);
    let answer = place.run(&["presets", "show", "preset.syx", "--voice", "2"]).expect(2);
    assert!(answer.stderr.contains("holds 1 presets, counted from 1, but 2 is wanted"), "{}", answer.stderr);
}
