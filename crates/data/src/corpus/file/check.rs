//! What must be true of a corpus that was read.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::super::split::check_name;
use super::super::{Corpus, Duplicates, FIRST_PLACES, Place};
use super::Counts;
use super::read::other_format;

/// Whether the first line is of the format and version that is read; said before anything else of it is.
pub(super) fn format(bytes: &[u8]) -> Result<(), String> {
    #[derive(Deserialize)]
    struct Kind {
        format: Option<String>,
        version: Option<u32>,
    }
    let no_corpus = |why: String| format!("this is no corpus: {why}");
    let kind: Kind = serde_json::from_slice(bytes).map_err(|error| no_corpus(error.to_string()))?;
    match (kind.format, kind.version) {
        (Some(format), Some(version)) => other_format(&format, version).map_or(Ok(()), Err),
        _ => Err(no_corpus("it names no format and version".to_owned())),
    }
}

/// Whether the first line makes sense by itself.
pub(super) fn head(corpus: &Corpus) -> Result<(), String> {
    let parameters = corpus.parameters.len();
    if parameters == 0 {
        return Err("it has no parameters".to_owned());
    }
    unlike(&corpus.parameters, "parameter")?;
    unlike(&corpus.dealt.splits, "split")?;
    corpus.dealt.splits.iter().try_for_each(|name| check_name(name))?;
    if corpus.dealt.splits.is_empty() {
        return Err("it has no splits".to_owned());
    }
    indices(&corpus.beyond_files, parameters)?;
    let near = &corpus.kinship;
    if near.least == 0 || near.least > near.units.len() {
        return Err(format!("{} of {} units can't be what near presets share", near.least, near.units.len()));
    }
    if near.units.iter().any(Vec::is_empty) {
        return Err("a unit that near presets may share is empty".to_owned());
    }
    let units: Vec<usize> = near.units.iter().flatten().copied().collect();
    indices(&units, parameters)?;
    for source in &corpus.sources {
        let is_hash = |hash: &String| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if source.blake3.as_ref().is_some_and(|hash| !is_hash(hash)) {
            return Err(format!("the hash of `{}` is none", source.path));
        }
    }
    Ok(())
}

/// Whether the counts of the first line are those of the lines after it.
pub(super) fn whole(corpus: &Corpus, counts: &Counts) -> Result<(), String> {
    let (has, says) = (corpus.entries.len(), counts.presets);
    if has != says {
        return Err(format!("after it {says} presets were to be there in all, and there are {has}"));
    }
    // Checked first, since groups are counted by their numbers.
    if let Some(entry) = corpus.entries.iter().find(|entry| entry.group >= has) {
        return Err(format!("there is a group {} among {has} presets", entry.group));
    }
    let found = corpus.counts();
    if corpus.group_sizes().contains(&0) {
        return Err("a group has no presets".to_owned());
    }
    if found != *counts {
        return Err(format!("the first line counts {counts:?}, and there are {found:?}"));
    }
    Ok(())
}

/// Whether there is such a place.
pub(super) fn place(corpus: &Corpus, place: Place) -> Result<(), String> {
    let source = corpus.sources.get(place.source);
    let source = source.ok_or_else(|| format!("there is no source {}", place.source))?;
    if place.index >= source.presets {
        return Err(format!("`{}` has no preset {}", source.path, place.index));
    }
    Ok(())
}

/// Whether as many places are told as there can be.
pub(super) fn duplicates(also: &Duplicates) -> Result<(), String> {
    // Counts are added up, and no file has more presets than this.
    if also.count > u32::MAX as usize || also.first.len() != also.count.min(FIRST_PLACES) {
        return Err(format!("{} duplicates with {} places can't be", also.count, also.first.len()));
    }
    Ok(())
}

fn unlike(names: &[String], what: &str) -> Result<(), String> {
    let mut known = BTreeSet::new();
    match names.iter().find(|name| !known.insert(name.as_str())) {
        Some(twice) => Err(format!("the {what} `{twice}` is there twice")),
        None => Ok(()),
    }
}

/// Whether these are places among the parameters, none twice.
fn indices(indices: &[usize], parameters: usize) -> Result<(), String> {
    let mut known = BTreeSet::new();
    match indices.iter().find(|at| **at >= parameters || !known.insert(**at)) {
        Some(at) => Err(format!("parameter {at} is named twice, or is not one of {parameters}")),
        None => Ok(()),
    }
}
