//! The one place where names become things: synths, methods and measures, out of the tables of their rooms.

mod base;
mod definitions;
mod ground;
mod plugins;
mod synths;

use tonewright_matching::{METHODS, MethodEntry};
use tonewright_measure::{MEASURES, MeasureEntry};

use crate::error::StudioError;
use crate::suggest::nearest;

pub use definitions::{ListedDefinition, definition, definition_list, over};
pub use ground::{Ground, ground};
pub use plugins::{KnownPlugin, acquaint, known_plugins, measure_plugin, scan_plugins, worker_task};
pub(crate) use plugins::{found_random, is_plugin};
pub use synths::{
    ListedSynth, check_synth, synth, synth_for_files, synth_list, synth_summary, synth_that_a_file_names,
};
pub(crate) use synths::{PYTHON, python};

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
        for entry in METHODS {
            assert_eq!(method(entry.name).unwrap().summary, entry.summary);
        }
        for entry in MEASURES {
            assert_eq!(measure(entry.name).unwrap().summary, entry.summary);
        }
    }
}
