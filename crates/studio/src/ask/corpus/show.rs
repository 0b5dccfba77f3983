//! What is in a corpus: counts, the largest groups, and how the values of each parameter are spread.

use std::path::Path;

use serde::Serialize;
use tonewright_data::corpus::statistics::{Guess, ParameterStatistics, guess, statistics};
use tonewright_data::corpus::{Corpus, Source};

use super::{Summary, read, summary, synth_of};
use crate::error::StudioError;

/// How many of the largest groups are told.
const MOST_GROUPS: usize = 5;

/// What is in a corpus.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// Its numbers.
    #[serde(flatten)]
    pub summary: Summary,
    /// The largest groups of near duplicates.
    pub largest: Vec<LargeGroup>,
    /// The files that it was made of.
    pub files: Vec<Source>,
    /// How the values of each parameter are spread; empty when the synth is not here.
    pub statistics: Vec<ParameterStatistics>,
    /// How near a guess comes that knows only these presets; `None` when the synth is not here.
    pub guess: Option<Guess>,
    /// What should be known of it, one sentence each.
    pub remarks: Vec<String>,
}

/// A group of near duplicates.
#[derive(Clone, Debug, Serialize)]
pub struct LargeGroup {
    /// Its number.
    pub group: usize,
    /// How many presets it has.
    pub presets: usize,
    /// The name of its first preset.
    pub first: String,
}

/// Shows a corpus; its synth is the one that the file names unless another name of it is given.
///
/// # Errors
/// When the file can't be read, or the synth that was given is another one.
pub fn show(path: &Path, synth: Option<&str>) -> Result<Shown, StudioError> {
    let corpus = read(path)?;
    let mut shown = Shown {
        summary: summary(&corpus),
        largest: largest(&corpus),
        files: corpus.sources.clone(),
        statistics: Vec::new(),
        guess: None,
        remarks: Vec::new(),
    };
    match synth_of(&corpus, synth) {
        Ok((built, remark)) => {
            let spec = built.spec();
            shown.remarks.extend(remark);
            if spec.sound_version != corpus.sound_version {
                shown.remarks.push(format!(
                    "it was made with sound version {} of `{}`; its presets may sound different in version {}",
                    corpus.sound_version, spec.id, spec.sound_version
                ));
            }
            shown.statistics = statistics(&corpus, spec);
            shown.guess = Some(guess(&corpus, spec));
        }
        Err(error) if synth.is_some() => return Err(error),
        Err(error) => shown.remarks.push(format!("values are not shown, since {error}")),
    }
    Ok(shown)
}

fn largest(corpus: &Corpus) -> Vec<LargeGroup> {
    let sizes = corpus.group_sizes();
    let mut groups: Vec<usize> = (0..sizes.len()).filter(|group| sizes[*group] > 1).collect();
    groups.sort_by_key(|group| (std::cmp::Reverse(sizes[*group]), *group));
    groups.truncate(MOST_GROUPS);
    let first = |group: usize| {
        let found = corpus.entries.iter().find(|entry| entry.group == group);
        found.map(|entry| entry.preset.name.clone()).unwrap_or_default()
    };
    groups.into_iter().map(|group| LargeGroup { group, presets: sizes[group], first: first(group) }).collect()
}
