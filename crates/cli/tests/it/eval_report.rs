//! Results of exams, put together.

use serde_json::{Value, json};

use crate::command::Place;

/// A file as `eval proxy --json` writes it: on synthetic presets and on hand-crafted ones.
fn exam(network: &str, mrr: [f64; 2]) -> Value {
    let spread =
        |mean: f64| json!({ "mean": mean, "deviation": 0.0125, "middle_95": { "low": 0.0, "high": 1.0 } });
    let one = |kind: &str, mrr: f64| {
        let way = json!({ "mrr": spread(mrr) });
        json!({ "model": "runs/a", "network": network, "synth": "dx7", "step": 5, "data": kind, "data_name": kind, "kind": kind,
            "found": { "pairs": 9000, "gallery": 4096, "repeats": 100, "seed": 42, "distance": "l1", "l1": spread(0.05),
                "presets_find_sounds": way, "sounds_find_presets": way,
                "growing": [{ "gallery": 512, "l1": 0.05, "presets_find_sounds": 0.9, "sounds_find_presets": 0.8 }] } })
    };
    json!([one("synthetic", mrr[0]), one("hand-crafted", mrr[1])])
}

fn place() -> Place {
    let place = Place::empty();
    place.write("tfm.json", exam("tfm", [0.8, 0.5]).to_string().as_bytes());
    place.write("hn_pt.json", exam("hn_pt", [0.5, 0.625]).to_string().as_bytes());
    place
}

#[test]
fn results_become_a_page_and_tables() {
    let place = place();
    let tables = ["--table", "t.csv", "--table", "t.md", "--table", "t.TEX"];
    let words = ["eval", "report", "-q", "tfm.json", "hn_pt.json", "second=tfm.json"];
    let told = place.run(&[&words[..], &tables].concat()).expect(0).stdout;
    assert!(told.contains("MRR 0.800 ± 0.013") && told.contains("report.html"), "{told}");
    let read = |name: &str| String::from_utf8(place.read(name)).unwrap();
    let csv = read("t.csv");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 4);
    // 100 (0.5 − 0.8) / 0.8 and 100 (0.625 − 0.5) / 0.5.
    assert!(lines[1].starts_with("tfm,0.800,0.013,0.500,0.013,-37.5,0.0500,"), "{csv}");
    assert!(lines[2].starts_with("hn_pt,0.500,0.013,0.625,0.013,25.0,"), "{csv}");
    assert!(lines[3].starts_with("second,0.800,"), "{csv}");
    assert!(
        read("t.TEX").contains("hn\\_pt & $0.500$") && read("t.md").contains("| 0.500 ± 0.013 | -37.5 |")
    );
    let page = read("report.html");
    assert!(
        page.contains("hatch-0")
            && page.contains("Among more and more presets")
            && !page.contains("map-data")
    );
}

#[test]
fn what_is_no_result_is_told() {
    let place = place();
    place.write("words.json", b"[{}]");
    place
        .write("cosine.json", exam("b", [0.5, 0.5]).to_string().replace("\"l1\",", "\"cosine\",").as_bytes());
    for (words, expected) in [
        (&["tfm.json", "nowhere.json"][..], "nowhere.json"),
        (&["words.json"], "holds no results: missing field `network`"),
        (&["tfm.json", "tfm.json"], "stands there twice"),
        (&["tfm.json", "cosine.json"], "go by one"),
        (&["tfm.json", "--table", "table.xls"], "names end in .csv, .md, .tex"),
        (&["tfm.json", "-o", "words.json/page.html"], "words.json/page.html"),
    ] {
        let error = place.run(&[&["eval", "report", "-q"], words].concat()).expect(2).stderr;
        assert!(error.contains(expected), "{words:?}: {error}");
        assert!(!place.path("report.html").exists());
    }
    assert!(place.run(&["eval", "report"]).expect(2).stderr.contains("RESULT"));
}

#[cfg(not(feature = "learned"))]
#[test]
fn a_map_needs_the_tensor_library() {
    let error = place().run(&["eval", "report", "tfm.json", "--data", "set"]).expect(2).stderr;
    assert!(error.contains("--features learned"), "{error}");
}

#[cfg(feature = "learned")]
#[test]
fn sounds_and_what_a_proxy_says_become_a_map() {
    use crate::train::taught::{SMALL, school};

    let place = school();
    let taught = ["train", "proxy", "small", "--data", "train", "--held-out", "held-out", "-o", "run", "-q"];
    place.run(&[&taught[..], &SMALL, &["--set", "teach.steps=40"]].concat()).expect(0);
    let asked =
        ["eval", "proxy", "run", "--data", "held-out", "--gallery", "50", "--growing", "--json", "-q"];
    let json = place.run(&asked).expect(0).stdout;
    let told: Value = serde_json::from_str(&json).unwrap();
    let exam = &told[0];
    assert_eq!((exam["network"].as_str(), exam["synth"].as_str()), (Some("small"), Some("dx7")));
    assert_eq!((exam["kind"].as_str(), exam["data_name"].as_str()), (Some("synthetic"), Some("dx7-fitted")));
    place.write("exam.json", json.as_bytes());
    place.write("labels.csv", b"item,label,name\n3,bell,Tubular\n4,bass,\n");
    let report = |out: &str| {
        let words = ["eval", "report", "exam.json", "-q", "--data", "held-out", "--proxy", "run", "-o", out];
        let rest = ["--labels", "labels.csv", "--sounds", "9", "--neighbours", "10", "--items", "100"];
        place.run(&[&words[..], &rest].concat()).expect(0);
        String::from_utf8(place.read(out)).unwrap()
    };
    let page = report("one.html");
    assert!(page.contains("MRR") && page.contains("100 items of dx7-fitted"));
    let data = page.split("id=\"map-data\"").nth(1).unwrap().split_once('>').unwrap().1;
    let data = data.split("</script>").next().unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["panels"].as_array().unwrap().len(), 2);
    assert_eq!(data["panels"][1].as_array().unwrap().len(), 200);
    assert_eq!(data["clips"].as_object().unwrap().len(), 9);
    let names = data["names"].as_array().unwrap();
    assert!(names.iter().any(|name| name == "Tubular"), "{names:?}");
    assert_eq!(page, report("two.html"));
    for (wrong, expected) in [
        (&["--data", "held-out"][..], "--feature"),
        (&["--data", "held-out", "--feature", "mel"], "no feature `mel`"),
        (&["--data", "nowhere", "--proxy", "run"], "nowhere"),
        (&["--data", "held-out", "--proxy", "run", "--neighbours", "1"], "neighbours"),
        (&["--data", "held-out", "--proxy", "run", "--labels", "exam.json"], "holds no labels"),
    ] {
        let error = place.run(&[&["eval", "report", "-q"], wrong].concat()).expect(2).stderr;
        assert!(error.contains(expected), "{wrong:?}: {error}");
    }
}
