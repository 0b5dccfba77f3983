//! The protocol that examines whatever tells sounds apart: measures, features, audio models.

use std::sync::atomic::AtomicBool;

use tonewright_bench::knobs::{self, Settings, Subject};
use tonewright_measure::{MEASURES, MeasureEntry};

use super::exam::refusal;
use super::{BenchAnswer, BenchRequest, fault};
use crate::ask::models;
use crate::config::threads_or_all;
use crate::error::StudioError;
use crate::events::{Event, Listener};
use crate::suggest::nearest;

/// Turns knobs.
pub(super) fn knobs(
    request: &BenchRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<BenchAnswer, StudioError> {
    let mut settings = Settings { threads: threads_or_all(0), ..Settings::default() };
    settings.presets = request.targets.unwrap_or(settings.presets);
    if settings.presets == 0 {
        return Err(refusal("--targets", "a knob needs at least one preset".to_owned(), None));
    }
    let subjects = subjects(&request.only)?;
    let began = std::time::Instant::now();
    let report = knobs::run(&subjects, &settings, stop, &mut |done, total| {
        let left_secs = began.elapsed().as_secs_f64() * (total - done) as f64 / done.max(1) as f64;
        let what = "knobs turned".to_owned();
        listener.hear(&Event::Step { what, done, total, left_secs: Some(left_secs) });
    })
    .map_err(|error| fault("knobs", error.into()))?;
    let report = report.ok_or_else(|| fault("knobs", "it was stopped before its end".into()))?;
    let json = serde_json::to_value(&report).expect("a report is plain data");
    Ok(BenchAnswer { markdown: report.to_string(), json, sitting: None })
}

/// Those that are named; else all measures, all features, and the audio models that can listen here.
fn subjects(names: &[String]) -> Result<Vec<Subject>, StudioError> {
    let measure = |name: &str| MEASURES.iter().find(|measure: &&MeasureEntry| measure.name == name);
    if names.is_empty() {
        let ready: Vec<String> = models::list()
            .unwrap_or_default()
            .into_iter()
            .filter(|model| model.weights.is_some())
            .map(|model| model.name)
            .collect();
        let kinds = models::kinds(&ready)?;
        let features = kinds.names().into_iter().filter_map(|name| kinds.by_name(&name));
        return Ok(MEASURES.iter().map(Subject::Measure).chain(features.map(Subject::Feature)).collect());
    }
    let kinds = models::kinds(names)?;
    let mut subjects = Vec::new();
    for name in names {
        let before = subjects.len();
        subjects.extend(measure(name).map(Subject::Measure));
        subjects.extend(kinds.by_name(name).map(Subject::Feature));
        if subjects.len() == before {
            let known: Vec<String> =
                MEASURES.iter().map(|measure| measure.name.to_owned()).chain(kinds.names()).collect();
            return Err(StudioError::UnknownName {
                what: "measure or feature",
                name: name.clone(),
                near: nearest(name, known.iter().map(String::as_str)).map(str::to_owned),
                known,
            });
        }
    }
    Ok(subjects)
}
