//! Measures of a pair of sounds, one file each, and the table that lists them.

use crate::MeasureEntry;

/// All measures, in the order of the docs.
pub const MEASURES: &[MeasureEntry] = &[];
