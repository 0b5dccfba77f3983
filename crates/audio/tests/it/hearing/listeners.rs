//! Single notes from published listening experiments, where the collection or the file's name says which
//! note they play. They are no part of the repository: `TONEWRIGHT_DATA` names the folder that holds them.

use std::path::{Path, PathBuf};

use super::Labelled;
use tonewright_audio::read;

/// Collections in which every sound plays one note.
const COLLECTIONS: &[(&str, u8)] = &[
    ("Grey1977", 63),
    ("Iverson1993_Whole", 60),
    ("Iverson1993_Remainder", 60),
    ("McAdams1995", 63),
    ("Patil2012_A3", 57),
    ("Patil2012_GD4", 68),
    ("Siedenburg2016_e2set1", 63),
];

/// The folder of the collections, or how to get it.
pub(crate) fn folder() -> Result<PathBuf, String> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("TONEWRIGHT_DATA").map_or_else(beside, PathBuf::from);
    let folder = data.join("listeners");
    if folder.is_dir() { Ok(folder) } else { Err(format!("no {}: set TONEWRIGHT_DATA", folder.display())) }
}

/// All sounds whose note is known.
pub(crate) fn sounds() -> Result<Vec<Labelled>, String> {
    let folder = folder()?;
    let mut all = Vec::new();
    for (collection, note) in COLLECTIONS {
        for path in files(&folder.join(collection)) {
            all.push(labelled(&path, *note)?);
        }
    }
    // `17_Piano_A3_MDS.aiff` says its note itself.
    for path in files(&folder.join("Zacharakis2014_english")) {
        let octave = (1..=5).find(|o| path.to_string_lossy().contains(&format!("_A{o}_")));
        if let Some(octave) = octave {
            all.push(labelled(&path, 21 + 12 * octave)?);
        }
    }
    Ok(all)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    let mut paths: Vec<_> = entries.filter(|p| p.extension().is_some_and(|e| e == "aiff")).collect();
    paths.sort();
    paths
}

fn labelled(path: &Path, note: u8) -> Result<Labelled, String> {
    let audio = read::read(path).map_err(|e| e.to_string())?;
    let collection = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let name = format!("{collection}/{}", path.file_name().unwrap_or_default().to_string_lossy());
    Ok(Labelled { name, audio, note: Some(note), gate_secs: None })
}
