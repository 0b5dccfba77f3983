//! Preset files read as those of one synth.

use std::path::{Path, PathBuf};

use tonewright_bench::report::param_values;
use tonewright_synth::preset::library::{Library, LibraryEntry, LibraryError, read_library};
use tonewright_synth::{ReadPresets, Synth};

use super::super::factory;
use super::{ListedPreset, Listing, PresetSheet, Sheet, algorithm_of, chosen, file_fault, nothing_in};
use crate::catalog;
use crate::error::StudioError;

/// Every preset of a file or folder, or (`factory`) those that the synth comes with.
///
/// # Errors
/// [`StudioError::PresetFile`] when it can't be read or holds none.
pub fn read_presets(path: &Path, synth: &dyn Synth) -> Result<ReadPresets, StudioError> {
    let library = library(path, synth)?;
    let skipped = library.skipped.iter();
    let skipped = skipped.map(|skipped| format!("`{}`: {}", skipped.path.display(), skipped.reason));
    let warnings = told(&library).into_iter().chain(skipped).collect();
    Ok(ReadPresets { presets: library.entries.into_iter().map(|entry| entry.preset).collect(), warnings })
}

pub(super) fn list(synth: &str, paths: &[PathBuf]) -> Result<Listing, StudioError> {
    let name = synth;
    let (synth, remark) = catalog::synth_for_files(name)?;
    let mut listing = Listing { warnings: remark.into_iter().collect(), ..Listing::default() };
    for path in paths {
        let library = library(path, synth.as_ref())?;
        listing.warnings.extend(told(&library));
        listing.skipped.extend(library.skipped);
        listing.presets.extend(library.entries.into_iter().map(|entry| ListedPreset {
            algorithm: algorithm_of(synth.spec(), &entry.preset),
            path: entry.path,
            number: entry.index + 1,
            synth: name.to_owned(),
            parameters: entry.preset.values.len(),
            name: entry.preset.name,
            author: None,
            category: None,
        }));
    }
    Ok(listing)
}

pub(super) fn show(synth: &str, path: &Path, number: usize) -> Result<Sheet, StudioError> {
    let (built, remark) = catalog::synth_for_files(synth)?;
    let read = read_presets(path, built.as_ref())?;
    let (preset, of) = chosen(path, read.presets, number)?;
    let parameters = param_values(built.as_ref(), &preset);
    let warnings = remark.into_iter().chain(read.warnings).collect();
    Ok(Sheet::Ours(PresetSheet {
        name: preset.name,
        number,
        of,
        synth: synth.to_owned(),
        parameters,
        warnings,
    }))
}

/// Every preset of a file or folder with its place, or (`factory`) those that the synth comes with.
///
/// # Errors
/// As [`read_presets`].
pub(in crate::ask) fn library(path: &Path, synth: &dyn Synth) -> Result<Library, StudioError> {
    if let Some(presets) = factory::presets(path, synth) {
        let entry = |(index, preset)| LibraryEntry { path: path.to_owned(), index, preset };
        let entries = presets?.into_iter().enumerate().map(entry).collect();
        return Ok(Library { entries, ..Library::default() });
    }
    let library = read_library(path, &synth.formats()).map_err(|error| match error {
        // Our own message says which file it is.
        LibraryError::Io { source, .. } => file_fault(path, source),
        LibraryError::File { source, .. } => file_fault(path, source),
        other => file_fault(path, other),
    })?;
    if library.entries.is_empty() {
        return Err(nothing_in(path, &format!(" of `{}`", synth.spec().id), &library.skipped));
    }
    Ok(library)
}

/// More remarks on the files of one library than these are told as one.
const TOLD_MOST: usize = 3;

/// Remarks on the files of a library that is searched and not looked at: all of a few, or how many there are and the first.
pub(in crate::ask) fn in_short(remarks: Vec<String>, path: &Path) -> Vec<String> {
    match remarks.as_slice() {
        [first, .., _] if remarks.len() > TOLD_MOST => vec![format!(
            "{} remarks on files of `{}`, which `tonewright presets list` tells; the first: {first}",
            remarks.len(),
            path.display()
        )],
        _ => remarks,
    }
}

/// What was mended in its files, one sentence each.
pub(in crate::ask) fn told(library: &Library) -> Vec<String> {
    library.warnings.iter().map(|(path, words)| format!("`{}`: {words}", path.display())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_remarks_are_told_and_many_counted() {
        let remarks = |count: usize| (0..count).map(|at| format!("remark {at}")).collect::<Vec<_>>();
        let path = Path::new("banks");
        assert_eq!((in_short(Vec::new(), path).len(), in_short(remarks(3), path)), (0, remarks(3)));
        let short = in_short(remarks(900), path);
        assert!(short.len() == 1 && short[0].starts_with("900 remarks on files of `banks`"), "{short:?}");
        assert!(short[0].ends_with("the first: remark 0"), "{short:?}");
    }
}
