//! A split of a corpus as preset files of its synth.

use std::path::PathBuf;

use serde::Serialize;
use tonewright_synth::Preset;

use super::super::presets::Out;
use super::{read, synth_of};
use crate::error::StudioError;

/// What to write.
#[derive(Clone, Debug)]
pub struct ExportRequest {
    /// The corpus file.
    pub corpus: PathBuf,
    /// The split; all of it where absent.
    pub split: Option<String>,
    /// The synth, where it is another name than the one that the file says.
    pub synth: Option<String>,
    /// A file whose extension says the format, or a folder for one file per preset.
    pub out: PathBuf,
    /// The format of files in a folder; the synth's own where absent.
    pub format: Option<String>,
    /// Whether what is there may be replaced.
    pub replace: bool,
}

/// What was written.
#[derive(Clone, Debug, Serialize)]
pub struct Exported {
    /// The files.
    pub files: Vec<PathBuf>,
    /// Presets in them.
    pub presets: usize,
    /// What should be known of the synth, one sentence each.
    pub remarks: Vec<String>,
}

/// Writes presets of a corpus in the format that the place names.
///
/// # Errors
/// When the corpus can't be read, there is no such split or nothing in it, or the presets can't be written there.
pub fn export(request: &ExportRequest) -> Result<Exported, StudioError> {
    let corpus = read(&request.corpus)?;
    let presets: Vec<Preset> = match &request.split {
        None => corpus.entries.iter().map(|entry| entry.preset.clone()).collect(),
        Some(split) => {
            let presets = corpus.presets(split).ok_or_else(|| StudioError::UnknownName {
                what: "split",
                name: split.clone(),
                near: None,
                known: corpus.dealt.splits.clone(),
            })?;
            presets.cloned().collect()
        }
    };
    if presets.is_empty() {
        return Err(StudioError::Setting {
            key: "--split".to_owned(),
            reason: "there is no preset in it".to_owned(),
            hint: None,
        });
    }
    let (synth, remark) = synth_of(&corpus, request.synth.as_deref())?;
    let out = Out { path: &request.out, format: request.format.as_deref(), replace: request.replace };
    let files = out.write(synth.as_ref(), &presets)?;
    Ok(Exported { files, presets: presets.len(), remarks: remark.into_iter().collect() })
}
