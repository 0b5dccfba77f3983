//! *What is in these preset files?* Listing, showing and converting presets.

mod any_synth;
mod convert;
mod one_synth;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tonewright_bench::report::ParamValue;
use tonewright_host::foreign::ForeignPreset;
use tonewright_synth::preset::{Skipped, json};
use tonewright_synth::{Preset, SynthSpec};

use super::render::no_such_voice;
use crate::error::{Cause, StudioError};

pub use tonewright_host::foreign::Scale as ForeignScale;

pub use convert::{ConvertRequest, Converted, convert};
pub(in crate::ask) use convert::{Out, check_free, synth_of};
pub use one_synth::read_presets;
pub(in crate::ask) use one_synth::{in_short, library, told};

/// A preset of a file or folder.
#[derive(Clone, Debug, Serialize)]
pub struct ListedPreset {
    /// The file that holds it.
    pub path: PathBuf,
    /// Its number in that file, counted from 1.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// The synth that it is for.
    pub synth: String,
    /// How many parameters of it were read.
    pub parameters: usize,
    /// Which algorithm it uses, as the synth shows it, where the synth has algorithms.
    pub algorithm: Option<String>,
    /// Who made it, where the file says it.
    pub author: Option<String>,
    /// What kind of sound it is, where the file says it.
    pub category: Option<String>,
}

/// The presets of some files.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Listing {
    /// Each preset, files in order of their paths.
    pub presets: Vec<ListedPreset>,
    /// What was mended, with its file, one sentence each.
    pub warnings: Vec<String>,
    /// What of the folders could not be read, and why.
    pub skipped: Vec<Skipped>,
}

/// Files that were skipped for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedGroup {
    /// The reason.
    pub kind: String,
    /// How many they are.
    pub count: usize,
    /// The first of them, with what is said of it alone.
    pub first: Skipped,
}

impl Listing {
    /// Skipped files by their reasons, the most frequent first.
    pub fn skipped_groups(&self) -> Vec<SkippedGroup> {
        skipped_groups(&self.skipped)
    }
}

/// One preset with every parameter.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Sheet {
    /// Of a synth that is here.
    Ours(PresetSheet),
    /// Of a file that was read without its synth.
    Foreign(ForeignSheet),
}

/// One preset of a synth that is here.
#[derive(Clone, Debug, Serialize)]
pub struct PresetSheet {
    /// Its name.
    pub name: String,
    /// Its number in the file, counted from 1.
    pub number: usize,
    /// How many presets the file holds.
    pub of: usize,
    /// The synth it belongs to.
    pub synth: String,
    /// Every parameter in the synth's own order.
    pub parameters: Vec<ParamValue>,
    /// What was mended in the file, one sentence each.
    pub warnings: Vec<String>,
}

/// One preset of another program, as its file says it.
#[derive(Clone, Debug, Serialize)]
pub struct ForeignSheet {
    /// Its number in the file, counted from 1.
    pub number: usize,
    /// How many presets the file holds.
    pub of: usize,
    /// Everything that was read.
    #[serde(flatten)]
    pub preset: ForeignPreset,
}

/// Lists the presets of files and folders: of one synth, or of every synth whose files can be read.
///
/// # Errors
/// When a file can't be read, or a file or folder holds no preset.
pub fn list(synth: Option<&str>, paths: &[PathBuf]) -> Result<Listing, StudioError> {
    match synth {
        Some(synth) => one_synth::list(synth, paths),
        None => any_synth::list(paths),
    }
}

/// Shows one preset: of one synth, or of whatever synth the file is.
///
/// # Errors
/// When the file can't be read or has no preset of that number.
pub fn show(synth: Option<&str>, path: &Path, number: usize) -> Result<Sheet, StudioError> {
    match synth {
        Some(synth) => one_synth::show(synth, path, number),
        None => any_synth::show(path, number),
    }
}

/// A preset as the house's own JSON.
///
/// # Errors
/// When the preset is of another synth.
pub fn json_bytes(spec: &SynthSpec, presets: &[Preset]) -> Result<Vec<u8>, StudioError> {
    json::write(spec, presets)
        .map_err(|error| StudioError::PresetWrite { format: "json", source: error.into() })
}

pub(in crate::ask) fn file_fault(path: &Path, source: impl Into<Cause>) -> StudioError {
    StudioError::PresetFile { path: path.to_owned(), source: source.into() }
}

/// Skipped files by their reasons, the most frequent first.
pub fn skipped_groups(skipped: &[Skipped]) -> Vec<SkippedGroup> {
    let mut groups: BTreeMap<&str, SkippedGroup> = BTreeMap::new();
    for one in skipped {
        let new = || SkippedGroup { kind: one.kind.clone(), count: 0, first: one.clone() };
        groups.entry(&one.kind).or_insert_with(new).count += 1;
    }
    let mut groups: Vec<SkippedGroup> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    groups
}

/// That a folder holds nothing, and why its files were skipped.
fn nothing_in(folder: &Path, of: &str, skipped: &[Skipped]) -> StudioError {
    let groups = skipped_groups(skipped);
    let told: Vec<String> =
        groups.iter().take(4).map(|group| format!("{} {}", group.count, group.kind)).collect();
    let told = if told.is_empty() { "it is empty".to_owned() } else { told.join("; ") };
    file_fault(
        folder,
        format!("there is no preset{of} in this folder ({} other files: {told})", skipped.len()),
    )
}

/// The preset of that number, counted from 1, and how many there are.
pub(in crate::ask) fn chosen<T>(
    path: &Path,
    presets: Vec<T>,
    number: usize,
) -> Result<(T, usize), StudioError> {
    let of = presets.len();
    let chosen = number.checked_sub(1).and_then(|at| presets.into_iter().nth(at));
    chosen.map(|preset| (preset, of)).ok_or_else(|| no_such_voice(path, number, of))
}

fn algorithm_of(spec: &SynthSpec, preset: &Preset) -> Option<String> {
    let index = spec.index_of("algorithm")?;
    Some(spec.params[index].text(*preset.values.get(index)?))
}
