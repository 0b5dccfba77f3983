//! How a study stands.

use std::path::Path;

use tonewright_tune::{ImportanceConfig, State, StudySummary, Trial, importance, studies};

use super::enabled::{JOURNAL, fault};
use super::trial::{folder_of, settings};
use super::{ImportanceView, StudyView, TrialView};
use crate::error::StudioError;

/// How the study of a folder stands, while it is worked on or afterwards.
///
/// # Errors
/// When there is none, or its journal is damaged.
pub fn show(folder: &Path) -> Result<StudyView, StudioError> {
    let path = folder.join(JOURNAL);
    let fault = fault(&path.display().to_string());
    let all = studies(&path).map_err(|error| fault(error.into()))?;
    let Some(StudySummary { name, trials, .. }) = all.into_iter().next() else {
        return Err(fault("there is no study in it".into()));
    };
    let count = |state| trials.iter().filter(|trial| trial.state == state).count();
    let mut complete: Vec<TrialView> = trials.iter().filter_map(|trial| view(folder, trial)).collect();
    complete.sort_by(|a, b| b.mrr.total_cmp(&a.mrr).then(a.number.cmp(&b.number)));
    // Of too few trials nothing can be said, and of a setting that never changed.
    let shares = importance(&trials, &ImportanceConfig::default()).unwrap_or_default().into_iter();
    let mut importance: Vec<ImportanceView> =
        shares.map(|one| ImportanceView { name: one.name, share: one.share, spread: one.spread }).collect();
    importance.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.name.cmp(&b.name)));
    Ok(StudyView {
        folder: folder.to_owned(),
        name,
        complete: complete.len(),
        pruned: count(State::Pruned),
        failed: count(State::Failed),
        running: count(State::Running),
        trials: complete,
        importance,
        interrupted: false,
    })
}

/// A trial that ended with a value.
fn view(folder: &Path, trial: &Trial) -> Option<TrialView> {
    let mrr = trial.value.filter(|_| trial.state == State::Complete)?;
    let folder = folder.join(folder_of(trial.number));
    Some(TrialView { number: trial.number, mrr, settings: settings(trial), folder })
}
