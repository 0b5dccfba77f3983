//! The threads that hear: each has a renderer (opened once) and a scorer of its own, and takes chunks of a
//! batch until none is left. Which thread takes which chunk never reaches a result.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tonewright_measure::{Objective, Scorer};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Renderer, Synth, in_one_line};

use crate::archive::Archive;
use crate::{Describer, Descriptor};

/// Most presets that the oracle has rendered by one call of a renderer: an engine that renders many at once finds work for all its lanes
/// (the DX7 gains 1.3 times from 16 to 64), and it is about 50 ms of work for the native ones.
pub const CHUNK_MOST: usize = 64;
/// How long a chunk may take before the next ones are made smaller (seconds).
const CHUNK_SECS: f64 = 0.1;
/// How often a waiting batch looks at the clock and the stop flag.
const TICK: Duration = Duration::from_millis(10);

/// A preset to be heard, and the score above which it is of no use to who asks.
pub(super) struct Asked {
    pub(super) preset: Preset,
    pub(super) limit: f64,
}

/// What was heard of one preset.
#[derive(Clone, Debug)]
pub(super) struct Heard {
    /// The objective's value, or a bound of it above the limit; never NaN.
    pub(super) score: f64,
    /// Whether it is such a bound.
    pub(super) is_bound: bool,
    /// What it sounds like, where the archive as it was before the batch would keep it.
    pub(super) descriptor: Option<Descriptor>,
}

/// What was heard of a preset, or why nothing was.
pub(super) type Hearing = Result<Heard, String>;

/// The work all threads share.
struct Batch {
    asked: Arc<Vec<Asked>>,
    archive: Arc<Archive>,
    chunk: usize,
}

#[derive(Default)]
struct Queue {
    batch: Option<Arc<Batch>>,
    next: usize,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    ready: Condvar,
}

impl Shared {
    /// No code that holds this lock can panic half-way through a change, so a poisoned one is still whole.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next chunk, or `None` when the pool closes.
    fn take(&self) -> Option<(Arc<Batch>, Range<usize>)> {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(batch) = queue.batch.clone().filter(|b| queue.next < b.asked.len()) {
                let start = queue.next;
                queue.next = (start + batch.chunk).min(batch.asked.len());
                return Some((batch, start..queue.next));
            }
            queue = self.ready.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// One thread's tools.
struct Worker {
    synth: Arc<dyn Synth>,
    setup: RenderSetup,
    gesture: Gesture,
    renderer: Box<dyn Renderer>,
    scorer: Scorer,
    objective: Arc<Objective>,
    describer: Describer,
}

struct Chunk {
    start: usize,
    heard: Vec<Hearing>,
    secs: f64,
}

/// Threads with their renderers, waiting for batches.
pub(super) struct Pool {
    shared: Arc<Shared>,
    chunks: Receiver<Chunk>,
    threads: Vec<JoinHandle<()>>,
    render_secs: f64,
}

impl Pool {
    /// Opens a renderer for each thread.
    pub(super) fn open(
        synth: &Arc<dyn Synth>,
        setup: RenderSetup,
        gesture: Gesture,
        objective: Objective,
        threads: usize,
    ) -> Result<Self, tonewright_synth::RenderError> {
        let shared = Arc::new(Shared::default());
        let objective = Arc::new(objective);
        let (sender, chunks) = channel();
        let workers: Result<Vec<Worker>, _> = (0..threads.max(1))
            .map(|_| {
                let (synth, objective) = (Arc::clone(synth), Arc::clone(&objective));
                let renderer = synth.open(setup)?;
                let (scorer, describer) = (objective.scorer(), Describer::new(setup.rate_hz));
                Ok(Worker { synth, setup, gesture, renderer, scorer, objective, describer })
            })
            .collect();
        let start = |worker: Worker| {
            let (shared, sender) = (Arc::clone(&shared), sender.clone());
            std::thread::spawn(move || worker.work(&shared, &sender))
        };
        let threads = workers?.into_iter().map(start).collect();
        Ok(Self { shared, chunks, threads, render_secs: 0.0 })
    }

    /// Hears the presets; `on_heard` gets the results in order of the batch as soon as they are known, and
    /// `is_over` is asked between them: when true, chunks not yet begun are left out. Returns how many were
    /// heard, counted from the first.
    pub(super) fn hear(
        &mut self,
        asked: &Arc<Vec<Asked>>,
        archive: Arc<Archive>,
        mut is_over: impl FnMut() -> bool,
        mut on_heard: impl FnMut(usize, Hearing),
    ) -> usize {
        let chunk = self.chunk_len(asked.len());
        let batch = Batch { asked: Arc::clone(asked), archive, chunk };
        self.submit(batch);
        let mut early: Vec<Chunk> = Vec::new();
        let (mut end, mut done, mut received) = (asked.len(), 0, 0);
        while received < end {
            match self.chunks.recv_timeout(TICK) {
                Ok(chunk) => {
                    received += chunk.heard.len();
                    self.learn_cost(&chunk);
                    early.push(chunk);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            while let Some(at) = early.iter().position(|c| c.start == done) {
                let chunk = early.swap_remove(at);
                for (offset, heard) in chunk.heard.into_iter().enumerate() {
                    on_heard(chunk.start + offset, heard);
                    done += 1;
                }
            }
            if is_over() && end == asked.len() {
                end = self.cut_off();
            }
        }
        self.shared.lock().batch = None;
        done
    }

    fn submit(&self, batch: Batch) {
        let mut queue = self.shared.lock();
        queue.batch = Some(Arc::new(batch));
        queue.next = 0;
        self.shared.ready.notify_all();
    }

    /// Takes back what no thread has begun; returns where the begun part ends.
    fn cut_off(&self) -> usize {
        let mut queue = self.shared.lock();
        queue.batch = None;
        queue.next
    }

    /// All threads get a share of a small batch; slow synths get chunks short enough to stop between.
    fn chunk_len(&self, presets: usize) -> usize {
        let share = presets.div_ceil(self.threads.len());
        let quick =
            if self.render_secs > 0.0 { (CHUNK_SECS / self.render_secs) as usize } else { CHUNK_MOST };
        share.min(quick).clamp(1, CHUNK_MOST)
    }

    fn learn_cost(&mut self, chunk: &Chunk) {
        let secs = chunk.secs / chunk.heard.len().max(1) as f64;
        self.render_secs = if self.render_secs == 0.0 { secs } else { 0.9 * self.render_secs + 0.1 * secs };
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.ready.notify_all();
        for thread in self.threads.drain(..) {
            // A worker catches its own panics; one that died all the same has nothing left to hand over.
            drop(thread.join());
        }
    }
}

impl Worker {
    fn work(mut self, shared: &Shared, sender: &Sender<Chunk>) {
        while let Some((batch, range)) = shared.take() {
            let started = Instant::now();
            let (start, len) = (range.start, range.len());
            let heard = catch_unwind(AssertUnwindSafe(|| self.hear(&batch, range)));
            let heard = heard.unwrap_or_else(|_| self.recover(len));
            let secs = started.elapsed().as_secs_f64();
            if sender.send(Chunk { start, heard, secs }).is_err() {
                return;
            }
        }
    }

    fn hear(&mut self, batch: &Batch, range: Range<usize>) -> Vec<Hearing> {
        let asked = &batch.asked[range];
        let gesture = self.gesture;
        let jobs: Vec<Job> = asked.iter().map(|asked| Job { preset: &asked.preset, gesture }).collect();
        let sounds = self.renderer.render_batch(&jobs);
        let mut heard: Vec<Hearing> = Vec::with_capacity(asked.len());
        for (sound, asked) in sounds.into_iter().zip(asked) {
            heard.push(sound.map_err(|error| in_one_line(&error)).and_then(|sound| {
                let found = self.score(&sound.to_mono(), asked, &batch.archive);
                self.renderer.recycle(sound);
                found.ok_or_else(|| "its score is not a number".to_owned())
            }));
        }
        heard.resize_with(asked.len(), || Err("the synth left it out of its batch".to_owned()));
        heard
    }

    fn score(&mut self, samples: &[f32], asked: &Asked, archive: &Archive) -> Option<Heard> {
        let kept_below = archive.threshold(&asked.preset);
        let limit = kept_below.max(asked.limit);
        let score = self.scorer.score_within(samples, limit);
        let is_bound = score > limit;
        let descriptor = (score < kept_below).then(|| self.describer.describe(samples));
        (!score.is_nan()).then_some(Heard { score, is_bound, descriptor })
    }

    /// After a panic inside the synth: its state can't be trusted, so a fresh renderer takes over.
    fn recover(&mut self, len: usize) -> Vec<Hearing> {
        if let Ok(renderer) = self.synth.open(self.setup) {
            self.renderer = renderer;
        }
        self.scorer = self.objective.scorer();
        vec![Err("the synth panicked".to_owned()); len]
    }
}
