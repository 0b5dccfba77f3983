//! The one place where names become things: synths, methods and measures, out of the tables of their rooms.

use std::sync::Arc;

use tonewright_matching::{METHODS, MethodEntry};
use tonewright_measure::{MEASURES, MeasureEntry};
use tonewright_synth::{PresetFormat, SYNTHS, Synth, SynthEntry};

use crate::error::StudioError;
use crate::suggest::nearest;

/// The synth of this name.
///
/// # Errors
/// [`StudioError::UnknownName`] with the names there are and the nearest one.
pub fn synth(name: &str) -> Result<&'static SynthEntry, StudioError> {
    find("synth", name, SYNTHS, |entry| entry.name)
}

/// The matching method of this name.
///
/// # Errors
/// [`StudioError::UnknownName`] with the names there are and the nearest one.
pub fn method(name: &str) -> Result<&'static MethodEntry, StudioError> {
    find("method", name, METHODS, |entry| entry.name)
}

/// The measure of this name.
///
/// # Errors
/// [`StudioError::UnknownName`] with the names there are and the nearest one.
pub fn measure(name: &str) -> Result<&'static MeasureEntry, StudioError> {
    find("measure", name, MEASURES, |entry| entry.name)
}

/// The synth of this name, made and ready to be shared between threads.
///
/// # Errors
/// [`StudioError::UnknownName`] as [`synth`].
pub fn open_synth(name: &str) -> Result<Arc<dyn Synth>, StudioError> {
    Ok(Arc::from((synth(name)?.build)()))
}

/// The synth's own preset format: the first of its table, which a match is written in.
///
/// # Errors
/// [`StudioError::Setting`] when the synth has no file format of its own.
pub fn own_format(entry: &'static SynthEntry) -> Result<&'static PresetFormat, StudioError> {
    entry.formats.first().ok_or_else(|| StudioError::Setting {
        key: "synth".to_owned(),
        reason: format!("`{}` has no preset file format of its own", entry.name),
        hint: None,
    })
}

/// Looks a name up in a table.
fn find<T>(
    what: &'static str,
    name: &str,
    table: &'static [T],
    name_of: fn(&T) -> &'static str,
) -> Result<&'static T, StudioError> {
    table.iter().find(|entry| name_of(entry) == name).ok_or_else(|| {
        let known: Vec<&str> = table.iter().map(name_of).collect();
        StudioError::UnknownName {
            what,
            name: name.to_owned(),
            near: nearest(name, known.iter().copied()).map(str::to_owned),
            known: known.iter().map(|name| (*name).to_owned()).collect(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_is_found_and_names_are_unique() {
        for entry in SYNTHS {
            assert_eq!(synth(entry.name).unwrap().summary, entry.summary);
            assert!(own_format(entry).is_ok(), "{} can't write its presets", entry.name);
        }
        for entry in METHODS {
            assert_eq!(method(entry.name).unwrap().summary, entry.summary);
        }
        for entry in MEASURES {
            assert_eq!(measure(entry.name).unwrap().summary, entry.summary);
        }
    }

    #[test]
    fn an_unknown_name_lists_what_there_is() {
        let error = synth("no-such-synth").err().unwrap();
        assert!(
            matches!(&error, StudioError::UnknownName { what: "synth", known, .. } if known.len() == SYNTHS.len())
        );
    }
}
