//! The one place where names become things: synths, methods and measures, out of the tables of their rooms.

use std::sync::Arc;

use tonewright_matching::{METHODS, MethodEntry};
use tonewright_measure::{MEASURES, MeasureEntry};
use tonewright_synth::{SYNTHS, Synth, SynthEntry};

use crate::error::StudioError;
use crate::suggest::nearest;

/// The table's entry of the synth of this name.
///
/// # Errors
/// [`StudioError::UnknownName`] with the names there are and the nearest one.
pub fn synth_entry(name: &str) -> Result<&'static SynthEntry, StudioError> {
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
/// [`StudioError::UnknownName`] as [`synth_entry`].
pub fn synth(name: &str) -> Result<Arc<dyn Synth>, StudioError> {
    Ok(Arc::from((synth_entry(name)?.build)()))
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
            assert_eq!(synth_entry(entry.name).unwrap().summary, entry.summary);
            let synth = synth(entry.name).unwrap();
            assert_eq!(synth.spec().id, entry.name);
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
