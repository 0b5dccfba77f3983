//! How a study stands.

use std::path::Path;

use tonewright_bench::curves::Point;
use tonewright_bench::study::{self, Picture, Setting, Share, page};
use tonewright_tune::{ImportanceConfig, State, StudySummary, Trial, Value, importance, studies};

use super::enabled::{JOURNAL, fault};
use super::trial::{folder_of, settings};
use super::{ImportanceView, StudyView, TrialView};
use crate::error::StudioError;

/// How the study of a folder stands, while it is worked on or afterwards.
///
/// # Errors
/// When there is none, or its journal is damaged.
pub fn show(folder: &Path) -> Result<StudyView, StudioError> {
    read(folder).map(|study| view_of(folder, study))
}

/// The study of a folder.
fn read(folder: &Path) -> Result<StudySummary, StudioError> {
    let path = folder.join(JOURNAL);
    let fault = fault(&path.display().to_string());
    let all = studies(&path).map_err(|error| fault(error.into()))?;
    all.into_iter().next().ok_or_else(|| fault("there is no study in it".into()))
}

fn view_of(folder: &Path, StudySummary { name, trials, .. }: StudySummary) -> StudyView {
    let count = |state| trials.iter().filter(|trial| trial.state == state).count();
    let mut complete: Vec<TrialView> = trials.iter().filter_map(|trial| view(folder, trial)).collect();
    complete.sort_by(|a, b| b.mrr.total_cmp(&a.mrr).then(a.number.cmp(&b.number)));
    // Of too few trials nothing can be said, and of a setting that never changed.
    let shares = importance(&trials, &ImportanceConfig::default()).unwrap_or_default().into_iter();
    let mut importance: Vec<ImportanceView> =
        shares.map(|one| ImportanceView { name: one.name, share: one.share, spread: one.spread }).collect();
    importance.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.name.cmp(&b.name)));
    StudyView {
        folder: folder.to_owned(),
        name,
        complete: complete.len(),
        pruned: count(State::Pruned),
        failed: count(State::Failed),
        running: count(State::Running),
        trials: complete,
        importance,
        interrupted: false,
    }
}

/// Draws the study of a folder on a page.
///
/// # Errors
/// As [`show`], and when the page can't be written.
pub fn draw(folder: &Path, out: &Path) -> Result<(), StudioError> {
    let study = read(folder)?;
    let trials = study.trials.iter().filter_map(drawn).collect();
    let view = view_of(folder, study);
    let importance = view.importance.into_iter().map(|one| Share { name: one.name, share: one.share });
    let picture = Picture {
        name: view.name,
        what: "MRR".to_owned(),
        is_down: false,
        trials,
        importance: importance.collect(),
    };
    let text = page(&picture, crate::runs::version_line());
    let io = |source| StudioError::Io { doing: "write the page", path: out.to_owned(), source };
    crate::runs::write_whole(out, text.as_bytes()).map_err(io)
}

/// A trial that ended, as it is drawn.
fn drawn(trial: &Trial) -> Option<study::Trial> {
    let is_pruned = trial.state == State::Pruned;
    let over = is_pruned || trial.state == State::Complete;
    let value = trial.value.filter(|value| over && value.is_finite())?;
    let setting = |value: &Value| match value.number().filter(|number| number.is_finite()) {
        Some(number) => Setting::Number(number),
        None => Setting::Word(value.to_string()),
    };
    let settings = trial.params.iter().map(|param| (param.name.clone(), setting(&param.value))).collect();
    let course = trial.reports.iter().filter(|(_, value)| value.is_finite());
    let course = course.map(|(step, value)| Point { at: *step as f64, value: *value }).collect();
    Some(study::Trial { number: trial.number, value, is_pruned, settings, course })
}

/// A trial that ended with a value.
fn view(folder: &Path, trial: &Trial) -> Option<TrialView> {
    let mrr = trial.value.filter(|_| trial.state == State::Complete)?;
    let folder = folder.join(folder_of(trial.number));
    Some(TrialView { number: trial.number, mrr, settings: settings(trial), folder })
}
