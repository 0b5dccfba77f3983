//! `render`: one voice, a bank, refusals.

use crate::command::Place;

fn with_bank() -> Place {
    let place = Place::with_pluck();
    place.run(&["match", "pluck.wav", "--budget", "40", "--out", "run"]).expect(0);
    place.run(&["presets", "convert", "run/preset.syx", "run/preset.json", "-o", "bank.syx"]).expect(0);
    place
}

#[test]
fn a_bank_needs_a_choice() {
    let place = with_bank();
    let answer = place.run(&["render", "bank.syx", "-o", "a.wav"]).expect(2);
    assert!(
        answer.stderr.contains("holds 32 presets") && answer.stderr.contains("--voice N"),
        "{}",
        answer.stderr
    );
    place.run(&["render", "bank.syx", "--voice", "1", "--seconds", "0.5", "-o", "a.wav"]).expect(0);
    // 24 bits mono: 44 bytes or more of header, then three bytes a sample.
    assert!((66_150 + 44..66_150 + 100).contains(&place.read("a.wav").len()));
    place.run(&["render", "bank.syx", "--all", "--seconds", "0.1", "-o", "all"]).expect(0);
    assert_eq!(std::fs::read_dir(place.path("all")).unwrap().count(), 32);
}

#[test]
fn what_cannot_be_played_is_refused() {
    let place = with_bank();
    for args in [
        &["--rate", "1000"][..],
        &["--note", "200"],
        &["--note", "auto"],
        &["--velocity", "0"],
        &["--seconds", "-1"],
        &["--gate", "nan"],
        &["--voice", "33"],
    ] {
        let args: Vec<&str> =
            ["render", "run/preset.syx", "-o", "a.wav"].iter().chain(args).copied().collect();
        place.run(&args).expect(2);
        assert!(!place.path("a.wav").exists(), "{args:?}");
    }
}
