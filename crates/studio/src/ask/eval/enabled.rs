//! Builds that examine what was learned.

use std::sync::atomic::AtomicBool;
use std::sync::mpsc;

use tonewright_learned::LearnError;
use tonewright_learned::proxy::{Exam, ExamOrder, Pairs, Proxy, exam};
use tonewright_measure::retrieval::{DISTANCES, distance_by_name};
use tonewright_nn::device;

use super::{ProxyExam, ProxyExamRequest};
use crate::error::StudioError;
use crate::events::{Event, Listener};
use crate::suggest::nearest;

/// Examines a proxy on each data set. Once `stop` is true it ends, with those that are done.
///
/// # Errors
/// When the model or a data set can't be used, or they do not go together.
pub fn proxy(
    request: &ProxyExamRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Vec<ProxyExam>, StudioError> {
    let order = order(request)?;
    device::keep_memory();
    let proxy = Proxy::open(&request.model, &device::cpu()).map_err(cannot)?;
    let feature = request.feature.as_ref().unwrap_or(&proxy.card.config.feature);
    let mut exams = Vec::with_capacity(request.data.len());
    for data in &request.data {
        let pairs = Pairs::open(data, feature).map_err(cannot)?;
        let Some(found) = examined(&proxy, &pairs, &order, stop, listener)? else { break };
        exams.push(ProxyExam {
            model: request.model.clone(),
            step: proxy.card.step,
            data: data.clone(),
            found: serde_json::to_value(found).expect("figures are JSON"),
        });
    }
    Ok(exams)
}

fn examined(
    proxy: &Proxy,
    pairs: &Pairs,
    order: &ExamOrder,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Option<Exam>, StudioError> {
    let (say, told) = mpsc::channel();
    let found = std::thread::scope(|scope| {
        let work = scope.spawn(move || {
            let watch = |done: usize, total: usize| {
                // Who listens no more has heard enough.
                let _ = say.send((done, total));
            };
            exam(proxy, pairs, order, &device::cpu(), stop, &watch)
        });
        for (done, total) in told {
            listener.hear(&Event::Step { what: "galleries".to_owned(), done, total, left_secs: None });
        }
        work.join()
    });
    found.unwrap_or_else(|panic| std::panic::resume_unwind(panic)).map_err(cannot)
}

fn order(request: &ProxyExamRequest) -> Result<ExamOrder, StudioError> {
    let known = || DISTANCES.iter().map(|entry| entry.name);
    let distance = distance_by_name(&request.distance).ok_or_else(|| StudioError::UnknownName {
        what: "distance",
        name: request.distance.clone(),
        near: nearest(&request.distance, known()).map(str::to_owned),
        known: known().map(str::to_owned).collect(),
    })?;
    Ok(ExamOrder {
        gallery: request.gallery,
        repeats: request.repeats,
        seed: request.seed,
        distance,
        growing: request.growing,
    })
}

/// A refusal of the room below.
fn cannot(error: LearnError) -> StudioError {
    let hint = match &error {
        LearnError::Data(_) => Some("`tonewright dataset verify` proves data sets"),
        LearnError::Unfit { .. } => {
            Some("docs/models/proxies.md says which data sets and models go together")
        }
        LearnError::Weights { .. } | LearnError::Io { .. } => {
            Some("a model is a checkpoint (best-….safetensors) or the folder of a run")
        }
        _ => None,
    };
    StudioError::Model { doing: "examined", hint: hint.map(str::to_owned), source: Box::new(error) }
}
