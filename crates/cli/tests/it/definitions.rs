//! Synth definitions as a user meets them: listed, shown, programmed, written by oneself.

use serde_json::Value;

use crate::command::Place;

#[test]
fn definitions_are_listed_apart_and_shown_without_their_plugin() {
    let place = Place::empty();
    let said = |args: &[&str]| place.run(args).expect(0).stdout;
    let list = said(&["synths"]);
    let (_, rest) = list.split_once("\ndefinitions\n").expect("definitions have a heading");
    let (definitions, _) = rest.split_once("\ntoys\n").expect("toys come last");
    assert!(definitions.contains("dexed-100") && definitions.contains("(on dx7)"), "{list}");
    assert!(definitions.contains("(plug-in not found)"), "{list}");
    let all: Value = serde_json::from_str(&said(&["synths", "list", "--json"])).unwrap();
    let named = |name: &str| all.as_array().unwrap().iter().find(|listed| listed["name"] == name).unwrap();
    assert_eq!(named("dexed-144")["definition"]["synth"], "dx7");
    assert_eq!(named("diva-173")["definition"]["synth"], Value::Null);
    assert!(named("dx7").get("definition").is_none());

    let sheet = said(&["synths", "show", "diva-166"]);
    for words in
        ["Plug-in not found (the plug-in Diva)", "166 parameters used", "vcf1.frequency", "`vca1:pan` at 0.5"]
    {
        assert!(sheet.contains(words), "{words}: {sheet}");
    }
    let sheet = said(&["synths", "show", "dexed-100"]);
    for words in ["Played by dx7", "100 parameters used", ".syx", "op6.osc-detune", "-7 to +7", "141 numbers"]
    {
        assert!(sheet.contains(words), "{words}: {sheet}");
    }
    let sheet: Value = serde_json::from_str(&said(&["synths", "show", "surge-xt-full", "--json"])).unwrap();
    assert_eq!(sheet["definition"]["totals"]["used"], 162);
    assert_eq!(sheet["spec"]["params"].as_array().unwrap().len(), 162);
}

#[test]
fn a_definition_is_programmed_like_any_synth() {
    let place = Place::with_pluck();
    place.write(
        "mine.toml",
        br#"
name = "three-knobs"
summary = "Three knobs of a DX7"
underneath = [{ native = "dx7" }]
drawn = "by-table"

[[part]]
parameters = [
  { name = "ALGORITHM", choice = 32 },
  { name = "OP1 OUTPUT LEVEL", interval = [0.7, 1], default = 0.9 },
  { name = "OP2 OUTPUT LEVEL" },
]
"#,
    );
    for (synth, params) in [("dexed-100", 100), ("./mine.toml", 3)] {
        let out = format!("run-{params}");
        place.run(&["match", "pluck.wav", "--synth", synth, "--budget", "60", "--out", &out]).expect(0);
        let result: Value = serde_json::from_slice(&place.read(format!("{out}/result.json"))).unwrap();
        let id = if params == 3 { "three-knobs" } else { synth };
        assert_eq!(result["synth"]["id"], id);
        // What comes out is a file that the DX7 itself plays to the same sound.
        let preset = format!("{out}/preset.syx");
        let again = |synth: &str, wav: &str| {
            place.run(&["render", &preset, "--synth", synth, "--note", "60", "-o", wav]).expect(0);
            place.read(wav)
        };
        assert_eq!(again(synth, &format!("{out}-view.wav")), again("dx7", &format!("{out}-dx7.wav")));
    }
}

#[test]
fn what_is_wrong_with_a_definition_is_told() {
    let place = Place::with_pluck();
    let told =
        |synth: &str| place.run(&["match", "pluck.wav", "--synth", synth, "--budget", "10"]).expect(2).stderr;
    let missing = told("diva-166");
    assert!(missing.contains("the plug-in Diva") && missing.contains("synths scan"), "{missing}");
    place.write("typo.toml", b"name = \"typo\"\nbased_on = \"dexed-100\"\nfixed = [\"op9_*\"]\n");
    let typo = told("typo.toml");
    assert!(typo.contains("typo.toml, line 3") && typo.contains("`op9_*` matches no parameter"), "{typo}");
    assert!(typo.contains("synth-definitions.md"), "{typo}");
    assert!(told("nowhere.toml").contains("nowhere.toml"));
    assert!(told("dexed-10").contains("dexed-100"), "a definition's name is suggested");
}
