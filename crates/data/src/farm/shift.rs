//! A day's work of the farm: threads take rows and fill them, the one that asked keeps the books.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::hand::{Hand, Outcome};
use super::queue::{Next, Queue, Task};
use super::{Advance, Harvest, Order, sidecar};
use crate::error::DataError;
use crate::plan::Plan;
use crate::shard::{Part, Progress};

/// How often it is noted which rows are safe.
const KEEP_EVERY: Duration = Duration::from_secs(10);
/// How often whoever watches is told.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// How long a stretch of rows should take.
const STRETCH_SECS: f64 = 0.5;
/// Most rows of a stretch.
const STRETCH_MOST: u64 = 256;
/// Most memory that the rows on their way may take, over all threads.
const ROWS_BYTES_MOST: usize = 400 << 20;
/// Most memory that the sounds of all threads may take before they are rows.
const SOUNDS_BYTES_MOST: usize = 400 << 20;
/// Most sounds that are rendered by one call: enough for the lanes of any engine.
const BATCH_MOST: usize = 64;
/// After so many failures and not one sound, the synth is to blame.
const HOPELESS: u64 = 64;

/// What threads tell.
enum Message {
    Opened(u64, Arc<Part>, Progress),
    Finished(u64),
    Taken(u64),
    Filled(u64, Range<u64>, Outcome),
    Fault(DataError),
}

/// The work of one call.
pub(super) struct Shift<'a> {
    plan: &'a Plan,
    order: &'a Order,
    shards: Vec<u64>,
    open: BTreeMap<u64, (Arc<Part>, Progress)>,
    advance: Advance,
    taken: Vec<u64>,
    first_failure: Option<String>,
    began: Instant,
}

impl<'a> Shift<'a> {
    pub(super) fn new(plan: &'a Plan, order: &'a Order, shards: Vec<u64>) -> Self {
        let items = shards.iter().map(|shard| plan.shard_items(*shard).1).sum();
        let advance = Advance { items, shards: shards.len() as u64, ..Advance::default() };
        let (open, taken) = (BTreeMap::new(), Vec::new());
        Self { plan, order, shards, open, advance, taken, first_failure: None, began: Instant::now() }
    }

    pub(super) fn work(
        mut self,
        stop: &AtomicBool,
        watch: &mut dyn FnMut(&Advance),
    ) -> Result<Harvest, DataError> {
        let queue = Queue::new(self.plan, self.order.folder.clone(), self.shards.iter().copied());
        let queue = Mutex::new(queue);
        // Threads end when they are told to stop or when something went wrong.
        let halt = AtomicBool::new(false);
        let (sender, messages) = channel();
        let load = Load::new(self.plan, self.order.threads);
        let worked = std::thread::scope(|scope| {
            for _ in 0..self.order.threads.max(1) {
                let (plan, queue, halt, sender) = (self.plan, &queue, &halt, sender.clone());
                scope.spawn(move || labour(plan, queue, halt, load, &sender));
            }
            drop(sender);
            let worked = self.keep_books(&messages, stop, &halt, watch);
            halt.store(true, Ordering::Relaxed);
            worked
        });
        // What threads finished while they were being stopped counts as well.
        let last = messages.try_iter().try_for_each(|message| self.take(message));
        let kept = self.keep();
        self.tell(watch);
        worked.and(last).and(kept)?;
        let interrupted = stop.load(Ordering::Relaxed) && self.advance.totals.items() < self.advance.items;
        Ok(Harvest { advance: self.advance, interrupted, taken: self.taken, manifest: None })
    }

    fn keep_books(
        &mut self,
        messages: &Receiver<Message>,
        stop: &AtomicBool,
        halt: &AtomicBool,
        watch: &mut dyn FnMut(&Advance),
    ) -> Result<(), DataError> {
        let (mut kept, mut told) = (Instant::now(), Instant::now());
        loop {
            if stop.load(Ordering::Relaxed) {
                halt.store(true, Ordering::Relaxed);
            }
            match messages.recv_timeout(TELL_EVERY) {
                Ok(message) => self.take(message)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            if told.elapsed() >= TELL_EVERY {
                self.tell(watch);
                told = Instant::now();
            }
            if kept.elapsed() >= KEEP_EVERY {
                self.keep()?;
                kept = Instant::now();
            }
        }
    }

    fn tell(&mut self, watch: &mut dyn FnMut(&Advance)) {
        self.advance.secs = self.began.elapsed().as_secs_f64();
        watch(&self.advance);
    }

    fn keep(&self) -> Result<(), DataError> {
        self.open.values().try_for_each(|(part, progress)| part.keep(progress))
    }

    fn take(&mut self, message: Message) -> Result<(), DataError> {
        match message {
            Message::Opened(shard, part, progress) => {
                self.advance.totals.add(&progress.totals);
                self.advance.earlier += progress.totals.items();
                self.open.insert(shard, (part, progress));
                self.finish_if_whole(shard)
            }
            Message::Finished(shard) => {
                let totals = sidecar(self.plan, &self.order.folder, shard)?.totals;
                self.advance.earlier += totals.items();
                self.advance.totals.add(&totals);
                self.advance.shards_done += 1;
                Ok(())
            }
            Message::Taken(shard) => {
                self.taken.push(shard);
                Ok(())
            }
            Message::Filled(shard, rows, outcome) => self.fill(shard, rows, outcome),
            Message::Fault(error) => Err(error),
        }
    }

    fn fill(&mut self, shard: u64, rows: Range<u64>, outcome: Outcome) -> Result<(), DataError> {
        self.advance.totals.add(&outcome.totals);
        if self.first_failure.is_none() {
            self.first_failure = outcome.failures.first().map(|failure| failure.why.clone());
        }
        if let Some((_, progress)) = self.open.get_mut(&shard) {
            progress.add(rows, &outcome.totals, outcome.failures);
        }
        let totals = &self.advance.totals;
        if totals.failed_draws >= HOPELESS && totals.failed_draws == totals.draws {
            let first = self.first_failure.clone().unwrap_or_default();
            return Err(DataError::AllFailed { renders: totals.draws, first });
        }
        self.finish_if_whole(shard)
    }

    fn finish_if_whole(&mut self, shard: u64) -> Result<(), DataError> {
        let is_whole = self.open.get(&shard).is_some_and(|(part, progress)| part.is_whole(progress));
        if is_whole && let Some((part, progress)) = self.open.remove(&shard) {
            part.finish(progress)?;
            self.advance.shards_done += 1;
        }
        Ok(())
    }
}

/// How much a thread takes on at once, so that what all threads hold fits into memory.
#[derive(Clone, Copy)]
struct Load {
    rows_most: u64,
    batch: usize,
}

impl Load {
    fn new(plan: &Plan, threads: usize) -> Self {
        let rows_most = ROWS_BYTES_MOST / threads.max(1) / plan.layout().row_bytes().max(1);
        // No engine has more than two channels.
        let sound_bytes = plan.recipe().sound.render_setup().len_samples * 2 * size_of::<f32>();
        let batch = SOUNDS_BYTES_MOST / threads.max(1) / sound_bytes.max(1);
        Self { rows_most: (rows_most as u64).clamp(1, STRETCH_MOST), batch: batch.clamp(1, BATCH_MOST) }
    }
}

/// What a thread does: it takes rows and fills them, longer stretches where they are quick.
fn labour(plan: &Plan, queue: &Mutex<Queue>, halt: &AtomicBool, load: Load, sender: &Sender<Message>) {
    // Whoever gave the order is gone when nobody listens any more.
    let tell = |message| drop(sender.send(message));
    let mut hand = match Hand::new(plan, halt, load.batch) {
        Ok(hand) => hand,
        Err(error) => return tell(Message::Fault(error)),
    };
    let batch = (hand.full_batch() as u64).min(load.rows_most);
    let mut rows = batch;
    while !halt.load(Ordering::Relaxed) {
        let next = {
            // What the lock guards is whole after every step.
            let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
            let next = queue.next(rows.min(load.rows_most));
            // Told under the lock: that a shard is open is heard before any of its rows.
            match next {
                Ok(Next::Task(task)) => Some(task),
                Ok(Next::Nothing) => return,
                Ok(Next::Opened(shard, part, progress)) => {
                    tell(Message::Opened(shard, part, progress));
                    None
                }
                Ok(Next::Finished(shard)) => {
                    tell(Message::Finished(shard));
                    None
                }
                Ok(Next::Taken(shard)) => {
                    tell(Message::Taken(shard));
                    None
                }
                Err(error) => return tell(Message::Fault(error)),
            }
        };
        let Some(task) = next else { continue };
        let (began, count) = (Instant::now(), task.rows.end - task.rows.start);
        match fill(&mut hand, task) {
            Ok(Some(message)) => tell(message),
            Ok(None) => return,
            Err(error) => return tell(Message::Fault(error)),
        }
        let per_row = began.elapsed().as_secs_f64() / count as f64;
        let quick = (STRETCH_SECS / per_row.max(1e-9)) as u64;
        rows = (quick / batch * batch).clamp(batch, 2 * rows);
    }
}

fn fill(hand: &mut Hand, task: Task) -> Result<Option<Message>, DataError> {
    let items = task.first_item + task.rows.start..task.first_item + task.rows.end;
    let Some(outcome) = hand.fill(items)? else { return Ok(None) };
    task.part.write(task.rows.start, hand.rows.columns())?;
    Ok(Some(Message::Filled(task.shard, task.rows, outcome)))
}
