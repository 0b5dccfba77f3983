//! What is wrong with a data set on disk is found, whatever it is.

use std::path::Path;
use std::sync::Arc;

use tonewright_data::manifest::Manifest;
use tonewright_data::verify::{Proof, verify};
use tonewright_data::{DataError, Setting};
use tonewright_testkit::toy_synth::ToySynth;

use crate::kitchen::{SMALL, order, plan, recipe, rendered};

fn prove(folder: &Path) -> Result<Proof, DataError> {
    let setting = Setting::new(recipe(SMALL), Arc::new(ToySynth::new())).unwrap();
    verify(folder, &Manifest::read(folder)?, Some(&setting), 20, &mut |_| {})
}

/// A data set with something done to one of its files, and what is found.
fn found(file: &str, harm: impl Fn(&mut Vec<u8>)) -> Result<Vec<String>, DataError> {
    let folder = tempfile::tempdir().unwrap();
    rendered(&plan(SMALL), &order(folder.path())).unwrap();
    let path = folder.path().join(file);
    let mut bytes = std::fs::read(&path).unwrap();
    harm(&mut bytes);
    std::fs::write(&path, bytes).unwrap();
    prove(folder.path()).map(|proof| proof.faults)
}

#[test]
fn a_sound_data_set_is_proved() {
    let folder = tempfile::tempdir().unwrap();
    rendered(&plan(SMALL), &order(folder.path())).unwrap();
    let proof = prove(folder.path()).unwrap();
    assert_eq!(proof.faults, Vec::<String>::new());
    assert_eq!((proof.shards, proof.items, proof.rendered_anew, proof.same), (4, 100, 20, 20));
}

#[test]
fn a_changed_byte_is_found() {
    // In the sounds, in the numbers of features, in the last byte, in the header.
    for at in [20_000, 600_000, usize::MAX, 30] {
        let faults = found("shard-00001.safetensors", |bytes| {
            let at = at.min(bytes.len() - 1);
            bytes[at] ^= 0x55;
        });
        assert!(faults.unwrap().iter().any(|fault| fault.contains("checksum")), "{at}");
    }
}

#[test]
fn files_that_are_cut_gone_or_longer_are_found() {
    let cut = found("shard-00001.safetensors", |bytes| bytes.truncate(1000)).unwrap();
    assert!(cut.iter().any(|fault| fault.contains("damaged")), "{cut:?}");
    let empty = found("shard-00001.safetensors", Vec::clear).unwrap();
    assert!(!empty.is_empty());
    let longer = found("shard-00003.safetensors", |bytes| bytes.push(0)).unwrap();
    assert!(longer.iter().any(|fault| fault.contains("checksum")), "{longer:?}");
    assert!(matches!(found("manifest.json", Vec::clear), Err(DataError::Damaged { .. })));
}

#[test]
fn a_manifest_that_lies_is_found_out() {
    let lie = |from: &'static str, to: &'static str| {
        found("manifest.json", move |bytes| {
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert!(text.contains(from), "{from}");
            *bytes = text.replacen(from, to, 1).into_bytes();
        })
    };
    for (from, to) in [
        ("\"rendered\": 100", "\"rendered\": 99"),
        ("\"first-item\": 32", "\"first-item\": 31"),
        ("\"file\": \"shard-00002.safetensors\"", "\"file\": \"../shard-00002.safetensors\""),
        ("\"axes\": []", "\"axes\": []"),
    ] {
        let faults = lie(from, to).unwrap();
        assert_eq!(faults.is_empty(), from == to, "{from}: {faults:?}");
    }
    let other_shape = lie("\"dtype\": \"F16\"", "\"dtype\": \"F32\"").unwrap();
    assert!(other_shape.iter().any(|fault| fault.contains("audio")), "{other_shape:?}");
}

#[test]
fn whatever_stands_in_a_header_or_manifest_is_an_answer_and_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let tiny = SMALL.replace("items = 100", "items = 6").replace("shard-items = 32", "shard-items = 3");
    rendered(&plan(&tiny), &order(folder.path())).unwrap();
    let setting = Setting::new(recipe(&tiny), Arc::new(ToySynth::new())).unwrap();
    let prove = |folder: &Path| verify(folder, &Manifest::read(folder)?, Some(&setting), 2, &mut |_| {});
    let change = |file: &str, at: usize, by: u8| {
        let path = folder.path().join(file);
        let sound = std::fs::read(&path).unwrap();
        let mut bytes = sound.clone();
        bytes[at] = bytes[at].wrapping_add(by);
        std::fs::write(&path, &bytes).unwrap();
        let answer = prove(folder.path());
        std::fs::write(&path, &sound).unwrap();
        answer
    };
    let header = std::fs::read(folder.path().join("shard-00001.safetensors")).unwrap();
    let header_len = 8 + u64::from_le_bytes(header[..8].try_into().unwrap()) as usize;
    for at in (0..header_len).step_by(3) {
        let found = change("shard-00001.safetensors", at, 1).unwrap();
        assert!(!found.faults.is_empty(), "byte {at}");
    }
    let manifest = std::fs::read(folder.path().join("manifest.json")).unwrap();
    let from = manifest.windows(8).position(|w| w == b"\"shards\"").unwrap();
    for at in (from..manifest.len()).step_by(3) {
        // Found, or refused as damaged, or only white space.
        drop(change("manifest.json", at, 1));
    }
}

#[test]
fn numbers_beyond_all_bounds_are_faults() {
    for lie in ["\"items\": 18446744073709551615", "\"items\": 4000000000"] {
        let faults = found("manifest.json", |bytes| {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let at = text.find("\"shards\"").unwrap();
            *bytes = format!("{}{}", &text[..at], text[at..].replace("\"items\": 32", lie)).into_bytes();
        });
        assert!(!faults.unwrap().is_empty());
    }
}

#[test]
fn sounds_that_are_not_those_of_their_knobs_are_found() {
    // Rendered with another fade than the recipe says: every sum is right, only the sounds are not.
    let folder = tempfile::tempdir().unwrap();
    rendered(&plan(&SMALL.replace("fade-secs = 0.01", "fade-secs = 0.02")), &order(folder.path())).unwrap();
    let proof = prove(folder.path()).unwrap();
    assert_eq!((proof.rendered_anew, proof.same), (20, 0));
    assert!(proof.faults.iter().any(|fault| fault.contains("`audio`")), "{:?}", proof.faults);
}
