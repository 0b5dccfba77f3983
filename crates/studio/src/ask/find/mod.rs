//! *Which of my presets sounds most like this?* A sound or a preset is looked up among thousands.
//!
//! target → its gesture → what the library sounds like (heard once, kept) → the likeliest, heard again exactly as the target
//! is played → an order.

mod asked;
mod shelf;
mod write;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use serde::Serialize;
use tonewright_matching::{Budget, Oracle, Task, class_of};

use super::guesser::{Guesser, guesser};
use super::heard::heard;
use crate::catalog;
use crate::config::{GestureConfig, threads_or_all};
use crate::error::StudioError;
use crate::events::{Event, Listener};
use asked::Asked;
use shelf::Shelf;

/// What to look up, and where.
#[derive(Clone, Debug)]
pub struct FindRequest {
    /// A recording of one note, or a preset file of the synth.
    pub target: PathBuf,
    /// Which preset of the file, counted from 1; needed where it holds several.
    pub voice: Option<usize>,
    /// Preset files and folders, or `factory`.
    pub libraries: Vec<PathBuf>,
    /// The synth whose presets they are.
    pub synth: String,
    /// A proxy that says which are likeliest, instead of hearing all of them: a checkpoint, or the folder of a run.
    pub proxy: Option<PathBuf>,
    /// What is played.
    pub gesture: GestureConfig,
    /// How many are wanted, at least 1.
    pub top: usize,
    /// How many of the likeliest are heard again, at least `top`.
    pub candidates: usize,
    /// Threads that render; 0 for one per core.
    pub threads: usize,
    /// A folder for the presets that are found and their sounds.
    pub out: Option<PathBuf>,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// What was looked up.
    pub target: PathBuf,
    /// MIDI note that is played.
    pub note: u8,
    /// MIDI velocity.
    pub velocity: u8,
    /// How long the key is held.
    pub gate_secs: f64,
    /// How long it sounds.
    pub secs: f64,
    /// Presets in the libraries.
    pub presets: usize,
    /// Those among them that differ in their values.
    pub distinct: usize,
    /// How many of the likeliest were heard again.
    pub heard: usize,
    /// The nearest, nearest first.
    pub found: Vec<FoundPreset>,
}

/// A preset that was found.
#[derive(Clone, Debug, Serialize)]
pub struct FoundPreset {
    /// What it is called.
    pub name: String,
    /// Where it lies.
    pub place: PlaceOfPreset,
    /// Where presets of the same values lie as well.
    pub also: Vec<PlaceOfPreset>,
    /// The objective: 0 is the same sound.
    pub score: f64,
    /// The preset that was written, where that was wanted.
    pub file: Option<PathBuf>,
    /// Its sound, where that was wanted.
    pub sound: Option<PathBuf>,
}

/// Where a preset lies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceOfPreset {
    /// The file that holds it.
    pub path: PathBuf,
    /// Its number in that file, counted from 1.
    pub number: usize,
}

/// Looks it up. `None` where `stop` became true before the library was heard; what was heard is kept, and the next time it
/// goes on from there.
///
/// # Errors
/// When the target or a library can't be read, nothing can be rendered, or what was found can't be written.
pub fn find(
    request: &FindRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Option<Found>, StudioError> {
    check(request)?;
    if let Some(remark) = catalog::acquaint(&request.synth)? {
        listener.hear(&Event::Remark(remark));
    }
    let synth = catalog::synth(&request.synth)?;
    let asked = Asked::read(request, &synth, listener)?;
    let shelf = Shelf::read(&request.libraries, synth.as_ref(), asked.preset.as_ref(), listener)?;
    let threads = threads_or_all(request.threads);
    let (target, gesture) = (&asked.task.target, asked.task.gesture);
    let most = request.candidates.max(request.top);
    let likeliest = if let Some(guesser) = guesser(request.proxy.as_deref(), synth.as_ref())? {
        guessed(&guesser, &asked.task, &shelf, most)?
    } else {
        let class = class_of(gesture, target);
        let at = (&synth, class.gesture, class.setup);
        let Some(index) = heard(at, &shelf.presets, threads, stop, listener)? else { return Ok(None) };
        let near = index.nearest_by(&shelf.presets, target, class.look, most);
        near.iter().map(|near| near.at).collect()
    };
    let candidates: Vec<_> = likeliest.iter().map(|at| shelf.presets[*at].clone()).collect();
    let unlimited = Budget { renders: None, secs: None };
    let mut oracle = Oracle::with_threads(&asked.task, unlimited, stop, Box::new(|_| ()), threads)?;
    let scores = oracle.try_batch(&candidates);
    drop(oracle);
    let mut order: Vec<(f64, usize)> =
        scores.iter().zip(&likeliest).filter_map(|(score, at)| Some(((*score)?, *at))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    order.truncate(request.top);
    let mut found: Vec<FoundPreset> = order.iter().map(|(score, at)| shelf.found(*at, *score)).collect();
    if let Some(out) = &request.out {
        let presets: Vec<_> = order.iter().map(|(_, at)| &shelf.presets[*at]).collect();
        write::write(out, &asked.task, &presets, &mut found)?;
    }
    Ok(Some(Found {
        target: request.target.clone(),
        note: gesture.note,
        velocity: gesture.velocity,
        gate_secs: gesture.gate_secs,
        secs: target.duration_secs(),
        presets: shelf.all,
        distinct: shelf.presets.len(),
        heard: candidates.len(),
        found,
    }))
}

/// Places of the presets that a proxy guesses nearest, nearest first.
fn guessed(guesser: &Guesser, task: &Task, shelf: &Shelf, most: usize) -> Result<Vec<usize>, StudioError> {
    let guesses = guesser.of(task)?.distances(&shelf.presets);
    let mut order: Vec<(f64, usize)> =
        guesses.into_iter().zip(0..).filter(|(guess, _)| guess.is_finite()).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    Ok(order.into_iter().take(most).map(|(_, at)| at).collect())
}

fn check(request: &FindRequest) -> Result<(), StudioError> {
    let refused = |key: &str, reason: &str| {
        Err(StudioError::Setting { key: key.to_owned(), reason: reason.to_owned(), hint: None })
    };
    if request.top == 0 {
        return refused("--top", "must be at least 1");
    }
    if request.libraries.is_empty() {
        return refused("--in", "is needed: the files and folders of your presets");
    }
    Ok(())
}
