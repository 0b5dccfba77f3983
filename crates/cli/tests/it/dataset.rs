//! Data sets from the command line: rendered, killed at any moment, gone on with, proved.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::command::Place;

/// A few hundred short sounds of the DX7.
pub(crate) const RECIPE: &str = r#"
name = "tiny"
summary = "A few hundred short sounds"
synth = "dx7"
seed = 5
items = 640
shard-items = 256
[[prior]]
draw = "fitted"
[sound]
rate-hz = 22_050
secs = 0.5
[play]
notes = [{ gate-secs = 0.3 }]
[gate]
rms = [0.01, 1.0]
[store]
features = ["mel-slaney"]
"#;

fn with_recipe() -> Place {
    let place = Place::empty();
    place.write("tiny.toml", RECIPE.as_bytes());
    place
}

/// The files of a folder with what they hold.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let name = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    entries.map(|entry| (name(&entry), std::fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn a_data_set_is_rendered_proved_and_its_damage_found() {
    let place = with_recipe();
    let answer = place.run(&["dataset", "render", "tiny.toml"]).expect(0);
    assert_eq!(answer.stdout, "datasets/tiny\n");
    assert!(
        answer.stderr.contains("640 rendered") && answer.stderr.contains("refused (rms"),
        "{}",
        answer.stderr
    );
    let answer = place.run(&["dataset", "verify", "datasets/tiny", "--json"]).expect(0);
    let proof: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!((&proof["items"], &proof["same"]), (&640.into(), &64.into()));
    let mut bytes = place.read("datasets/tiny/shard-00001.safetensors");
    bytes[100_000] ^= 1;
    place.write("datasets/tiny/shard-00001.safetensors", &bytes);
    let answer = place.run(&["dataset", "verify", "datasets/tiny"]).expect(1);
    assert!(answer.stdout.contains("its checksum differs"), "{}", answer.stdout);
}

#[test]
fn killed_again_and_again_it_comes_to_the_same_bytes() {
    let place = with_recipe();
    place.run(&["dataset", "render", "tiny.toml", "-o", "whole", "--threads", "1"]).expect(0);
    let mut kills = 0;
    for attempt in 0.. {
        let mut command =
            place.command(&["dataset", "render", "tiny.toml", "-o", "killed", "--threads", "2"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Every moment of its life comes up, from its first file to its last.
        let patience = Instant::now();
        let moment = Duration::from_millis(10 + 35 * attempt);
        while patience.elapsed() < moment && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        if child.try_wait().unwrap().is_some() {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        assert!(attempt < 400, "it never came to an end");
    }
    assert!(kills > 2, "{kills}");
    place.run(&["dataset", "render", "tiny.toml", "-o", "killed"]).expect(0);
    let (whole, mut killed) = (files(&place.path("whole")), files(&place.path("killed")));
    // What was being written when it was killed may lie about under a name of its own.
    killed.retain(|name, _| !name.ends_with(".new"));
    assert_eq!(killed.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
    assert!(killed == whole, "the bytes differ");
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_with_everything_kept() {
    let place = with_recipe();
    for signal in ["-INT", "-TERM"] {
        let args = ["dataset", "render", "tiny.toml", "-o", &signal[1..], "--set", "items=1000000"];
        let child = place.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let patience = Instant::now();
        while !place.path(&signal[1..]).join("shard-00001.json").exists() {
            assert!(patience.elapsed() < Duration::from_secs(60), "the second shard never came");
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        let answer = place.answer(child.wait_with_output().unwrap()).expect(130);
        assert!(answer.stderr.contains("the same command goes on"), "{}", answer.stderr);
        assert!(files(&place.path(&signal[1..])).keys().any(|name| name.ends_with(".journal")));
    }
}

#[test]
fn what_can_not_be_is_refused_with_a_hint() {
    let place = with_recipe();
    let refused = |args: &[&str], words: &str| {
        let args: Vec<&str> = ["dataset", "render"].iter().chain(args).copied().collect();
        let answer = place.run(&args).expect(2);
        assert!(answer.stderr.contains(words) && answer.stderr.contains("hint:"), "{}", answer.stderr);
    };
    refused(&["no-such-recipe"], "there is no recipe `no-such-recipe`");
    refused(&["no/such/file.toml"], "the recipe can't be used");
    refused(&["tiny.toml", "--set", "gate.rms=[0.5, 0.1]"], "gate.rms");
    refused(&["tiny.toml", "--set", "prior.0.draw=guess"], "there is no prior `guess`");
    refused(&["tiny.toml", "--set", "store.features=[\"smell\"]"], "there is no feature `smell`");
    refused(&["tiny.toml", "--set", "synth=dx8"], "there is no synth `dx8`");
    refused(&["tiny.toml", "--set", "length=3"], "length");
    place.run(&["dataset", "render", "tiny.toml", "--set", "items=64"]).expect(0);
    refused(&["tiny.toml", "--set", "items=65"], "holds another data set");
    place.run(&["dataset", "render", "tiny.toml", "--shard", "3/2"]).expect(2);
    place.run(&["dataset", "verify", "."]).expect(2);
}

#[test]
fn a_recipe_from_somewhere_starts_no_program() {
    let place = with_recipe();
    let evil = RECIPE.replace("\"dx7\"", "\"bridge:touch started\"");
    place.write("evil.toml", evil.as_bytes());
    let answer = place.run(&["dataset", "render", "evil.toml"]).expect(2);
    assert!(answer.stderr.contains("have not started yourself"), "{}", answer.stderr);
    let evil = RECIPE.replace("\"dx7\"", "\"./synth.clap\"");
    place.write("evil.toml", evil.as_bytes());
    place.write("synth.clap", b"no plug-in");
    let answer = place.run(&["dataset", "render", "evil.toml"]).expect(2);
    assert!(answer.stderr.contains("have not used yourself"), "{}", answer.stderr);
    // A data set that was made elsewhere names its synth as well.
    place.run(&["dataset", "render", "tiny.toml", "--set", "items=64", "-o", "set"]).expect(0);
    for file in ["set/manifest.json", "set/plan.json"] {
        let text = String::from_utf8(place.read(file)).unwrap();
        place.write(
            file,
            text.replace("\"synth\": \"dx7\"", "\"synth\": \"bridge:touch started\"").as_bytes(),
        );
    }
    let answer = place.run(&["dataset", "verify", "set"]).expect(0);
    assert!(answer.stderr.contains("nothing was rendered anew"), "{}", answer.stderr);
    assert!(!place.path("started").exists());
}

#[test]
fn recipes_that_ship_can_be_printed_and_used() {
    let place = Place::empty();
    let listed = place.run(&["dataset", "recipes"]).expect(0).stdout;
    assert!(listed.contains("synth-proxy-dexed-val"), "{listed}");
    let several = place.run(&["dataset", "render", "synth-proxy-dexed"]).expect(2).stderr;
    assert!(several.contains("synth-proxy-dexed-hpo-train"), "{several}");
    let priors = place.run(&["dataset", "priors"]).expect(0).stdout;
    assert!(priors.contains("perturb:") && priors.contains("variations"), "{priors}");
    let features = place.run(&["dataset", "features"]).expect(0).stdout;
    assert!(features.contains("mel-slaney") && features.contains("librosa"), "{features}");
    let text = place.run(&["dataset", "recipes", "synth-proxy-dexed-val"]).expect(0).stdout;
    place.write("mine.toml", text.as_bytes());
    let args = ["--set", "items=20", "--set", "sound.secs=0.5", "-o", "mine"];
    let args: Vec<&str> = ["dataset", "render", "mine.toml"].iter().chain(&args).copied().collect();
    let answer = place.run(&args).expect(0);
    assert!(answer.stderr.contains("20 rendered"), "{}", answer.stderr);
}

#[test]
fn a_data_set_is_split_counted_merged_and_inspected() {
    let place = with_recipe();
    place.run(&["dataset", "render", "tiny.toml", "-q", "--set", "items=200"]).expect(0);
    let tiny = "datasets/tiny";
    let split = place.run(&["dataset", "split", tiny, "--json"]).expect(0);
    let split: Value = serde_json::from_str(&split.stdout).unwrap();
    assert_eq!((&split["items"], &split["splits"][0][0]), (&200.into(), &"train".into()));
    place.run(&["dataset", "split", tiny]).expect(0);
    let refused = place.run(&["dataset", "split", tiny, "--seed", "9"]).expect(2).stderr;
    assert!(refused.contains("--force"), "{refused}");

    let counted = place.run(&["dataset", "stats", tiny, "--split", "train", "--npz", "mel-slaney"]).expect(0);
    assert!(counted.stdout.contains("features.mel-slaney"), "{}", counted.stdout);
    for file in ["statistics-train.json", "statistics-train.safetensors", "stats.npz"] {
        assert!(!place.read(format!("{tiny}/{file}")).is_empty());
    }
    let unknown = place.run(&["dataset", "stats", tiny, "--split", "exam"]).expect(2).stderr;
    assert!(unknown.contains("train, val, test"), "{unknown}");

    let other =
        ["dataset", "render", "tiny.toml", "-q", "--set", "items=100", "--set", "seed=6", "-o", "other"];
    place.run(&other).expect(0);
    place.run(&["dataset", "merge", tiny, "other", "-o", "both"]).expect(0);
    let proof = place.run(&["dataset", "verify", "both", "--json"]).expect(0);
    let proof: Value = serde_json::from_str(&proof.stdout).unwrap();
    assert_eq!((&proof["items"], &proof["same"]), (&300.into(), &64.into()));

    let args =
        ["dataset", "inspect", "both", "tiny.toml", "--items", "20", "--listen", "30", "--sounds", "3"];
    let told = place.run(&args).expect(0).stdout;
    assert!(told.contains("300") && told.ends_with("both/inspection.html\n"), "{told}");
    assert!(place.read("both/inspection.html").starts_with(b"<!DOCTYPE html>"));
}

#[test]
fn what_a_data_set_takes_is_measured_and_told() {
    let place = with_recipe();
    let args = ["dataset", "estimate", "tiny.toml", "--items", "1000000", "--secs", "0.5"];
    let told = place.run(&args).expect(0).stdout;
    assert!(told.contains("1000000") && told.contains("core-hours"), "{told}");
    let args: Vec<&str> = args.iter().chain(&["--json", "--gigabyte-month", "1"]).copied().collect();
    let told: Value = serde_json::from_str(&place.run(&args).expect(0).stdout).unwrap();
    // Half a second at 22,050 Hz in 16 bits, 44 frames of 128 bands, 155 knobs, four numbers of a note, two levels ...
    let columns: u64 = 11_025 * 2 + 22 * 128 * 4 + 155 * 4 + 4 * 4 + 2 * 4 + 1 + 4 + 4 * 4;
    assert_eq!(told["item-bytes"], columns);
    assert_eq!(told["bytes"], columns * 1_000_000);
    assert!((told["month-price"].as_f64().unwrap() - columns as f64 / 1000.0).abs() < 1e-6);
    assert!(told["items-per-sec"].as_f64().unwrap() > 1.0);
    let left = std::fs::read_dir(place.path("")).unwrap().count();
    assert_eq!(left, 1, "nothing is left but the recipe");
}

#[test]
fn a_data_set_goes_to_other_formats_and_sounds_come_from_elsewhere() {
    let place = with_recipe();
    place.run(&["dataset", "render", "tiny.toml", "--set", "items=20"]).expect(0);
    let listed = place.run(&["dataset", "export", "datasets/tiny"]).expect(0).stdout;
    assert!(listed.contains("hdf5") && listed.contains("folder"), "{listed}");
    let export = ["dataset", "export", "datasets/tiny", "--to", "folder", "--depth", "int16"];
    let answer = place.run(&export).expect(0);
    assert_eq!(answer.stdout, "datasets/tiny-folder\n");
    assert!(answer.stderr.contains("20 sounds written"), "{}", answer.stderr);
    let lines = String::from_utf8(place.read("datasets/tiny-folder/examples.jsonl")).unwrap();
    let line: Value = serde_json::from_str(lines.lines().nth(7).unwrap()).unwrap();
    assert!(line["parameters"]["algorithm"]["text"].as_str().is_some_and(|text| !text.is_empty()), "{line}");
    let again = place.run(&export).expect(2).stderr;
    assert!(again.contains("already something") && again.contains("--force"), "{again}");
    place.run(&[&export[..], &["--force"]].concat()).expect(0);
    let unknown = place.run(&["dataset", "export", "datasets/tiny", "--to", "zarr"]).expect(2).stderr;
    assert!(
        unknown.contains("there is no format `zarr`; there are hdf5") && unknown.contains("hint:"),
        "{unknown}"
    );
    let refused =
        place.run(&["dataset", "export", "datasets/tiny", "--to", "folder", "--gzip", "3"]).expect(2);
    assert!(refused.stderr.contains("`gzip` is no setting of the format `folder`"), "{}", refused.stderr);
    // And back: what was written as sounds is taken in as sounds.
    let import =
        ["dataset", "import", "datasets/tiny-folder", "--rate", "22050", "--secs", "0.5", "-o", "back"];
    let answer = place.run(&import).expect(0);
    assert!(answer.stdout == "back\n" && answer.stderr.contains("20 sounds imported"), "{}", answer.stderr);
    let proved = place.run(&["dataset", "verify", "back"]).expect(0);
    assert!(proved.stdout.contains("20 items") && proved.stderr.contains("imported"), "{}", proved.stderr);
    place.run(&[&import[..], &["--pitch", "73..49"]].concat()).expect(2);
    place.run(&["dataset", "import", "nowhere"]).expect(2);
}

#[test]
fn a_build_without_a_format_says_how_to_get_it() {
    let place = with_recipe();
    place.run(&["dataset", "render", "tiny.toml", "--set", "items=4"]).expect(0);
    let args = ["dataset", "export", "datasets/tiny", "--to", "hdf5"];
    if cfg!(feature = "hdf5") {
        let answer = place.run(&args).expect(0);
        assert!(
            answer.stdout == "datasets/tiny.h5\n" && answer.stderr.contains("mel_spec"),
            "{}",
            answer.stderr
        );
        assert!(place.read("datasets/tiny.h5").starts_with(b"\x89HDF\r\n"));
    } else {
        let answer = place.run(&args).expect(2);
        assert!(answer.stderr.contains("--features hdf5"), "{}", answer.stderr);
    }
}
