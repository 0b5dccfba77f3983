//! A corpus as a file: JSON lines, readable by people and by whatever reads JSON.
//!
//! The first line says what the corpus is: format and version, synth, sound version, parameter ids, when presets are
//! near, how they were split, the source files with their hashes, and counts. Each line after it is a preset: name, source
//! and place, further places of exact duplicates, group, split, and the knob values in the shortest form that gives the same
//! 32 bits again. What the counts say must be there, so a file that was cut is known.

mod check;
mod read;
mod write;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tonewright_synth::Norm;

use super::{Dealt, Duplicates, Kinship, Source};

/// What the file calls itself.
const FORMAT: &str = "tonewright-corpus";
/// The version of the format that is written and read.
const VERSION: u32 = 1;

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head<'a> {
    format: Cow<'a, str>,
    version: u32,
    synth: Cow<'a, str>,
    sound_version: u32,
    counts: Counts,
    near: Cow<'a, Kinship>,
    split: Cow<'a, Dealt>,
    parameters: Cow<'a, [String]>,
    beyond_files: Cow<'a, [usize]>,
    sources: Cow<'a, [Source]>,
}

/// How much there is.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counts {
    presets: usize,
    duplicates: usize,
    groups: usize,
    splits: Vec<usize>,
}

/// Any line after the first.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    name: Cow<'a, str>,
    source: usize,
    index: usize,
    #[serde(default, skip_serializing_if = "Duplicates::is_empty")]
    also: Duplicates,
    group: usize,
    split: Cow<'a, str>,
    values: Cow<'a, [Norm]>,
}
