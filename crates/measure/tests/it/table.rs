//! The table holds every file of its folder, and every entry describes itself.

use std::collections::BTreeSet;
use std::path::Path;

use tonewright_measure::{MEASURES, by_name};

#[test]
fn every_file_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sound");
    let names =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = names
        .filter_map(|n| n.strip_suffix(".rs").map(|n| n.replace('_', "-")))
        .filter(|n| n != "mod")
        .collect();
    let entries: BTreeSet<String> = MEASURES.iter().map(|entry| entry.name.to_owned()).collect();
    assert_eq!(files, entries, "one file in src/sound for each entry of MEASURES, named after it");
    assert_eq!(entries.len(), MEASURES.len(), "names are unique");
}

#[test]
fn every_entry_describes_itself() {
    for entry in MEASURES {
        for text in [entry.title, entry.summary, entry.source] {
            assert!(
                !text.trim().is_empty() && !text.contains("  ") && !text.contains('|'),
                "{}: {text:?}",
                entry.name
            );
        }
        assert_eq!(by_name(entry.name).unwrap().title, entry.title);
    }
}
