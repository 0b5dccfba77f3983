//! Builds that examine what was learned.

mod map;

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;

use tonewright_bench::results::PresetKind;
use tonewright_bench::retrieval::{Couples, Exam, ExamOrder, exam};
use tonewright_data::DataSet;
use tonewright_learned::LearnError;
use tonewright_learned::proxy::{Card, Pairs, Proxy};
use tonewright_measure::retrieval::{DISTANCES, RetrievalError, distance_by_name};
use tonewright_nn::{PRESET_ENCODERS, device};

use super::{ProxyExam, ProxyExamRequest};
use crate::ask::learned;
use crate::error::StudioError;
use crate::events::{Event, Listener};
use crate::suggest::nearest;

pub(super) use map::map;

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
    let cannot = learned::cannot("examined");
    device::keep_memory();
    let opened = learned::device(&request.device)?;
    learned::tell_of(opened.called, listener);
    let proxy = Proxy::open(&request.model, &opened.device).map_err(cannot)?;
    let feature = request.feature.as_ref().unwrap_or(&proxy.card.config.feature);
    let mut exams = Vec::with_capacity(request.data.len());
    for data in &request.data {
        let pairs = Pairs::open(data, feature, proxy.card.subject.played).map_err(cannot)?;
        if pairs.is_empty() {
            let reason = "none of its sounds was rendered: there is nothing to examine with".to_owned();
            return Err(cannot(LearnError::Unfit { path: data.clone(), reason }));
        }
        let (presets, sounds) = proxy.answers(&pairs, &opened.device).map_err(cannot)?;
        let unlike = |source| cannot(LearnError::Retrieval(source));
        let couples = Couples::new(&presets, &sounds, pairs.dim()).map_err(unlike)?;
        let Some(found) = examined(couples, &order, stop, listener).map_err(unlike)? else { break };
        let set = DataSet::open(data).map_err(|error| cannot(error.into()))?;
        exams.push(ProxyExam {
            model: request.model.clone(),
            network: network_of(&proxy.card, &request.model),
            synth: proxy.card.subject.synth.clone(),
            step: proxy.card.step,
            data: data.clone(),
            data_name: set.name(),
            kind: PresetKind::of(&set),
            found,
        });
    }
    Ok(exams)
}

/// The exam, on threads of its own, while the listener hears how far it is.
fn examined(
    couples: Couples,
    order: &ExamOrder,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Option<Exam>, RetrievalError> {
    watched("galleries", listener, |watch| exam(couples, order, stop, watch))
}

/// Who is told how many of how many are done.
type Watch<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Work, on threads of its own, while the listener hears how far it is.
fn watched<T: Send>(what: &str, listener: &mut dyn Listener, work: impl FnOnce(Watch) -> T + Send) -> T {
    let (say, told) = mpsc::channel();
    let found = std::thread::scope(|scope| {
        let work = scope.spawn(move || {
            let watch = |done: usize, total: usize| {
                // Who listens no more has heard enough.
                let _ = say.send((done, total));
            };
            work(&watch)
        });
        for (done, total) in told {
            listener.hear(&Event::Step { what: what.to_owned(), done, total, left_secs: None });
        }
        work.join()
    });
    found.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// What a network is called: the published encoder whose sizes it has, or else what its config is called, or its file.
fn network_of(card: &Card, model: &Path) -> String {
    let published = PRESET_ENCODERS.iter().find(|entry| entry.config == card.config.encoder);
    let own = Some(card.config.name.as_str()).filter(|name| !name.is_empty());
    let file = || model.file_stem().unwrap_or(model.as_os_str()).to_string_lossy().into_owned();
    published.map(|entry| entry.name).or(own).map_or_else(file, str::to_owned)
}

fn order(request: &ProxyExamRequest) -> Result<ExamOrder, StudioError> {
    for (key, count) in [("gallery", request.gallery), ("repeats", request.repeats)] {
        if count == 0 {
            let reason = "must be at least 1".to_owned();
            return Err(learned::cannot("examined")(LearnError::Setting { key, reason }));
        }
    }
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
