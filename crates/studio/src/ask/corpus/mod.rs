//! *What is in these hundreds of banks, once each?* Corpora of presets: made of files, shown, checked for leakage, and
//! written as preset files again.

mod export;
mod make;
mod show;

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use tonewright_data::corpus::leaks::{SplitPair, leaks, leaks_any};
use tonewright_data::corpus::{Corpus, CorpusError};
use tonewright_synth::Synth;

use super::presets::file_fault;
use crate::catalog;
use crate::error::StudioError;

pub use export::{ExportRequest, Exported, export};
pub use make::{Made, MakeRequest, Mended, make};
pub use show::{LargeGroup, Shown, show};
pub use tonewright_data::corpus::leaks::Nearest;
pub use tonewright_data::corpus::split::SPLIT_RULES;
pub use tonewright_data::corpus::statistics::{Guess, ParameterStatistics, Values};

/// What a corpus holds, in a few numbers.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The synth that the presets are for.
    pub synth: String,
    /// The version of its sound when the corpus was made.
    pub sound_version: u32,
    /// How many presets there are.
    pub presets: usize,
    /// How many exact duplicates were merged into them.
    pub duplicates: usize,
    /// How many files they are from.
    pub sources: usize,
    /// How many parameters a preset has.
    pub parameters: usize,
    /// How many of them count when presets are compared.
    pub compared: usize,
    /// What presets have in common to be near: `4 of 6 operators`.
    pub near: String,
    /// How many groups of near duplicates there are, presets without one counted as a group.
    pub groups: usize,
    /// How many presets are near no other.
    pub alone: usize,
    /// How many presets the largest group has.
    pub largest_group: usize,
    /// The split rule.
    pub rule: String,
    /// The seed of the split.
    pub seed: u64,
    /// The splits and how many presets and groups each has.
    pub splits: Vec<SplitSummary>,
    /// The fingerprint of what is drawn from it.
    pub fingerprint: String,
}

/// One split in numbers.
#[derive(Clone, Debug, Serialize)]
pub struct SplitSummary {
    /// Its name.
    pub name: String,
    /// How many presets it has.
    pub presets: usize,
    /// How many groups have presets in it.
    pub groups: usize,
}

/// What splits know of each other.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// Whether anything of one split is in another.
    pub leaks: bool,
    /// What presets have in common to be near: `4 of 6 operators`.
    pub near: String,
    /// Every two splits.
    pub pairs: Vec<SplitPair>,
}

/// Reads a corpus.
///
/// # Errors
/// [`StudioError::PresetFile`] with the line that makes no sense.
pub fn read(path: &Path) -> Result<Corpus, StudioError> {
    Corpus::read(path).map_err(|error| match error {
        CorpusError::Io { source, .. } => file_fault(path, source),
        error => StudioError::Corpus { path: path.to_owned(), source: error.into() },
    })
}

/// Looks for presets of one split that are the same or near in another.
///
/// # Errors
/// As [`read`].
pub fn check(path: &Path) -> Result<Checked, StudioError> {
    let corpus = read(path)?;
    let pairs = leaks(&corpus);
    Ok(Checked { leaks: leaks_any(&pairs), near: near_text(&corpus), pairs })
}

fn summary(corpus: &Corpus) -> Summary {
    let group_sizes = corpus.group_sizes();
    let split_groups = |split: usize| {
        let mut groups: Vec<usize> =
            corpus.entries.iter().filter(|entry| entry.split == split).map(|entry| entry.group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups.len()
    };
    let splits = corpus.dealt.splits.iter().zip(corpus.split_sizes()).enumerate();
    Summary {
        synth: corpus.synth.clone(),
        sound_version: corpus.sound_version,
        presets: corpus.entries.len(),
        duplicates: corpus.duplicates(),
        sources: corpus.sources.len(),
        parameters: corpus.parameters.len(),
        compared: corpus.compared().len(),
        near: near_text(corpus),
        groups: group_sizes.len(),
        alone: group_sizes.iter().filter(|size| **size == 1).count(),
        largest_group: group_sizes.iter().copied().max().unwrap_or(0),
        rule: corpus.dealt.rule.clone(),
        seed: corpus.dealt.seed,
        splits: splits
            .map(|(at, (name, presets))| SplitSummary {
                name: name.clone(),
                presets,
                groups: split_groups(at),
            })
            .collect(),
        fingerprint: corpus.fingerprint(),
    }
}

fn near_text(corpus: &Corpus) -> String {
    let near = &corpus.kinship;
    format!("{} of {} {}s", near.least, near.units.len(), near.unit)
}

/// The synth of a corpus: the one that is named, else the one that the file names, if that is no more than a name. A file from
/// somewhere must not start programs.
fn synth_of(corpus: &Corpus, named: Option<&str>) -> Result<(Arc<dyn Synth>, Option<String>), StudioError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let name = match named {
        Some(name) => name,
        None if corpus.synth.chars().all(is_plain) => &corpus.synth,
        None => {
            return Err(StudioError::Setting {
                key: "--synth".to_owned(),
                reason: format!("the corpus is of the synth `{}`, which is no plain name", corpus.synth),
                hint: Some("name the synth yourself: `--synth NAME`".to_owned()),
            });
        }
    };
    let (synth, remark) = catalog::synth_for_files(name)?;
    corpus.check_synth(synth.spec()).map_err(|error| StudioError::Setting {
        key: "--synth".to_owned(),
        reason: error.to_string(),
        hint: Some("make the corpus anew from its files: `tonewright corpus make`".to_owned()),
    })?;
    Ok((synth, remark))
}
