//! Corpora as files: there and back, and what is said of broken ones.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};
use tonewright_data::corpus::{Corpus, CorpusError};
use tonewright_synth::engines::dx7::spec::spec;
use tonewright_synth::{Norm, Preset};

use crate::corpus_groups::{corpus, drawn};

fn bytes_of(corpus: &Corpus) -> Vec<u8> {
    let mut bytes = Vec::new();
    corpus.write_lines(&mut bytes).unwrap();
    bytes
}

pub(crate) fn read(bytes: &[u8]) -> Result<Corpus, CorpusError> {
    Corpus::read_lines(Path::new("corpus.jsonl"), bytes)
}

/// A small corpus with a duplicate, as bytes.
pub(crate) fn small() -> Vec<u8> {
    let mut voices = drawn("dx7", 12);
    voices.extend_from_within(2..5);
    bytes_of(&corpus(voices, "groups-80-10-10"))
}

#[test]
fn a_corpus_is_the_same_after_writing_and_reading() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deeper/dx7.jsonl");
    let first = corpus(drawn("dx7", 100), "synthrl");
    first.write(&path).unwrap();
    let second = Corpus::read(&path).unwrap();
    assert_eq!(second, first);
    assert_eq!(second.fingerprint(), first.fingerprint());
    let voices: Vec<&Preset> = second.presets("val").unwrap().collect();
    assert_eq!(voices.len(), second.split_sizes()[1]);
    assert!(second.presets("other").is_none());
    second.check_synth(spec()).unwrap();
    let files: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
    assert_eq!(files.len(), 1, "nothing half-written is left");
}

#[test]
fn what_can_not_be_written_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("taken");
    fs::create_dir(&path).unwrap();
    let error = corpus(drawn("dx7", 3), "all=1").write(&path).unwrap_err();
    assert!(matches!(error, CorpusError::Io { .. }), "{error}");
    let there = fs::read_dir(folder.path()).unwrap().count();
    assert!(path.is_dir() && there == 1, "nothing half-written is left");
}

/// What is said when one line is changed.
#[track_caller]
fn fault(line: usize, change: impl FnOnce(&mut Value)) -> String {
    let text = String::from_utf8(small()).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut value: Value = serde_json::from_str(&lines[line - 1]).unwrap();
    change(&mut value);
    lines[line - 1] = value.to_string();
    let error = read((lines.join("\n") + "\n").as_bytes()).unwrap_err().to_string();
    assert!(error.starts_with("`corpus.jsonl`, line "), "{error}");
    error
}

#[test]
fn whatever_is_wrong_is_said_with_its_line() {
    let cases: [(usize, &str, Value, &str); 14] = [
        (1, "/format", json!("other"), "line 1: its format is `other`"),
        (1, "/version", json!(9), "line 1: it is version 9"),
        (1, "/parameters/3", json!("algorithm"), "line 1: the parameter `algorithm` is there twice"),
        (1, "/near/least", json!(7), "line 1: 7 of 6 units"),
        (1, "/near/units/0/0", json!(9999), "line 1: parameter 9999"),
        (1, "/split/splits/0", json!("../x"), "line 1: `../x` can't be the name of a split"),
        (1, "/counts/presets", json!(5), "line 7: the first line says that there are 5"),
        (1, "/counts/groups", json!(1), "the first line counts"),
        (3, "/values/7", json!(1.5), "line 3: a knob value lies within 0 and 1"),
        (3, "/values", json!([0.5]), "line 3: it has 1 values, and there are 155"),
        (4, "/split", json!("other"), "line 4: there is no split `other`"),
        (4, "/source", json!(3), "line 4: there is no source 3"),
        (4, "/index", json!(15), "line 4: `drawn` has no preset 15"),
        (4, "/group", json!(u64::MAX), "there is a group"),
    ];
    for (line, pointer, value, words) in cases {
        let said = fault(line, |json| *json.pointer_mut(pointer).unwrap() = value);
        assert!(said.contains(words), "{words}: {said}");
    }
    let unknown = fault(2, |json| json["colour"] = json!("red"));
    assert!(unknown.contains("unknown field `colour`"), "{unknown}");
}

#[test]
fn a_corpus_that_was_cut_is_known_at_every_length() {
    let bytes = small();
    assert!(read(&bytes).is_ok());
    for len in (0..bytes.len()).step_by(97).chain(bytes.len() - 40..bytes.len()) {
        assert!(matches!(read(&bytes[..len]), Err(CorpusError::Line { .. })), "{len}");
    }
    assert!(matches!(Corpus::read(Path::new("absent.jsonl")), Err(CorpusError::Io { .. })));
    let nothing = read(b"").unwrap_err().to_string();
    assert!(nothing.contains("the file is empty"), "{nothing}");
}

#[test]
fn a_corpus_of_another_synth_is_told_from_this_one() {
    let mut other = corpus(drawn("dx7", 3), "all=1");
    other.parameters[4] = "algo".to_owned();
    let said = other.check_synth(spec()).unwrap_err().to_string();
    assert!(said.contains("it has `algo` where `dx7` has the parameter `algorithm`"), "{said}");
    other.parameters.pop();
    assert!(other.check_synth(spec()).unwrap_err().to_string().contains("154 parameters"));
    other.synth = "vital".to_owned();
    assert!(other.check_synth(spec()).unwrap_err().to_string().contains("presets of `vital`"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_knob_value_and_name_comes_back(
        bits in prop::collection::vec(0_u32..=1.0_f32.to_bits(), 4),
        name in any::<String>(),
    ) {
        let mut voice = Preset { name, ..Preset::init(spec()) };
        // The plug-in's four knobs take any value.
        for (value, bits) in voice.values.iter_mut().zip(bits) {
            *value = Norm::new(f32::from_bits(bits)).unwrap();
        }
        let first = corpus([voice.clone()], "all=1");
        prop_assert_eq!(&first.entries[0].preset, &voice);
        prop_assert_eq!(read(&bytes_of(&first)).unwrap(), first);
    }
}
