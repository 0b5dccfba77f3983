//! `synths learn` as a user meets it: from a name to a definition that a match takes.

use crate::command::Place;

#[test]
fn a_synth_is_learned_and_matched() {
    let place = Place::with_pluck();
    let args = ["synths", "learn", "subtractive", "--contexts", "2", "--notes", "Mine.", "-o", "mine.toml"];
    let answer = place.run(&args).expect(0);
    assert_eq!(answer.stdout, "mine.toml\n");
    assert!(
        answer.stderr.contains("parameters used") && answer.stderr.contains("renders around"),
        "{}",
        answer.stderr
    );
    let text = String::from_utf8(place.read("mine.toml")).unwrap();
    assert!(
        text.contains("underneath = [{ native = \"subtractive\" }]") && text.contains("\"Mine.\""),
        "{text}"
    );
    let again = place.run(&["synths", "learn", "subtractive", "--contexts", "2", "--notes", "Mine.", "-q"]);
    assert_eq!(again.expect(0).stdout, text, "the same seed writes the same file");
    // It carries the name of its synth; a definition of one's own has another.
    place.write("mine.toml", text.replacen("subtractive", "mine", 1).as_bytes());
    place.run(&["match", "pluck.wav", "--synth", "./mine.toml", "--budget", "40", "--out", "run"]).expect(0);
}

#[test]
fn what_cannot_be_learned_is_told() {
    let place = Place::empty();
    place.write("there.toml", b"mine");
    let told = |args: &[&str]| place.run(&[&["synths", "learn"], args].concat()).expect(2).stderr;
    assert!(told(&["dx7", "-o", "there.toml"]).contains("already something"));
    assert_eq!(place.read("there.toml"), b"mine");
    let definition = told(&["dexed-100"]);
    assert!(definition.contains("is a definition") && definition.contains("synths show"), "{definition}");
    let budget = told(&["k-osc-4", "--renders", "3"]);
    assert!(budget.contains("3 renders are too few") && budget.contains("--renders 24"), "{budget}");
    assert!(told(&["no-such-synth"]).contains("no-such-synth"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_writes_nothing() {
    use std::process::{Command, Stdio};
    let place = Place::empty();
    let mut command = place.command(&["synths", "learn", "dx7", "--contexts", "100", "-o", "dx7.toml"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let answer = place.answer(child.wait_with_output().unwrap()).expect(2);
    assert!(answer.stderr.contains("nothing was written"), "{}", answer.stderr);
    assert!(!place.path("dx7.toml").exists());
}

#[test]
fn a_definition_starts_no_program_that_its_user_never_started() {
    let place = Place::with_pluck();
    let definition =
        b"name = \"theirs\"\nsummary = \"Theirs\"\nunderneath = [{ command = \"touch started\" }]\n\
        [[part]]\nparameters = [{ name = \"x\" }]\n";
    place.write("theirs.toml", definition);
    let told =
        place.run(&["match", "pluck.wav", "--synth", "./theirs.toml", "--budget", "5"]).expect(2).stderr;
    assert!(told.contains("not started yourself") && told.contains("bridge:touch started"), "{told}");
    assert!(!place.path("started").exists());
}
