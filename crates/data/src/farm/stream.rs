//! Items that are rendered when they are asked for and kept nowhere: for whoever never wants to hear a sound twice.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use safetensors::Dtype;

use super::hand::Hand;
use crate::columns::feature_column;
use crate::error::DataError;
use crate::plan::Plan;
use crate::shard::Status;

/// Items that a thread renders at a time: enough for the lanes of any engine.
const PIECE: u64 = 64;
/// After so many items that the synth failed on, and not one sound, the synth is to blame.
const HOPELESS: u64 = 64;

/// Some items of a plan that have a sound, in their order: row after row of each kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// How many.
    pub rows: usize,
    /// Their presets: a knob for each parameter.
    pub knobs: Vec<f32>,
    /// What was played on them: note, velocity, start and gate in seconds of each note.
    pub notes: Vec<f32>,
    /// What the feature says of their sounds.
    pub values: Vec<f32>,
}

/// What a thread made of a piece.
struct Piece {
    heard: Heard,
    failed: u64,
    why: Option<String>,
}

/// Renders the items of a plan one after the other, ahead of whoever asks, on threads of its own; after the last comes the
/// first again. What an item is does not depend on the number of threads.
pub struct Stream {
    plan: Arc<Plan>,
    /// The next item to be ordered, and the next to be handed out, both counted on through all rounds.
    ordered: u64,
    next: u64,
    batch: u64,
    orders: Option<Sender<Range<u64>>>,
    made: Receiver<(u64, Result<Piece, DataError>)>,
    waiting: BTreeMap<u64, Piece>,
    threads: Vec<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
    sounds: u64,
    failures: u64,
}

impl Stream {
    /// Begins at an item, with `batch` items at a time. The plan keeps one feature, in 32 bits.
    ///
    /// # Errors
    /// [`DataError::Recipe`] for a plan that keeps not one feature in 32 bits.
    pub fn begin(plan: Arc<Plan>, first: u64, batch: u64, threads: usize) -> Result<Self, DataError> {
        let place = feature_place(&plan)?;
        let (orders, ordered) = channel::<Range<u64>>();
        let ordered = Arc::new(Mutex::new(ordered));
        let (tell, made) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let labour = |_| {
            let (plan, stop) = (Arc::clone(&plan), Arc::clone(&stop));
            let (ordered, tell) = (Arc::clone(&ordered), tell.clone());
            std::thread::spawn(move || labour(&plan, place, &stop, &ordered, &tell))
        };
        let threads: Vec<_> = (0..threads.max(1)).map(labour).collect();
        let (orders, waiting, batch) = (Some(orders), BTreeMap::new(), batch.max(1));
        let mut stream = Self {
            plan,
            ordered: first,
            next: first,
            batch,
            orders,
            made,
            waiting,
            threads,
            stop,
            sounds: 0,
            failures: 0,
        };
        stream.order();
        Ok(stream)
    }

    /// The next batch: of its items those that have a sound.
    ///
    /// # Errors
    /// [`DataError::AllFailed`] where the synth fails on everything; what opening it or a feature's settings refuse.
    pub fn batch(&mut self) -> Result<Heard, DataError> {
        let end = self.next + self.batch;
        let mut batch = Heard::default();
        while self.next < end {
            let piece = self.piece(self.next)?;
            self.next = end_of_piece(self.next, end, self.plan.items());
            self.sounds += piece.heard.rows as u64;
            self.failures += piece.failed;
            if let Some(first) = piece.why.filter(|_| self.sounds == 0 && self.failures >= HOPELESS) {
                return Err(DataError::AllFailed { renders: self.failures, first });
            }
            batch.rows += piece.heard.rows;
            batch.knobs.extend(piece.heard.knobs);
            batch.notes.extend(piece.heard.notes);
            batch.values.extend(piece.heard.values);
        }
        self.order();
        Ok(batch)
    }

    /// The piece that begins at that item, when it is made.
    fn piece(&mut self, first: u64) -> Result<Piece, DataError> {
        loop {
            if let Some(piece) = self.waiting.remove(&first) {
                return Ok(piece);
            }
            match self.made.recv() {
                Ok((first, piece)) => drop(self.waiting.insert(first, piece?)),
                Err(_all_gone) => {
                    let first = "the threads that render ended".to_owned();
                    return Err(DataError::AllFailed { renders: 0, first });
                }
            }
        }
    }

    /// Orders what is wanted next: two batches ahead, and a piece for each thread at least.
    fn order(&mut self) {
        let ahead = (2 * self.batch).max(self.threads.len() as u64 * 2 * PIECE);
        while self.ordered < self.next + ahead {
            // Pieces never cross the end of a batch, so that a batch is whole pieces.
            let within = (self.ordered - self.next) % self.batch;
            let end = end_of_piece(self.ordered, self.ordered - within + self.batch, self.plan.items());
            let order = self.ordered..end;
            self.ordered = end;
            // Threads that ended say why through the other channel.
            let _ = self.orders.as_ref().map(|orders| orders.send(order));
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.orders = None;
        for thread in self.threads.drain(..) {
            // Whatever it panicked with, nobody waits for its sounds any more.
            let _ = thread.join();
        }
    }
}

/// Where a piece ends that begins at an item of a batch which ends there: it does not cross the last item of the plan.
fn end_of_piece(first: u64, batch_end: u64, items: u64) -> u64 {
    let round_end = first - first % items + items;
    batch_end.min(round_end).min(first + PIECE)
}

/// Which column the feature is.
fn feature_place(plan: &Plan) -> Result<usize, DataError> {
    let refuse = |reason| Err(DataError::recipe("store.features", reason));
    let [name] = &plan.recipe().store.features[..] else { return refuse("has to be one feature") };
    match plan.layout().index_of(&feature_column(name)) {
        Some(place) if plan.layout().columns()[place].dtype == Dtype::F32 => Ok(place),
        _ => refuse("has to be kept in 32 bits"),
    }
}

/// What a thread does until nothing is ordered any more.
fn labour(
    plan: &Plan,
    place: usize,
    stop: &AtomicBool,
    ordered: &Mutex<Receiver<Range<u64>>>,
    tell: &Sender<(u64, Result<Piece, DataError>)>,
) {
    let next = || ordered.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
    let mut hand = match Hand::new(plan, stop, PIECE as usize) {
        Ok(hand) => hand,
        // Whoever waits for the first piece is told.
        Err(error) => return drop(tell.send((u64::MAX, Err(error)))),
    };
    while let Some(items) = next().filter(|_| !stop.load(Ordering::Relaxed)) {
        let Some(piece) = piece(&mut hand, plan, place, &items).transpose() else { return };
        if tell.send((items.start, piece)).is_err() {
            return;
        }
    }
}

/// Fills the rows of some items and reads them; `None` when it was told to stop.
fn piece(hand: &mut Hand, plan: &Plan, place: usize, items: &Range<u64>) -> Result<Option<Piece>, DataError> {
    let (count, first) = ((items.end - items.start) as usize, items.start % plan.items());
    let Some(outcome) = hand.fill(first..first + count as u64)? else { return Ok(None) };
    let columns = hand.rows.columns();
    let at = |name| plan.layout().index_of(name).map_or(&[][..], |column| &columns[column][..]);
    let (status, features) = (at("status"), &columns[place][..]);
    let rows: Vec<usize> = (0..count).filter(|row| status[*row] == Status::Rendered as u8).collect();
    let kept = |bytes: &[u8]| -> Vec<f32> {
        let wide = bytes.len() / count.max(1);
        let row = |row: &usize| bytemuck::pod_collect_to_vec(&bytes[row * wide..(row + 1) * wide]);
        rows.iter().flat_map(row).collect()
    };
    let heard = Heard {
        rows: rows.len(),
        knobs: kept(at("knobs")),
        notes: kept(at("notes")),
        values: kept(features),
    };
    let why = outcome.failures.into_iter().next().map(|failure| failure.why);
    Ok(Some(Piece { heard, failed: outcome.totals.failed, why }))
}
