//! The only way for a method to hear what it tries: renders, scores, counts, records.
//!
//! Everything that must hold whatever the method does is enforced here: presets are snapped and locked before
//! they sound, the render budget is exact, time and the stop flag are checked between chunks, failed renders
//! are counted and kept out, and a preset that was already tried costs nothing. The answer does not depend on
//! the number of threads.

mod pool;
mod record;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tonewright_measure::Objective;
use tonewright_synth::Preset;

use crate::archive::Archive;
use crate::{Budget, Candidate, MatchError, Outcome, Space, StopReason, Task, TracePoint};

pub use pool::CHUNK_MOST;
use pool::{Asked, Heard, Hearing, Pool};
use record::Record;

/// A synth that failed this often and never sounded will not sound.
const HOPELESS_FAILURES: u64 = 256;
/// A method that asked this often in a row for what it already knows has nothing left to try.
const REPEATS_MOST: u64 = 20_000;

/// What is known of a preset's score.
#[derive(Clone, Copy)]
struct Known {
    score: f64,
    /// Whether the score is only known to be no smaller.
    is_bound: bool,
}

/// Renders and scores candidates on all cores until the budget is spent.
pub struct Oracle<'a> {
    task: &'a Task,
    space: Space,
    budget: Budget,
    stop: &'a AtomicBool,
    pool: Pool,
    record: Record<'a>,
    archive: Arc<Archive>,
    /// What is known of every preset that was tried, by the hash of its values; `None` where its render failed.
    tried: HashMap<u64, Option<Known>>,
    repeats: u64,
}

impl<'a> Oracle<'a> {
    /// An oracle for a task, on all cores. `listen` hears of progress: of each improvement, and at least every
    /// 100 ms while candidates sound; `stop` ends the search when it becomes true.
    ///
    /// # Errors
    /// When the synth can't be opened for the task's setup, or the task contradicts itself.
    pub fn new(
        task: &'a Task,
        budget: Budget,
        stop: &'a AtomicBool,
        listen: Box<dyn FnMut(&TracePoint) + 'a>,
    ) -> Result<Self, MatchError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self::with_threads(task, budget, stop, listen, threads)
    }

    /// The same with a chosen number of threads (at least one); the answer is the same with any.
    ///
    /// # Errors
    /// As [`Oracle::new`].
    pub fn with_threads(
        task: &'a Task,
        budget: Budget,
        stop: &'a AtomicBool,
        listen: Box<dyn FnMut(&TracePoint) + 'a>,
        threads: usize,
    ) -> Result<Self, MatchError> {
        check(task, budget)?;
        let space = Space::of(task)?;
        let objective = Objective::new(&task.target);
        let pool = Pool::open(&task.synth, task.setup, task.gesture, objective, threads)?;
        let archive = Arc::new(Archive::new(task.synth.spec(), space.open()));
        let record = Record::new(listen);
        Ok(Self { task, space, budget, stop, pool, record, archive, tried: HashMap::new(), repeats: 0 })
    }

    /// Notes in the outcome where the search stands when each of these smaller budgets is spent.
    #[must_use]
    pub fn with_checkpoints(mut self, budgets: &[Budget]) -> Self {
        self.record.expect(budgets);
        self
    }

    /// Scores of the presets, in order: `None` where a render failed or the budget was spent before it.
    pub fn try_batch(&mut self, presets: &[Preset]) -> Vec<Option<f64>> {
        self.try_within(presets, |_| f64::INFINITY)
    }

    /// As [`Oracle::try_batch`], for a method that can do without the scores above a limit of each preset (by its
    /// position): in their place comes some number above the limit, which is found sooner.
    pub fn try_within(&mut self, presets: &[Preset], limit: impl Fn(usize) -> f64) -> Vec<Option<f64>> {
        let settled: Vec<Option<Preset>> = presets.iter().map(|preset| self.settled(preset)).collect();
        let hashes: Vec<Option<u64>> = settled.iter().map(|p| p.as_ref().map(hash)).collect();
        self.hear_new(settled, &hashes, limit);
        let known = |hash: &Option<u64>| self.tried.get(&(*hash)?).copied().flatten();
        hashes.iter().map(|hash| known(hash).map(|known| known.score)).collect()
    }

    /// Whether the method must return now.
    pub fn is_over(&self) -> bool {
        self.over().is_some()
    }

    /// How many more candidates may be tried (`u64::MAX` when only time limits).
    pub fn renders_left(&self) -> u64 {
        self.budget.renders.map_or(u64::MAX, |most| most.saturating_sub(self.record.renders))
    }

    /// The share of the budget spent so far, 0..=1 (by renders or by time, whichever is further; 0 for ever
    /// when there is no limit).
    pub fn progress(&self) -> f64 {
        let by_renders =
            self.budget.renders.map_or(0.0, |most| self.record.renders as f64 / most.max(1) as f64);
        if self.is_over() { 1.0 } else { by_renders.max(self.time_progress()).min(1.0) }
    }

    /// The share of the budget of time that is over, 0..=1; 0 without one, however many candidates were rendered: for what
    /// takes time and renders nothing. 1 once the search has to end.
    pub fn time_progress(&self) -> f64 {
        let by_time = self.budget.secs.map_or(0.0, |most| self.record.secs() / most.max(f64::MIN_POSITIVE));
        if self.is_over() { 1.0 } else { by_time.min(1.0) }
    }

    /// Candidates rendered so far.
    pub fn renders(&self) -> u64 {
        self.record.renders
    }

    /// Whether there is no limit at all, so that the method itself must see when nothing improves.
    pub fn is_unlimited(&self) -> bool {
        self.budget.renders.is_none() && self.budget.secs.is_none()
    }

    /// Candidates rendered since the best one was found.
    pub fn renders_since_best(&self) -> u64 {
        self.record.renders - self.record.improved_at
    }

    /// The closest candidate so far.
    pub fn best(&self) -> Option<&Candidate> {
        self.record.best.as_ref()
    }

    /// What may move in this task.
    pub fn space(&self) -> &Space {
        &self.space
    }

    /// Good candidates that are made differently, closest first.
    pub fn elites(&self) -> Vec<Candidate> {
        self.archive.elites()
    }

    /// The closest of these that are made differently, at most so many.
    pub(crate) fn different(&self, candidates: Vec<Candidate>, most: usize) -> Vec<Candidate> {
        self.archive.different(candidates, most)
    }

    /// Ends the search and hands out the best candidate and its different alternatives.
    ///
    /// # Errors
    /// When not one candidate could be rendered.
    pub fn finish(mut self) -> Result<Outcome, MatchError> {
        let stopped_by = self.over().unwrap_or(StopReason::Finished);
        self.record.close();
        let failures = std::mem::take(&mut self.record.failures);
        let best = self.record.best.take().ok_or_else(|| match failures.first() {
            Some(first) => MatchError::AllFailed { renders: self.record.failed, first: first.reason.clone() },
            None => MatchError::NothingRendered,
        })?;
        Ok(Outcome {
            alternatives: self.archive.alternatives(&best),
            best,
            renders: self.record.renders,
            failed: self.record.failed,
            failures,
            secs: self.record.secs(),
            trace: std::mem::take(&mut self.record.trace),
            checkpoints: std::mem::take(&mut self.record.passed),
            stopped_by,
        })
    }

    /// What ends the search now, if anything.
    fn over(&self) -> Option<StopReason> {
        ended(self.budget, self.stop, &self.record).or_else(|| {
            let hopeless = self.record.best.is_none() && self.record.failed >= HOPELESS_FAILURES;
            (hopeless || self.repeats >= REPEATS_MOST).then_some(StopReason::Converged)
        })
    }

    fn settled(&self, preset: &Preset) -> Option<Preset> {
        let spec = self.task.synth.spec();
        (preset.values.len() == spec.params.len()).then(|| {
            let mut settled = preset.clone();
            self.space.settle(spec, &mut settled);
            settled
        })
    }

    /// Renders what is not known as well as is asked for, as far as the budget goes.
    fn hear_new(
        &mut self,
        settled: Vec<Option<Preset>>,
        hashes: &[Option<u64>],
        limit: impl Fn(usize) -> f64,
    ) {
        let asked = settled.len() as u64;
        let left = usize::try_from(self.renders_left()).unwrap_or(usize::MAX);
        let (mut fresh, mut fresh_hashes) = (Vec::new(), Vec::new());
        let mut queued = std::collections::HashSet::new();
        for (at, (preset, hash)) in settled.into_iter().zip(hashes).enumerate() {
            let (Some(preset), Some(hash)) = (preset, *hash) else { continue };
            // The best is to be known whatever the method asks for.
            let limit = limit(at).max(self.record.best_score());
            if fresh.len() < left && !self.is_known(hash, limit) && queued.insert(hash) {
                fresh.push(Asked { preset, limit });
                fresh_hashes.push(hash);
            }
        }
        self.repeats = if fresh.is_empty() { self.repeats + asked } else { 0 };
        if fresh.is_empty() || self.is_over() {
            return;
        }
        self.hear(&Arc::new(fresh), &fresh_hashes);
    }

    /// Whether a preset was tried, and its score is exact or above the limit.
    fn is_known(&self, hash: u64, limit: f64) -> bool {
        let is_enough = |known: &Known| !known.is_bound || known.score > limit;
        self.tried.get(&hash).is_some_and(|known| known.as_ref().is_none_or(is_enough))
    }

    fn hear(&mut self, asked: &Arc<Vec<Asked>>, hashes: &[u64]) {
        let gate = Arc::clone(&self.archive);
        let (tried, archive, budget, stop) = (&mut self.tried, &mut self.archive, self.budget, self.stop);
        let record = std::cell::RefCell::new(&mut self.record);
        let is_over = || {
            record.borrow_mut().tick();
            stop.load(Ordering::Relaxed) || budget.secs.is_some_and(|most| record.borrow().secs() >= most)
        };
        let on_heard = |index: usize, heard: Hearing| {
            let preset = &asked[index].preset;
            record.borrow_mut().note(preset, heard.as_ref().map(|h| h.score).map_err(String::as_str));
            let heard = heard.ok();
            let known = heard.as_ref().map(|h| Known { score: h.score, is_bound: h.is_bound });
            tried.insert(hashes[index], known);
            if let Some(Heard { score, descriptor: Some(descriptor), .. }) = heard {
                Arc::make_mut(archive).offer(preset, score, descriptor);
            }
        };
        self.pool.hear(asked, gate, is_over, on_heard);
    }
}

fn check(task: &Task, budget: Budget) -> Result<(), MatchError> {
    let wrong = |reason: String| Err(MatchError::Task(reason));
    if task.target.is_empty() || !task.target.is_finite() {
        return wrong("the target is empty or holds numbers that are not finite".to_owned());
    }
    if task.target.rate_hz() != task.setup.rate_hz {
        let (target, setup) = (task.target.rate_hz(), task.setup.rate_hz);
        return wrong(format!("the target is at {target} Hz, but candidates are rendered at {setup} Hz"));
    }
    if task.setup.len_samples == 0 {
        return wrong("candidates would have no samples".to_owned());
    }
    if budget.secs.is_some_and(f64::is_nan) {
        return wrong("the time budget is not a number".to_owned());
    }
    Ok(())
}

fn ended(budget: Budget, stop: &AtomicBool, record: &Record) -> Option<StopReason> {
    if stop.load(Ordering::Relaxed) {
        Some(StopReason::Interrupted)
    } else {
        budget.spent_by(record.renders, record.secs())
    }
}

/// The values of a settled preset as one number (FNV-1a over their bits): equal exactly for equal values, up
/// to chance collisions of 64 bits.
fn hash(preset: &Preset) -> u64 {
    preset.values.iter().fold(0xcbf2_9ce4_8422_2325, |hash, value| {
        let mixed = (hash ^ u64::from(value.get().to_bits())).wrapping_mul(0x0000_0100_0000_01b3);
        mixed ^ (mixed >> 29)
    })
}
