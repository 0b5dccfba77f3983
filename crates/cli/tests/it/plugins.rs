//! Plug-ins of strangers, as a user meets them: scanned, listed, looked at, matched and played again.

use serde_json::Value;

use crate::command::Place;
use crate::contest::{beats_chance, plays_again};

/// Short names of real plug-ins, and Debian's packages that bring them.
const REAL: &[(&str, &str)] = &[
    ("mda-jx10", "mda-lv2"),
    ("mda-dx10", "mda-lv2"),
    ("nekobi", "dpf-plugins-lv2"),
    ("amsynth", "amsynth"),
    ("xsynth", "xsynth-dssi"),
    ("whysynth", "whysynth"),
    ("hexter", "hexter"),
];

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

/// A folder with a sound, and those of the plug-ins that a scan found.
fn scanned() -> (Place, Vec<&'static str>) {
    let place = Place::with_pluck();
    let found = json(place.run(&["synths", "scan", "--json"]).expect(0).stdout.as_bytes());
    let ids: Vec<&str> =
        found.as_array().unwrap().iter().filter_map(|one| one["verdict"]["works"]["id"].as_str()).collect();
    let (here, missing): (Vec<_>, Vec<_>) = REAL.iter().partition(|(id, _)| ids.contains(id));
    for (id, package) in missing {
        eprintln!("SKIPPED {id}: install `{package}`");
    }
    (place, here.into_iter().map(|(id, _)| id).collect())
}

#[test]
fn each_is_matched_better_than_by_chance_and_its_preset_plays_the_match() {
    let (place, ids) = scanned();
    for id in ids {
        // Where a definition has the same name, the address means the plug-in.
        let address = address(&place, id);
        beats_chance(&place, id, &address);
        // WhySynth draws random numbers.
        if id != "whysynth" {
            plays_again(&place, id, &address);
        }
    }
}

/// The address of a plug-in that a scan found.
fn address(place: &Place, id: &str) -> String {
    let kept = std::fs::read_dir(place.path("cache/plug-ins")).unwrap();
    let mut known = kept.map(|entry| json(&std::fs::read(entry.unwrap().path()).unwrap())["scanned"].clone());
    let found = known.find(|scanned| scanned["verdict"]["works"]["id"] == id).unwrap();
    found["address"].as_str().unwrap().to_owned()
}

#[test]
fn the_file_that_is_handed_out_plays_the_match() {
    let place = Place::with_pluck();
    let found = json(place.run(&["synths", "scan", "--json"]).expect(0).stdout.as_bytes());
    let addresses = found.as_array().unwrap().iter().filter_map(|one| one["address"].as_str());
    let ours: Vec<&str> = addresses.filter(|address| is_honest(address)).collect();
    if ours.is_empty() {
        eprintln!("SKIPPED the preset files of our own plug-ins: `cargo xtask plug-ins` builds them");
    }
    for (at, address) in ours.iter().enumerate() {
        let out = format!("out{at}");
        let args = ["match", "pluck.wav", "--synth", address, "--budget", "300", "--out", &out];
        let said = place.run(&args).expect(0).stdout;
        let file = said.split_whitespace().find(|word| word.starts_with(&format!("{out}/preset."))).unwrap();
        let wanted = if address.starts_with("vst3") { "preset.vstpreset" } else { "preset.clap-state" };
        assert!(file.ends_with(wanted), "{file}");
        let result = json(&place.read(format!("{out}/result.json")));
        values_are_as_the_plug_in_shows_them(&place, &result, file, address);
        let text = |key: &str| result[key].to_string();
        let (note, gate, secs) = (text("note"), text("gate_secs"), text("duration_secs"));
        let mut render = vec!["render", file, "--synth", address, "--note", &note, "--gate", &gate];
        render.extend(["--seconds", &secs, "-o", "again.wav"]);
        place.run(&render).expect(0);
        let compared = place.run(&["compare", &format!("{out}/match.wav"), "again.wav", "--json"]).expect(0);
        let mss = &json(compared.stdout.as_bytes())["measures"][0];
        assert!(mss["value"].as_f64().is_some_and(|mss| mss < 0.01), "{address}: {mss}");
        std::fs::remove_file(place.path("again.wav")).unwrap();
    }
    // Both are called so; which is meant must be said.
    if ours.len() > 1 {
        let args = ["match", "pluck.wav", "--synth", "tonewright-honest", "--budget", "10"];
        let error = place.run(&args).expect(2).stderr;
        assert!(error.contains("2 plug-ins are called") && error.contains("vst3:"), "{error}");
    }
}

/// A level in dB, whatever the format calls its numbers: in the result, on the page, and of the file on a terminal.
fn values_are_as_the_plug_in_shows_them(place: &Place, result: &Value, file: &str, address: &str) {
    let params = result["best"]["parameters"].as_array().unwrap();
    let text = params.iter().find(|param| param["id"] == "level").unwrap()["text"].as_str().unwrap();
    let number = text.strip_suffix(" dB").and_then(|number| number.parse::<f64>().ok());
    assert!(number.is_some_and(|level_db| (-40.1..=0.1).contains(&level_db)), "{address}: {text}");
    let shown = place.run(&["presets", "show", file, "--synth", address]).expect(0).stdout;
    assert!(shown.contains(text), "{text}: {shown}");
    let folder = file.rsplit_once('/').unwrap().0;
    let page = String::from_utf8(place.read(format!("{folder}/report.html"))).unwrap();
    assert!(page.contains(&format!("<td>{text}</td>")), "{text}");
}

#[test]
fn a_match_lies_on_a_preset_file_where_it_is_told_to() {
    let (place, ids) = scanned();
    if !ids.contains(&"mda-jx10") {
        return;
    }
    // Its own preset file, of a preset that is far from its default.
    place
        .run(&["presets", "convert", "factory", "--voice", "7", "--synth", "mda-jx10", "-o", "base.ttl"])
        .expect(0);
    place.write(
        "mine.toml",
        br#"
name = "two-knobs"
summary = "Two knobs of a preset"
underneath = [{ plugin = "mda-jx10" }]
[base]
summary = "a bass"
file = "base.ttl"
[[part]]
parameters = [{ name = "VCF Freq" }, { name = "VCF Env" }]
"#,
    );
    let starts = |synth: &str| {
        let shown = json(place.run(&["synths", "show", synth, "--json"]).expect(0).stdout.as_bytes());
        let params = shown["spec"]["params"].as_array().unwrap().clone();
        params.into_iter().map(|param| (param["name"].to_string(), param["default"].as_f64().unwrap()))
    };
    let plain: Vec<_> = starts("mda-jx10").collect();
    let lying: Vec<_> = starts("mda-jx10 on base.ttl").collect();
    let moved = lying.iter().zip(&plain).filter(|(a, b)| (a.1 - b.1).abs() > 1e-3).count();
    assert!(moved > 5, "{moved} of {}", plain.len());
    for (name, default) in starts("./mine.toml") {
        let known = lying.iter().find(|(known, _)| *known == name).unwrap().1;
        assert!((known - default).abs() < 1e-6, "{name}: {default}, not {known}");
    }
    for synth in ["mda-jx10 on base.ttl", "./mine.toml"] {
        place.run(&["match", "pluck.wav", "--synth", synth, "--budget", "40", "--out", "out"]).expect(0);
        std::fs::remove_dir_all(place.path("out")).unwrap();
    }
    let none =
        place.run(&["match", "pluck.wav", "--synth", "mda-jx10 on no.ttl", "--budget", "10"]).expect(2);
    assert!(none.stderr.contains("no.ttl") && none.stderr.contains("base preset"), "{}", none.stderr);
    let native = place.run(&["match", "pluck.wav", "--synth", "dx7 on base.ttl", "--budget", "10"]).expect(2);
    assert!(native.stderr.contains("nothing but its parameters"), "{}", native.stderr);
}

/// Our instrument that behaves, in whatever format.
fn is_honest(address: &str) -> bool {
    let class_id: String = b"TonewrightHonest".iter().map(|byte| format!("{byte:02X}")).collect();
    address.ends_with("#org.tonewright.honest") || address.ends_with(&class_id)
}

#[test]
fn the_doctor_tells_what_a_plugin_remembers() {
    let (place, ids) = scanned();
    let Some(id) = ids.first() else { return };
    let told = place.run(&["doctor", "--synth", id]).expect(0).stdout;
    assert!(told.contains("sounds differ from those of a fresh process"), "{told}");
    assert!(told.contains("before each render") && told.contains("times real time"), "{told}");
    let listed = place.run(&["synths"]).expect(0).stdout;
    assert!(listed.contains(id), "{listed}");
    let shown = json(place.run(&["synths", "show", id, "--json"]).expect(0).stdout.as_bytes());
    assert_eq!(shown["spec"]["id"], **id);
}

#[test]
fn what_cannot_be_hosted_is_told() {
    let place = Place::with_pluck();
    let answer =
        place.run(&["match", "pluck.wav", "--synth", "dssi:/no/such.so", "--budget", "10"]).expect(2);
    assert!(
        answer.stderr.contains("can't be loaded") && answer.stderr.contains("synths scan"),
        "{}",
        answer.stderr
    );
    let answer = place.run(&["synths", "scan", "no/such/folder"]).expect(2);
    assert!(answer.stderr.contains("no/such/folder"), "{}", answer.stderr);
    place.write("broken.so", b"no library");
    let answer = place.run(&["synths", "scan", "."]).expect(0);
    assert!(
        answer.stdout.contains("broken") && answer.stdout.contains("0 of 1 can be programmed"),
        "{}",
        answer.stdout
    );
    // What is written there is no plug-in any more, and poisons nothing.
    std::fs::write(place.path("cache/plug-ins/ffff.json"), "{ cut off").unwrap();
    place.run(&["synths"]).expect(0);
}
