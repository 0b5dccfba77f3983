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

/// A folder as people have them: presets of several synths, and other things.
fn library() -> Place {
    let place = with_preset();
    let corpus = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/foreign"));
    let file = |name: &str| std::fs::read(corpus.join(name)).unwrap();
    std::fs::create_dir_all(place.path("lib/deeper")).unwrap();
    std::fs::copy(place.path("preset.syx"), place.path("lib/pluck.syx")).unwrap();
    for (from, to) in [
        ("amsynth", "pads.bank"),
        ("surge", "deeper/organ.fxp"),
        ("u-he", "Growl.h2p"),
        ("vital", "reese.vital"),
        ("noisemaker", "a.noisemakerpreset"),
    ] {
        place.write(&format!("lib/{to}"), &file(from));
    }
    place.write("lib/cut.fxp", &file("fxck")[..40]);
    for number in 0..20 {
        place.write(&format!("lib/{number}.txt"), b"words");
    }
    place
}

#[test]
fn a_folder_of_many_synths_is_listed_whole_and_what_is_skipped_is_counted() {
    let place = library();
    let answer = place.run(&["presets", "list", "lib"]).expect(0);
    for words in ["dx7", "algorithm", "amsynth", "Surge XT", "Diva", "Vital", "TAL-NoiseMaker", "Growl"] {
        assert!(answer.stdout.contains(words), "{words}: {}", answer.stdout);
    }
    assert_eq!(answer.stdout.lines().count(), 6);
    let told: Vec<&str> = answer.stderr.lines().filter(|line| line.contains("skipped")).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("skipped 20 files: not named as a preset file"), "{told:?}");
    assert!(told[1].contains("cut.fxp") && told[1].contains("ends within"), "{told:?}");
    let listing: serde_json::Value =
        serde_json::from_str(&place.run(&["presets", "list", "lib", "--json"]).expect(0).stdout).unwrap();
    assert_eq!(listing["skipped"].as_array().unwrap().len(), 21);
    let only = place.run(&["presets", "list", "lib", "--synth", "dx7"]).expect(0);
    assert_eq!(only.stdout.lines().count(), 1);
    assert!(only.stderr.contains("skipped 26 files"), "{}", only.stderr);
}

#[test]
fn presets_of_others_are_shown_by_name_with_what_is_not_read() {
    let place = library();
    let shown = place.run(&["presets", "show", "lib/deeper/organ.fxp"]).expect(0);
    assert!(shown.stdout.starts_with("O (Surge XT)\n") && shown.stdout.contains("a_filter1_cutoff"));
    assert!(shown.stderr.contains("1 modulation routing was not read"), "{}", shown.stderr);
    let shown = place.run(&["presets", "show", "lib/Growl.h2p", "--json"]).expect(0).stdout;
    let sheet: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (sheet["synth"].as_str(), sheet["parameters"][0]["value"].as_f64()),
        (Some("Diva"), Some(72.5))
    );
    let broken = place.run(&["presets", "show", "lib/cut.fxp"]).expect(2).stderr;
    assert!(broken.contains("damaged fxp file"), "{broken}");
    let words = place.run(&["presets", "show", "lib/3.txt"]).expect(2).stderr;
    assert!(words.contains("no preset format that is read here"), "{words}");
}

#[test]
fn presets_of_others_become_presets_of_a_synth_by_name() {
    let place = library();
    let convert = |file: &str, synth: &str| {
        place.run(&["presets", "convert", file, "--synth", synth, "-o", "out.json", "--force"])
    };
    let made = convert("lib/a.noisemakerpreset", "tal-noisemaker").expect(0);
    for words in ["is not here", "2 of 83 parameters", "left where they were"] {
        assert!(made.stderr.contains(words), "{words}: {}", made.stderr);
    }
    let shown = place.run(&["presets", "show", "out.json", "--synth", "tal-noisemaker"]).expect(0).stdout;
    assert!(shown.contains("filter-type"), "{shown}");
    let listed = place.run(&["presets", "list", "out.json"]).expect(0).stdout;
    assert!(listed.contains("tal-noisemaker"), "{listed}");
    let other = convert("lib/reese.vital", "tal-noisemaker").expect(2).stderr;
    assert!(other.contains("a preset of Vital, not of"), "{other}");
    let unnamed = place.run(&["presets", "convert", "lib/reese.vital", "-o", "x.json"]).expect(2).stderr;
    assert!(unnamed.contains("a preset file of Vital") && unnamed.contains("--synth NAME"), "{unnamed}");
    let based = b"name = \"my-diva\"\nbased_on = \"diva-166\"\n";
    place.write("mine.toml", based);
    let inner = convert("lib/Growl.h2p", "mine.toml").expect(2).stderr;
    assert!(inner.contains("units that only Diva itself"), "{inner}");
}
