//! `corpus`: many files to one list, what leaks between its splits, and back to preset files.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::command::Place;

/// DX7 voices as our own JSON: none is near another, but each third one to the one before it.
pub(crate) fn voices(numbers: std::ops::Range<u32>) -> Vec<u8> {
    let voice = |number: u32| {
        let sound = if number % 3 == 2 { number - 1 } else { number };
        let mut parameters = json!({ "algorithm": sound % 32, "feedback": number % 8 });
        for operator in 1..=6 {
            parameters[format!("op{operator}.fine")] = json!((sound * 7 + operator) % 100);
        }
        json!({ "synth": "dx7", "sound_version": 2, "name": format!("VOICE {number}"), "parameters": parameters })
    };
    Value::Array(numbers.map(voice).collect()).to_string().into_bytes()
}

fn library() -> Place {
    let place = Place::empty();
    std::fs::create_dir_all(place.path("banks/more")).unwrap();
    place.write("banks/a.json", &voices(0..40));
    // Ten of them are in the first file as well.
    place.write("banks/more/b.json", &voices(30..60));
    place.write("banks/readme.txt", b"words");
    place.write("banks/more/broken.syx", b"no voice");
    place
}

/// An answer without the warnings for parameters that the small files leave out.
fn without_defaults(text: &str) -> String {
    text.lines().filter(|line| !line.contains("VOICE ")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn many_files_become_one_list_that_does_not_leak() {
    let place = library();
    let made = place.run(&["corpus", "make", "banks", "banks/a.json", "--out", "dx7.jsonl"]).expect(0);
    assert_snapshot!("corpus-make", without_defaults(&made.all()));
    assert_snapshot!("corpus-check", place.run(&["corpus", "check", "dx7.jsonl"]).expect(0).all());

    let again = place.run(&["corpus", "make", "banks", "--out", "dx7.jsonl"]).expect(2).stderr;
    assert!(again.contains("add `--force` to replace it"), "{again}");
    let before = place.read("dx7.jsonl");
    place.run(&["corpus", "make", "banks", "--out", "dx7.jsonl", "--force"]).expect(0);
    assert_eq!(place.read("dx7.jsonl"), before, "the same files make the same corpus");
    let named = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
    let of_corpus = std::fs::read_dir(place.path("")).unwrap().map(named);
    let of_corpus = of_corpus.filter(|name| name.to_string_lossy().starts_with("dx7.jsonl"));
    assert_eq!(of_corpus.count(), 1, "nothing half-written is left");
}

#[test]
fn the_split_of_a_paper_leaks_and_says_so() {
    let place = library();
    let made = place.run(&["corpus", "make", "banks", "--split", "synthrl", "-o", "paper.jsonl"]).expect(0);
    assert!(made.stderr.contains("takes near duplicates apart, as published"), "{}", made.stderr);
    let checked = place.run(&["corpus", "check", "paper.jsonl"]).expect(1).stdout;
    assert!(checked.contains("it leaks"), "{checked}");
    let checked = place.run(&["corpus", "check", "paper.jsonl", "--json"]).expect(1).stdout;
    let checked: Value = serde_json::from_str(&checked).unwrap();
    assert_eq!((checked["leaks"].as_bool(), checked["pairs"].as_array().unwrap().len()), (Some(true), 3));
}

#[test]
fn a_corpus_is_shown_and_written_as_the_synths_own_files() {
    let place = library();
    let own = "train=0.5,held=0.5";
    place.run(&["corpus", "make", "banks", "--split", own, "--seed", "9", "-o", "c.jsonl"]).expect(0);
    let shown = place.run(&["corpus", "show", "c.jsonl"]).expect(0).stdout;
    for words in ["60 of `dx7`, 10 exact duplicates merged", "seed 9", "feedback", "most frequent", "a.json"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let shown: Value =
        serde_json::from_str(&place.run(&["corpus", "show", "c.jsonl", "--json"]).expect(0).stdout).unwrap();
    assert_eq!((shown["presets"].as_u64(), shown["groups"].as_u64()), (Some(60), Some(40)));
    assert_eq!(shown["statistics"].as_array().unwrap().len(), 145);
    let held = shown["splits"][1]["presets"].as_u64().unwrap() as usize;

    place.run(&["corpus", "export", "c.jsonl", "--split", "held", "-o", "held.syx"]).expect(0);
    assert_eq!(place.read("held.syx").len(), held.div_ceil(32) * 4104);
    place.run(&["corpus", "export", "c.jsonl", "--split", "held", "-o", "held/"]).expect(0);
    assert_eq!(std::fs::read_dir(place.path("held")).unwrap().count(), held);
    let other =
        place.run(&["corpus", "export", "c.jsonl", "--split", "test", "-o", "x.syx"]).expect(2).stderr;
    assert!(other.contains("there is no split `test`") && other.contains("`train`, `held`"), "{other}");
}

#[test]
fn what_makes_no_sense_is_said_before_anything_is_written() {
    let place = library();
    let said = |words: &[&str]| {
        let args: Vec<&str> = ["corpus", "make", "-o", "x.jsonl"].iter().chain(words).copied().collect();
        place.run(&args).expect(2).stderr
    };
    assert!(said(&["banks", "--split", "halves"]).contains("synth-proxy"));
    assert!(said(&["banks", "--split", "a=0.5,b=0.6"]).contains("1.1 together"));
    assert!(said(&["banks", "--near", "1.5"]).contains("at most 1"));
    assert!(said(&["absent"]).contains("the presets can't be read: `absent`"));
    assert!(said(&["banks/readme.txt"]).contains("no preset to make a corpus of"));
    assert!(!place.path("x.jsonl").exists());
    place.write("y.jsonl", b"{\"format\": \"tonewright-corpus\", \"version\": 2}\n");
    let other = place.run(&["corpus", "show", "y.jsonl"]).expect(2).stderr;
    assert!(other.contains("line 1: it is version 2"), "{other}");
}

#[test]
fn a_corpus_from_somewhere_starts_no_program() {
    let place = library();
    place.run(&["corpus", "make", "banks", "-o", "c.jsonl"]).expect(0);
    let text = String::from_utf8(place.read("c.jsonl")).unwrap();
    place.write(
        "evil.jsonl",
        text.replace("\"synth\":\"dx7\"", "\"synth\":\"bridge:touch started\"").as_bytes(),
    );
    let shown = place.run(&["corpus", "show", "evil.jsonl"]).expect(0).stderr;
    assert!(shown.contains("no plain name"), "{shown}");
    place.run(&["corpus", "export", "evil.jsonl", "-o", "x.syx"]).expect(2);
    assert!(!place.path("started").exists());
}
