//! Audio models, as a user listens with them.

use crate::command::Place;

#[cfg(not(feature = "learned"))]
#[test]
fn a_build_without_the_tensor_library_says_how_to_get_it() {
    for words in [
        &["models"][..],
        &["embed", "a.wav"],
        &["models", "add", "aisfx", "a.whl"],
        &["models", "add", "mine", "a.onnx", "--as", "a.toml"],
    ] {
        let error = Place::empty().run(words).expect(2).stderr;
        assert!(error.contains("--features learned"), "{error}");
    }
    Place::empty().run(&["dataset", "features"]).expect(0);
}

#[cfg(feature = "learned")]
mod listening {
    use super::Place;

    /// A place with example sounds and the weights of `aisfx`; none where its wheel is not here.
    fn place(test: &str) -> Option<Place> {
        let wheel = tonewright_testkit::python::wheel(test, "aisfx")?;
        let place = Place::empty();
        for name in ["plucked-string.wav", "struck-bar.wav"] {
            let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/sounds");
            std::fs::copy(std::path::Path::new(example).join(name), place.path(name)).unwrap();
        }
        let models = place.run(&["models", "list", "--json"]).expect(0).stdout;
        assert!(models.contains(r#""name": "aisfx""#) && models.contains(r#""weights": null"#), "{models}");
        let added = place.run(&["models", "add", "aisfx", wheel.to_str().unwrap()]).expect(0).stdout;
        assert_eq!(added.trim(), "[DIR]/models/aisfx.safetensors");
        assert!(place.path("models/aisfx.safetensors").is_file());
        Some(place)
    }

    #[test]
    fn sounds_are_heard_and_compared() {
        let Some(place) = place("sounds_are_heard_and_compared") else { return };
        let sounds = ["embed", "-q", "plucked-string.wav", "struck-bar.wav"];
        let table = place.run(&sounds).expect(0).stdout;
        assert_eq!(table.matches("0.239").count(), 2, "{table}");
        assert_eq!(table.matches("0.000").count(), 2, "{table}");
        for out in ["v.csv", "v.json", "v.safetensors"] {
            let written = place.run(&[&sounds[..], &["--frames", "-o", out]].concat()).expect(0).stdout;
            assert_eq!(written.trim(), out);
        }
        let csv = std::fs::read_to_string(place.path("v.csv")).unwrap();
        // A moment of the short one, two of the other.
        assert_eq!(csv.lines().count(), 4, "{csv}");
        assert!(csv.lines().all(|line| line.split(',').count() == 514));
        let json: serde_json::Value =
            serde_json::from_slice(&std::fs::read(place.path("v.json")).unwrap()).unwrap();
        let first: Vec<f64> = serde_json::from_value(json["sounds"][0]["vectors"][1].clone()).unwrap();
        let of_csv =
            csv.lines().nth(2).unwrap().split(',').skip(2).map(|number| number.parse::<f64>().unwrap());
        assert_eq!(of_csv.collect::<Vec<f64>>(), first);
        assert_eq!(json["model"], "aisfx");
        let error = place.run(&[&sounds[..], &["-o", "v.csv"]].concat()).expect(2).stderr;
        assert!(error.contains("v.csv"), "{error}");
    }

    #[test]
    fn what_can_not_be_is_said() {
        let Some(place) = place("what_can_not_be_is_said") else { return };
        for (words, expected) in [
            (&["embed", "nowhere.wav"][..], "nowhere.wav"),
            (&["embed", "struck-bar.wav", "-m", "mn20"], "mn20_as_mAP_478.pt"),
            (&["embed", "struck-bar.wav", "-m", "aisfy"], "did you mean `aisfx`"),
            (&["embed", "struck-bar.wav", "-o", "v.npy"], ".safetensors"),
            (&["models", "add", "mn04", "struck-bar.wav"], "no checkpoint of PyTorch"),
            (&["models", "remove", "mn04"], "mn04.safetensors"),
        ] {
            let error = place.run(words).expect(2).stderr;
            assert!(error.contains(expected), "{words:?}: {error}");
        }
    }

    #[test]
    fn a_data_set_holds_what_a_model_hears() {
        let Some(place) = place("a_data_set_holds_what_a_model_hears") else { return };
        let fixed = ["dataset", "render", "dx7-fitted", "-q", "--set", "items=6", "--set", "sound.secs=0.5"];
        let features = ["--set", "store.features=[\"aisfx\",\"aisfx-frames\"]", "-o", "set"];
        place.run(&[&fixed[..], &features].concat()).expect(0);
        let proved = place.run(&["dataset", "verify", "set", "--json"]).expect(0).stdout;
        let proved: serde_json::Value = serde_json::from_str(&proved).unwrap();
        assert_eq!(proved["same"], 6, "{proved}");
        let manifest = std::fs::read_to_string(place.path("set/manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let rests = &manifest["plan"]["features-rest-on"];
        assert!(rests["aisfx"].as_str().is_some_and(|print| print.len() == 64), "{manifest}");
        place.run(&["models", "remove", "aisfx"]).expect(0);
        let unproved = place.run(&["dataset", "verify", "set"]).expect(0);
        assert!(
            unproved.stderr.contains("nothing was rendered anew")
                || unproved.stdout.contains("nothing was rendered anew")
        );
        let error = place.run(&[&fixed[..], &["--set", "store.features=[\"aisfx\"]", "-o", "more"]].concat());
        assert!(error.expect(2).stderr.contains("models add aisfx"));
    }
}
