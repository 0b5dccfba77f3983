//! `--help` of every command, read like prose.

use insta::assert_snapshot;

use crate::command::Place;

fn help(words: &[&str]) -> String {
    let args: Vec<&str> = words.iter().copied().chain(["--help"]).collect();
    Place::empty().run(&args).expect(0).stdout
}

#[test]
fn every_command_explains_itself() {
    assert_snapshot!("help", help(&[]));
    for command in
        ["match", "render", "compare", "synths", "methods", "measures", "bench", "doctor", "completions"]
    {
        assert_snapshot!(format!("help-{command}"), help(&[command]));
    }
    assert_snapshot!("help-embed", help(&["embed"]));
    assert_snapshot!("help-models", help(&["models"]));
    assert_snapshot!("help-synths-scan", help(&["synths", "scan"]));
    for command in ["make", "show", "check", "export"] {
        assert_snapshot!(format!("help-corpus-{command}"), help(&["corpus", command]));
    }
    for command in [
        "render", "estimate", "verify", "inspect", "export", "import", "fetch", "split", "merge", "stats",
        "recipes", "priors", "features",
    ] {
        assert_snapshot!(format!("help-dataset-{command}"), help(&["dataset", command]));
    }
    for command in ["slurm", "kubernetes", "tune", "status", "logs", "cancel"] {
        assert_snapshot!(format!("help-launch-{command}"), help(&["launch", command]));
    }
    for command in ["proxy", "pack", "configs"] {
        assert_snapshot!(format!("help-train-{command}"), help(&["train", command]));
    }
    for command in ["proxy", "report"] {
        assert_snapshot!(format!("help-eval-{command}"), help(&["eval", command]));
    }
    for command in ["list", "show", "convert"] {
        assert_snapshot!(format!("help-presets-{command}"), help(&["presets", command]));
    }
}

#[test]
fn the_version_names_the_commit() {
    let version = Place::empty().run(&["--version"]).expect(0).stdout;
    assert!(version.starts_with("tonewright 0."), "{version}");
}
