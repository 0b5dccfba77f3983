//! Models, as a user teaches them.

use crate::command::Place;

#[cfg(not(feature = "learned"))]
#[test]
fn a_build_without_the_tensor_library_says_how_to_get_it() {
    let place = Place::with_pluck();
    for words in [
        &["train", "configs"][..],
        &["train", "pack", "run", "-o", "small.safetensors"],
        &["eval", "proxy", "run", "--data", "set"],
        &["match", "pluck.wav", "--method", "proxy"],
    ] {
        let error = place.run(words).expect(2).stderr;
        assert!(error.contains("--features learned"), "{error}");
    }
}

#[cfg(feature = "learned")]
pub(crate) mod taught {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use super::Place;

    pub(crate) const SMALL: [&str; 6] = [
        "--set",
        "teach.validate-every=20",
        "--set",
        "teach.batch=16",
        "--set",
        "encoder={ network = \"stack\", input = { kind = \"one-hot\" }, block = \"mlp\", blocks = 1, width = 64 }",
    ];

    /// A place with data sets of DX7 voices.
    pub(crate) fn school() -> Place {
        let place = Place::empty();
        let render = |name, seed| {
            let fixed =
                ["dataset", "render", "dx7-fitted", "-q", "--set", "sound.secs=0.3", "--set", "items=120"];
            let features = ["--set", "store.features=[\"statistics\"]", "--set", seed, "-o", name];
            place.run(&[&fixed[..], &features].concat()).expect(0);
        };
        render("train", "seed=1");
        render("held-out", "seed=2");
        place
    }

    fn words<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let fixed = ["train", "proxy", "small", "--data", "train", "--held-out", "held-out", "-o", out];
        [&fixed[..], &SMALL, more].concat()
    }

    #[test]
    fn what_was_taught_is_examined() {
        let place = school();
        place.run(&words("run", &["-q", "--set", "teach.steps=40", "--track", "tensorboard"])).expect(0);
        let events = String::from_utf8_lossy(&place.read("run/events.out.tfevents.0000000000.tonewright"))
            .into_owned();
        assert!(events.contains("validation/found/mrr") && events.contains("gradient"));
        let asked =
            ["eval", "proxy", "run", "--data", "held-out", "--data", "train", "--gallery", "50", "-q"];
        let told = place.run(&[&asked[..], &["--repeats", "9", "--growing"]].concat()).expect(0).stdout;
        assert_eq!(told.matches("9 galleries of 50 of").count(), 2, "{told}");
        let json = place.run(&[&asked[..], &["--json", "--distance", "cosine"]].concat()).expect(0).stdout;
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let found = &json[1]["found"];
        assert_eq!((found["repeats"].as_u64(), found["distance"].as_str()), (Some(100), Some("cosine")));
        let mrr = found["sounds_find_presets"]["mrr"]["mean"].as_f64().unwrap();
        // It is examined on what it was taught as well; by chance a rank among fifty has a mean reciprocal of 0.09.
        assert!(mrr > 0.2, "{json}");
        for (wrong, expected) in [
            (&["eval", "proxy", "nowhere", "--data", "held-out"][..], "nowhere"),
            (&["eval", "proxy", "run", "--data", "held-out", "--feature", "mel"], "no feature `mel`"),
            (&["eval", "proxy", "run", "--data", "held-out", "--distance", "l3"], "did you mean"),
            (&["eval", "proxy", "run", "--data", "held-out", "--gallery", "0"], "gallery"),
            (&["eval", "proxy", "run", "--data", "held-out", "--repeats", "0"], "repeats"),
        ] {
            let error = place.run(wrong).expect(2).stderr;
            assert!(error.contains(expected), "{wrong:?}: {error}");
        }
    }

    #[test]
    fn what_was_taught_goes_on_with_other_presets_and_fits_into_a_small_file() {
        let place = school();
        place.run(&words("run", &["-q", "--set", "teach.steps=40"])).expect(0);
        let more = ["train", "proxy", "fine-tune-small", "--data", "held-out", "--held-out", "train", "-q"];
        let short = ["--set", "teach.steps=250", "--from", "run"];
        place.run(&[&more[..], &short, &["-o", "more"]].concat()).expect(0);
        let packed =
            place.run(&["train", "pack", "more/last.safetensors", "-o", "small.safetensors"]).expect(0);
        assert!(packed.stderr.contains("fine-tune-small") && packed.stdout.contains("small.safetensors"));
        let exam = |model| {
            let asked = ["eval", "proxy", model, "--data", "held-out", "--gallery", "50", "-q", "--json"];
            let told = place.run(&asked).expect(0).stdout;
            let json: serde_json::Value = serde_json::from_str(&told).unwrap();
            json[0]["found"]["l1"]["mean"].as_f64().unwrap()
        };
        let (whole, small) = (exam("more/last.safetensors"), exam("small.safetensors"));
        assert!((whole - small).abs() < 0.01 * whole, "{whole}, {small}");
        // What it went on with is what it knows better.
        assert!(small < 0.9 * exam("run"), "{small}, before {}", exam("run"));
        let other = place.run(&[&more[..], &["--from", "nowhere", "-o", "other"]].concat()).expect(2).stderr;
        assert!(other.contains("nowhere"), "{other}");
    }

    #[test]
    fn methods_that_ask_a_proxy_have_one_and_others_want_none() {
        let place = Place::with_pluck();
        let fixed = ["match", "pluck.wav", "--budget", "300", "--threads", "1", "--out", "one"];
        let run = place.run(&[&fixed[..], &["--method", "proxy"]].concat()).expect(0).stdout;
        assert!(!run.is_empty());
        for (words, said) in [
            (&["--method", "search", "--proxy", "shipped-dx7"][..], "is of no use"),
            (&["--method", "proxy", "--proxy", "nowhere"], "nowhere"),
            (&["--method", "proxy", "--synth", "subtractive", "--proxy", "shipped-dx7"], "subtractive"),
            (&["--method", "proxy", "--synth", "dexed-100"], "none ships for"),
        ] {
            let error = place.run(&[&fixed[..], words].concat()).expect(2).stderr;
            assert!(error.contains(said), "{words:?}: {error}");
        }
        let bench = ["bench", "in-domain", "--targets", "1", "--budget", "50", "--methods", "random"];
        let error = place.run(&[&bench[..], &["--proxy", "shipped-dx7"]].concat()).expect(2).stderr;
        assert!(error.contains("is of no use"), "{error}");
    }

    #[test]
    fn a_run_that_is_interrupted_goes_on_to_the_same_model() {
        let place = school();
        // More steps than anyone waits for, and no end before them: it can only end by the signal.
        let patient = ["--set", "teach.patience=1000000", "--set", "teach.steps=1000000"];
        let child =
            place.command(&words("halves", &patient)).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.unwrap();
        let patience = Instant::now();
        while std::fs::metadata(place.path("halves/metrics.jsonl")).map_or(0, |file| file.len()) == 0 {
            assert!(patience.elapsed() < Duration::from_secs(60), "it never started");
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        let stopped = place.answer(child.wait_with_output().unwrap()).expect(130);
        let after = stopped.stderr.split_once("stopped after ").unwrap().1;
        let step: u64 = after.split_once(' ').unwrap().0.parse().unwrap();
        assert!(after.contains("the same command goes on from here"), "{}", stopped.stderr);
        let steps = format!("teach.steps={}", step + 35);
        let rest = ["--set", "teach.patience=1000000", "--set", &steps];
        let on = place.run(&words("halves", &rest)).expect(0);
        assert!(on.stderr.contains("35 steps in") && on.stderr.contains("best: MRR"), "{}", on.stderr);
        place.run(&words("whole", &rest)).expect(0);
        for file in ["metrics.jsonl", "last.safetensors"] {
            assert!(
                place.read(format!("whole/{file}")) == place.read(format!("halves/{file}")),
                "{file} differs"
            );
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_what_to_do() {
        let place = school();
        let error = place.run(&words("run", &["--set", "feature=mel-slaney"])).expect(2).stderr;
        assert!(error.contains("no feature `mel-slaney`") && error.contains("it has: statistics"), "{error}");
        let error = place.run(&words("run", &["--set", "encoder=tmf"])).expect(2).stderr;
        assert!(error.contains("no encoder `tmf`") && error.contains("train configs"), "{error}");
        let error = place.run(&["train", "proxy", "smal", "--data", "a", "--held-out", "b"]).expect(2).stderr;
        assert!(error.contains("did you mean `small`"), "{error}");
        let listed = place.run(&["train", "configs"]).expect(0).stdout;
        assert!(listed.contains("synth-proxy-dexed-hn-ptgru"), "{listed}");
        let printed = place.run(&["train", "configs", "synth-proxy-tal-tfm"]).expect(0).stdout;
        place.write("mine.toml", printed.as_bytes());
        let error =
            place.run(&["train", "proxy", "mine.toml", "--data", "train", "--held-out", "nowhere"]).expect(2);
        assert!(error.stderr.contains("nowhere"), "{}", error.stderr);
    }
}
