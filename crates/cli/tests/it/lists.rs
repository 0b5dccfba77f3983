//! Lists: what there is, for people and programs.

use std::process::Stdio;

use crate::command::Place;

#[test]
fn synths_methods_and_measures_are_listed() {
    let place = Place::empty();
    let said = |args: &[&str]| place.run(args).expect(0).stdout;
    assert!(said(&["synths"]).contains("dx7"));
    let sheet = said(&["synths", "show", "dx7"]);
    assert!(sheet.contains("op6.output-level") && sheet.contains(".syx"), "{sheet}");
    assert!(said(&["methods"]).lines().next().unwrap().contains("search"));
    assert!(said(&["methods", "show", "genetic"]).contains("population"));
    assert!(said(&["measures"]).contains("mss"));
    for args in [
        &["synths", "list", "--json"][..],
        &["synths", "show", "dx7", "--json"],
        &["methods", "--json"],
        &["measures", "--json"],
    ] {
        assert!(serde_json::from_str::<serde_json::Value>(&said(args)).is_ok(), "{args:?}");
    }
}

#[test]
fn toys_stand_apart_from_instruments() {
    let place = Place::empty();
    let said = |args: &[&str]| place.run(args).expect(0).stdout;
    let list = said(&["synths"]);
    let (instruments, toys) = list.split_once("\ntoys\n").expect("toys have a heading");
    assert!(instruments.contains("dx7") && !instruments.contains("k-osc"), "{list}");
    assert!(toys.contains("k-osc-32-broken") && toys.lines().count() < 20, "{list}");
    assert!(said(&["synths", "show", "k-osc-4"]).contains("not heard"));
    assert!(!said(&["synths", "show", "simple-synth"]).contains("not heard"));
    let all: serde_json::Value = serde_json::from_str(&said(&["synths", "list", "--json"])).unwrap();
    let of = |family: &str| {
        all.as_array().unwrap().iter().filter(|listed| listed["toy"]["family"] == family).count()
    };
    assert_eq!((of("k-osc"), of("fm-mixed"), of("simple-synth")), (8, 2, 2));
    let checks = said(&["doctor"]);
    assert!(checks.contains("toy synths") && !checks.contains("k-osc"), "{checks}");
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(
            Place::empty().run(&["completions", shell]).expect(0).stdout.contains("tonewright"),
            "{shell}"
        );
    }
}

#[test]
fn the_doctor_finds_nothing_broken_here() {
    let place = Place::empty();
    let answer = place.run(&["doctor"]).expect(0);
    assert!(answer.stdout.contains("synth dx7"), "{}", answer.stdout);
    assert!(!place.path("runs").exists(), "looking leaves nothing behind");
    let checks: serde_json::Value =
        serde_json::from_str(&place.run(&["doctor", "--json"]).expect(0).stdout).unwrap();
    assert!(checks.as_array().unwrap().len() >= 5);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::empty();
    for args in [&["synths", "show", "dx7"][..], &["completions", "bash"], &["measures", "--json"]] {
        let mut child = place.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let answer = place.answer(child.wait_with_output().unwrap()).expect(0);
        assert_eq!(answer.stderr, "", "{args:?}");
    }
}
