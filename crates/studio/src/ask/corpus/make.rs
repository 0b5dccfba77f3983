//! From files and folders to one corpus file.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tonewright_data::corpus::{CorpusError, Gathering, SplitPlan};
use tonewright_synth::Synth;
use tonewright_synth::preset::Skipped;
use tonewright_synth::preset::folder::bytes_of;
use tonewright_synth::preset::library::{Library, LibraryEntry, LibraryError, read_library};

use super::super::factory;
use super::super::presets::{check_free, file_fault, skipped_groups, synth_of};
use super::{Summary, summary};
use crate::catalog;
use crate::error::StudioError;

/// What to make a corpus of.
#[derive(Clone, Debug)]
pub struct MakeRequest {
    /// Synth by name; where absent, the DX7.
    pub synth: Option<String>,
    /// Preset files and folders.
    pub inputs: Vec<PathBuf>,
    /// The name of a split rule, or shares.
    pub split: String,
    /// The seed of the split; the rule's own where absent.
    pub seed: Option<u64>,
    /// The share of equal parts or parameters that makes presets near; the house's own where absent.
    pub near: Option<f64>,
    /// The file to write.
    pub out: PathBuf,
    /// Whether what is there may be replaced.
    pub replace: bool,
}

/// Something that was mended in a file.
#[derive(Clone, Debug, Serialize)]
pub struct Mended {
    /// The file.
    pub path: PathBuf,
    /// What was mended, in one sentence.
    pub words: String,
}

/// What was made.
#[derive(Clone, Debug, Serialize)]
pub struct Made {
    /// The corpus file.
    pub file: PathBuf,
    /// What is in it.
    pub summary: Summary,
    /// How many presets were read, duplicates included.
    pub read: usize,
    /// What should be known of the synth and the split, one sentence each.
    pub remarks: Vec<String>,
    /// What was mended in files.
    pub mended: Vec<Mended>,
    /// Files that were left out, and why.
    pub skipped: Vec<Skipped>,
}

/// Makes a corpus of all presets that can be read.
///
/// # Errors
/// When a path does not exist, nothing can be read, the split makes no sense, or something is already there.
pub fn make(request: &MakeRequest) -> Result<Made, StudioError> {
    let plan = SplitPlan::from_text(&request.split).map_err(|error| setting("--split", &error))?;
    check_free(&request.out, "--out", request.replace)?;
    let (synth, remark) = catalog::synth_for_files(synth_of(request.synth.as_deref(), &request.inputs)?)?;
    let mut gathering =
        Gathering::new(synth.spec(), request.near).map_err(|error| setting("--near", &error))?;
    let mut reading = Reading::default();
    for path in &request.inputs {
        let library = reading.library(path, synth.as_ref())?;
        reading.gather(library, &mut gathering)?;
    }
    if gathering.is_empty() {
        return Err(nothing(request, &reading.skipped));
    }
    let corpus = gathering.finish(&plan, request.seed).map_err(|error| setting("PATH", &error))?;
    corpus.write(&request.out).map_err(|error| match error {
        CorpusError::Io { path, source, .. } => StudioError::Io { doing: "write the corpus", path, source },
        error => StudioError::Corpus { path: request.out.clone(), source: error.into() },
    })?;
    let mut remarks: Vec<String> = remark.into_iter().collect();
    remarks.extend(split_remarks(&plan));
    let summary = summary(&corpus);
    let empty = summary.splits.iter().filter(|split| split.presets == 0);
    remarks
        .extend(empty.map(|split| format!("the split `{}` has no presets: there are too few", split.name)));
    Ok(Made {
        file: request.out.clone(),
        summary,
        read: corpus.sources.iter().map(|source| source.presets).sum(),
        remarks,
        mended: reading.mended,
        skipped: reading.skipped,
    })
}

fn split_remarks(plan: &SplitPlan) -> Vec<String> {
    let Some(rule) = plan.rule() else { return Vec::new() };
    let mut remarks = Vec::new();
    if !rule.differs.is_empty() {
        remarks.push(format!("`{}` is as published, but for this: {}", rule.name, rule.differs));
    }
    if !rule.keeps_groups {
        remarks.push(format!(
            "`{}` takes near duplicates apart, as published; `tonewright corpus check` counts them",
            rule.name
        ));
    }
    remarks
}

fn setting(key: &str, error: &CorpusError) -> StudioError {
    StudioError::Setting { key: key.to_owned(), reason: error.to_string(), hint: None }
}

/// That no preset was found, and why files were skipped.
fn nothing(request: &MakeRequest, skipped: &[Skipped]) -> StudioError {
    let told: Vec<String> = skipped_groups(skipped)
        .iter()
        .take(4)
        .map(|group| {
            format!("{} {} (the first is `{}`)", group.count, group.kind, group.first.path.display())
        })
        .collect();
    let told = if told.is_empty() { "there are no files".to_owned() } else { told.join("; ") };
    file_fault(&request.inputs[0], format!("there is no preset to make a corpus of: {told}"))
}

/// What is known of the files while they are read.
#[derive(Default)]
struct Reading {
    /// Files that were read, by their one true path.
    seen: BTreeSet<PathBuf>,
    mended: Vec<Mended>,
    skipped: Vec<Skipped>,
}

impl Reading {
    /// The presets of a path. A file that holds none is skipped like those of a folder; one that does not exist is an error.
    fn library(&self, path: &Path, synth: &dyn Synth) -> Result<Library, StudioError> {
        if let Some(presets) = factory::presets(path, synth) {
            let entry = |(index, preset)| LibraryEntry { path: path.to_owned(), index, preset };
            let entries = presets?.into_iter().enumerate().map(entry).collect();
            return Ok(Library { entries, ..Library::default() });
        }
        match read_library(path, &synth.formats()) {
            Ok(library) => Ok(library),
            Err(LibraryError::File { path, source }) => {
                let skipped = Skipped { kind: source.kind(), ..Skipped::new(&path, &source) };
                Ok(Library { skipped: vec![skipped], ..Library::default() })
            }
            Err(LibraryError::Io { source, .. }) => Err(file_fault(path, source)),
            Err(error) => Err(file_fault(path, error)),
        }
    }

    /// Adds the presets of each file that was not read before.
    fn gather(&mut self, library: Library, gathering: &mut Gathering<'_>) -> Result<(), StudioError> {
        self.skipped.extend(library.skipped);
        let mut mended: Vec<(PathBuf, String)> = library.warnings;
        let mut entries = library.entries.into_iter().peekable();
        while let Some(path) = entries.peek().map(|entry| entry.path.clone()) {
            let of_file: Vec<LibraryEntry> =
                std::iter::from_fn(|| entries.next_if(|entry| entry.path == path)).collect();
            let is_factory = path.as_os_str() == factory::FACTORY;
            let true_path =
                if is_factory { path.clone() } else { fs::canonicalize(&path).unwrap_or(path.clone()) };
            if !self.seen.insert(true_path) {
                self.skipped.push(Skipped::new(&path, "it was read already"));
                mended.retain(|(of, _)| *of != path);
                continue;
            }
            let hash = match is_factory {
                true => None,
                false => {
                    let bytes = bytes_of(&path).map_err(|error| file_fault(&path, error))?;
                    Some(blake3::hash(&bytes).to_hex().to_string())
                }
            };
            gathering.source(path.to_string_lossy(), hash);
            of_file.into_iter().for_each(|entry| gathering.add(entry.preset));
        }
        self.mended.extend(mended.into_iter().map(|(path, words)| Mended { path, words }));
        Ok(())
    }
}
