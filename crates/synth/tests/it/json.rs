//! The JSON preset format: round trips, leniency, refusals.

use proptest::prelude::*;
use serde_json::{Value, json};
use tonewright_synth::PresetFormat as _;
use tonewright_synth::engines::dx7::spec::spec;
use tonewright_synth::preset::json;
use tonewright_synth::preset::json::Json;
use tonewright_synth::prior::{Prior as _, Uniform};
use tonewright_synth::{FileError, Preset, seed};

fn with_parameters(parameters: Value) -> Vec<u8> {
    json!({ "synth": "dx7", "name": "T", "parameters": parameters }).to_string().into_bytes()
}

fn read_one(parameters: Value) -> (Preset, Vec<String>) {
    let read = json::read(spec(), &with_parameters(parameters)).unwrap();
    (read.presets[0].clone(), read.warnings)
}

fn text_of(preset: &Preset, id: &str) -> String {
    let index = spec().index_of(id).unwrap();
    spec().params[index].text(preset.values[index])
}

#[test]
fn parameters_come_in_the_order_of_the_synth_with_their_text() {
    let text = String::from_utf8(Json(spec()).write(&[Preset::init(spec())]).unwrap()).unwrap();
    let at = |word: &str| text.find(word).unwrap();
    assert!(at("\"cutoff\"") < at("\"algorithm\"") && at("\"op1.switch\"") < at("\"op2.eg-rate-1\""));
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["parameters"]["transpose"], json!({ "value": 24, "text": "C3" }));
    assert_eq!(value["synth"], "dx7");
}

#[test]
fn missing_parameters_take_their_defaults_with_a_warning() {
    let (preset, warnings) = read_one(json!({ "algorithm": 4 }));
    assert_eq!(text_of(&preset, "algorithm"), "5");
    assert_eq!(text_of(&preset, "op1.output-level"), "99");
    assert_eq!(warnings, ["154 parameters of `T` were missing and took their defaults"]);
}

#[test]
fn values_may_be_numbers_texts_or_both() {
    let (preset, _) = read_one(json!({
        "lfo.wave": "Sine", "transpose": { "text": "C4" }, "op1.detune": "+3", "op2.switch": false,
        "op3.output-level": { "value": 12, "text": "stale" },
    }));
    for (id, text) in [
        ("lfo.wave", "sine"),
        ("transpose", "C4"),
        ("op1.detune", "+3"),
        ("op2.switch", "off"),
        ("op3.output-level", "12"),
    ] {
        assert_eq!(text_of(&preset, id), text, "{id}");
    }
}

#[test]
fn values_out_of_range_are_clamped_with_a_warning() {
    let (preset, warnings) = read_one(json!({ "op1.output-level": 120, "op2.output-level": 3.4 }));
    assert_eq!(text_of(&preset, "op1.output-level"), "99");
    assert_eq!(text_of(&preset, "op2.output-level"), "3");
    assert!(warnings.iter().any(|w| w.contains("op1.output-level, op2.output-level")), "{warnings:?}");
}

#[test]
fn unknown_names_and_senseless_values_are_refused() {
    let error = |parameters| json::read(spec(), &with_parameters(parameters)).unwrap_err();
    let unknown = error(json!({ "op1.outputlevel": 3 }));
    assert_eq!(
        unknown.to_string(),
        "dx7 has no parameter `op1.outputlevel`; did you mean `op1.output-level`?"
    );
    assert!(matches!(error(json!({ "algorithm": "many" })), FileError::BadValue { .. }));
    assert!(matches!(error(json!({ "algorithm": [1] })), FileError::BadValue { .. }));
    let other = json!({ "synth": "fm4", "name": "T", "parameters": {} }).to_string();
    assert!(matches!(json::read(spec(), other.as_bytes()), Err(FileError::NoPreset { .. })));
    for bytes in [&b""[..], b"[]", b"3", b"{", b"[{\"parameters\": 3}]", &[0xFF; 40]] {
        assert!(matches!(json::read(spec(), bytes), Err(FileError::NoPreset { .. })));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_written_is_read_back(seed in any::<u64>(), count in 1_usize..4, name in "\\PC{0,12}") {
        let prior = Uniform::new(spec());
        let mut presets: Vec<_> =
            (0..count as u64).map(|i| prior.draw(&mut seed::stream(seed, "json-test", i))).collect();
        presets[0].name = name;
        let read = Json(spec()).read(&Json(spec()).write(&presets).unwrap()).unwrap();
        prop_assert_eq!(read.presets, presets);
        prop_assert!(read.warnings.is_empty());
    }
}
