//! Every way to be refused: what happened, why, and what to do.

use insta::assert_snapshot;

use crate::command::Place;

fn refused(args: &[&str]) -> String {
    let place = Place::with_pluck();
    place.write("text.wav", b"this is no sound at all, only words");
    place.write("broken.toml", b"budget = \n");
    place.write("unknown.toml", b"bugdet = \"5s\"\n");
    let answer = place.run(args).expect(2);
    assert!(!place.path("runs").exists(), "a refused command leaves no run folder");
    answer.all()
}

#[test]
fn a_missing_file() {
    assert_snapshot!("a-missing-file", refused(&["match", "nothing.wav"]));
}

#[test]
fn a_file_that_is_no_sound() {
    assert_snapshot!("a-file-that-is-no-sound", refused(&["match", "text.wav"]));
}

#[test]
fn an_unknown_synth() {
    assert_snapshot!("an-unknown-synth", refused(&["match", "pluck.wav", "--synth", "dx-7"]));
}

#[test]
fn an_unknown_method() {
    assert_snapshot!("an-unknown-method", refused(&["match", "pluck.wav", "--method", "cmaes"]));
}

#[test]
fn a_bad_budget() {
    assert_snapshot!("a-bad-budget", refused(&["match", "pluck.wav", "--budget", "fast"]));
}

#[test]
fn a_bad_note() {
    assert_snapshot!("a-bad-note", refused(&["match", "pluck.wav", "--note", "H9"]));
}

#[test]
fn a_bad_velocity() {
    assert_snapshot!("a-bad-velocity", refused(&["match", "pluck.wav", "--velocity", "0"]));
}

#[test]
fn a_lock_on_nothing() {
    assert_snapshot!("a-lock-on-nothing", refused(&["match", "pluck.wav", "--lock", "algoritm=5"]));
}

#[test]
fn a_lock_at_a_value_that_is_none() {
    assert_snapshot!(
        "a-lock-at-a-value-that-is-none",
        refused(&["match", "pluck.wav", "--lock", "algorithm=33"])
    );
}

#[test]
fn a_setting_that_is_none() {
    assert_snapshot!("a-setting-that-is-none", refused(&["match", "pluck.wav", "--set", "sound.maxsecs=3"]));
    let said = refused(&["match", "pluck.wav", "--set", "method-config.colour=3"]);
    assert!(said.contains("error: there is no setting `method-config.colour`\nhint: "), "{said}");
}

#[test]
fn a_setting_of_the_wrong_type() {
    assert_snapshot!("a-setting-of-the-wrong-type", refused(&["match", "pluck.wav", "--set", "seed=many"]));
}

#[test]
fn config_files_that_cannot_be_used() {
    assert_snapshot!(
        "config-files-that-cannot-be-used",
        refused(&["match", "pluck.wav", "--config", "nothing.toml"])
    );
    assert_snapshot!(
        "config-files-that-cannot-be-used-2",
        refused(&["match", "pluck.wav", "--config", "broken.toml"])
    );
    assert_snapshot!(
        "config-files-that-cannot-be-used-3",
        refused(&["match", "pluck.wav", "--config", "unknown.toml"])
    );
}

#[test]
fn a_bank_that_is_none() {
    assert_snapshot!("a-bank-that-is-none", refused(&["match", "pluck.wav", "--bank", "text.wav"]));
}

#[test]
fn a_measure_that_is_none() {
    assert_snapshot!(
        "a-measure-that-is-none",
        refused(&["compare", "pluck.wav", "pluck.wav", "--max", "mmss=5"])
    );
}

#[test]
fn a_file_where_the_folder_should_be() {
    assert_snapshot!(
        "a-file-where-the-folder-should-be",
        refused(&["match", "pluck.wav", "--budget", "10", "--out", "text.wav"])
    );
}

#[test]
fn a_protocol_that_is_none() {
    let place = Place::empty();
    let answer = place.run(&["bench", "listner"]).expect(2);
    assert!(answer.stderr.starts_with("error: there is no protocol `listner`\n"), "{}", answer.stderr);
}
