//! Folders of preset files.

use std::fs;

use tonewright_synth::Preset;
use tonewright_synth::engines::dx7::{Dx7, spec::spec, sysex};
use tonewright_synth::preset::{LibraryError, read_library};
use tonewright_synth::{PresetFormat as _, Synth as _};

fn bytes(count: usize) -> Vec<u8> {
    sysex::Syx.write(&vec![Preset::init(spec()); count]).unwrap()
}

#[test]
fn folders_are_read_in_sorted_order_and_what_is_skipped_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir_all(at("b/deeper")).unwrap();
    fs::write(at("b/deeper/bank.SYX"), bytes(2)).unwrap();
    fs::write(at("a.syx"), bytes(1)).unwrap();
    fs::write(at("c.json"), "not json").unwrap();
    fs::write(at("readme.txt"), "hello").unwrap();
    fs::write(at("cut.syx"), &bytes(2)[..4103]).unwrap();
    let library = read_library(dir.path(), &Dx7::mark_one().formats()).unwrap();
    let found: Vec<_> = library.entries.iter().map(|entry| (entry.path.clone(), entry.index)).collect();
    assert_eq!(found.len(), 65);
    assert_eq!(found[0], (at("a.syx"), 0));
    assert_eq!(found[32], (at("b/deeper/bank.SYX"), 31));
    assert_eq!(library.warnings.len(), 1);
    let skipped: Vec<_> = library.skipped.iter().map(|skipped| skipped.path.clone()).collect();
    assert_eq!(skipped, [at("c.json"), at("readme.txt")]);
}

#[test]
fn a_single_file_may_have_any_extension() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("BANK.BIN");
    fs::write(&path, bytes(2)).unwrap();
    assert_eq!(read_library(&path, &Dx7::mark_one().formats()).unwrap().entries.len(), 32);
    fs::write(&path, "nothing").unwrap();
    assert!(matches!(read_library(&path, &Dx7::mark_one().formats()), Err(LibraryError::File { .. })));
    assert!(matches!(
        read_library(&dir.path().join("absent"), &Dx7::mark_one().formats()),
        Err(LibraryError::Io { .. })
    ));
}
