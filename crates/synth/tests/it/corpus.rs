//! The seed corpora of the fuzz targets, replayed as a normal test. `UPDATE_CORPUS=1` writes them anew.

use std::fs;
use std::path::PathBuf;

use tonewright_synth::Preset;
use tonewright_synth::PresetFormat as _;
use tonewright_synth::engines::dx7::{spec::spec, sysex};
use tonewright_synth::preset::json::Json;

/// The files of the corpus of one target, by name.
fn made(target: &str) -> Vec<(&'static str, Vec<u8>)> {
    let init = Preset::init(spec());
    let (single, bank) = (
        sysex::Syx.write(std::slice::from_ref(&init)).unwrap(),
        sysex::Syx.write(&[init.clone(), init.clone()]).unwrap(),
    );
    match target {
        "syx" => vec![
            ("single", single.clone()),
            ("bank", bank.clone()),
            ("headerless-bank", bank[6..4102].to_vec()),
            ("headerless-single", single[6..161].to_vec()),
            ("packed-voice", bank[6..134].to_vec()),
            ("cut-bank-then-single", [&bank[..1000], &single[..]].concat()),
            ("garbage-between", [&single[..], b"\x00\x01\xF7", &single[..], &[0xF0, 0x41, 1, 0xF7]].concat()),
        ],
        _ => vec![
            ("one", Json(spec()).write(std::slice::from_ref(&init)).unwrap()),
            ("two", Json(spec()).write(&[init.clone(), init]).unwrap()),
            ("bare", br#"{"parameters": {"algorithm": 4, "transpose": "C4", "op1.switch": false}}"#.to_vec()),
            ("unknown", br#"{"synth": "dx7", "parameters": {"algoritm": 1e400}}"#.to_vec()),
        ],
    }
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder: PathBuf = crate::workspace_root().join("fuzz/corpus").join(target);
    if std::env::var_os("UPDATE_CORPUS").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in made(target) {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= made(target).len(), "the corpus in `{}` is thin", folder.display());
    files.iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn the_syx_corpus_reads_and_reaches_a_fixed_point() {
    corpus("syx").iter().for_each(|bytes| crate::syx::check_fixed_point(bytes));
}

#[test]
fn the_json_corpus_reads_and_reaches_a_fixed_point() {
    for bytes in corpus("preset_json") {
        if let Ok(first) = Json(spec()).read(&bytes) {
            let second = Json(spec()).read(&Json(spec()).write(&first.presets).unwrap()).unwrap();
            assert_eq!(second.presets, first.presets);
        }
    }
}
