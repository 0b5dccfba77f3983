//! What the oracle remembers of a search: counts, the best, how it fell, and whom to tell.

use std::time::Instant;

use tonewright_synth::Preset;

use crate::{Budget, Candidate, Checkpoint, Failure, TracePoint};

/// A trace point is kept at least this often, improvement or not.
const POINT_EVERY_RENDERS: u64 = 500;
/// The listener hears at least this often while candidates come in (seconds).
const LISTEN_EVERY_SECS: f64 = 0.1;

/// Presets that could not be rendered, of which so many are kept.
const FAILURES_KEPT: usize = 20;

/// Counts, best candidate and trace of one search.
pub(super) struct Record<'a> {
    started: Instant,
    listen: Box<dyn FnMut(&TracePoint) + 'a>,
    told_secs: f64,
    pub(super) renders: u64,
    pub(super) failed: u64,
    /// The first of them.
    pub(super) failures: Vec<Failure>,
    /// Renders at the last improvement.
    pub(super) improved_at: u64,
    pub(super) best: Option<Candidate>,
    pub(super) trace: Vec<TracePoint>,
    /// Smaller budgets that are not spent yet.
    expected: Vec<Budget>,
    pub(super) passed: Vec<Checkpoint>,
}

impl<'a> Record<'a> {
    pub(super) fn new(listen: Box<dyn FnMut(&TracePoint) + 'a>) -> Self {
        Self {
            started: Instant::now(),
            listen,
            told_secs: 0.0,
            renders: 0,
            failed: 0,
            failures: Vec::new(),
            improved_at: 0,
            best: None,
            trace: Vec::new(),
            expected: Vec::new(),
            passed: Vec::new(),
        }
    }

    pub(super) fn secs(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    pub(super) fn best_score(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |best| best.score)
    }

    /// The smaller budgets whose end is to be noted.
    pub(super) fn expect(&mut self, budgets: &[Budget]) {
        self.expected = budgets.to_vec();
    }

    /// One render came back: with its score, or with why it failed.
    pub(super) fn note(&mut self, preset: &Preset, score: Result<f64, &str>) {
        // What came back after the time of a smaller budget is no longer part of it.
        self.pass();
        self.count(preset, score);
        self.pass();
    }

    /// Notes each smaller budget that is spent by now.
    fn pass(&mut self) {
        if self.expected.is_empty() {
            return;
        }
        let (renders, secs) = (self.renders, self.secs());
        let (best, failed, passed) = (&self.best, self.failed, &mut self.passed);
        self.expected.retain(|budget| {
            let Some(spent) = budget.spent_by(renders, secs) else { return true };
            passed.push(Checkpoint { budget: *budget, best: best.clone(), renders, failed, secs, spent });
            false
        });
    }

    fn count(&mut self, preset: &Preset, score: Result<f64, &str>) {
        self.renders += 1;
        let score = match score {
            Ok(score) => score,
            Err(reason) => {
                self.failed += 1;
                if self.failures.len() < FAILURES_KEPT {
                    self.failures.push(Failure { preset: preset.clone(), reason: reason.to_owned() });
                }
                return;
            }
        };
        if self.best.is_none() || score < self.best_score() {
            self.best = Some(Candidate { preset: preset.clone(), score });
            self.improved_at = self.renders;
            self.trace.push(self.point());
            self.tell();
        } else if self.trace.last().is_some_and(|last| self.renders >= last.renders + POINT_EVERY_RENDERS) {
            self.trace.push(self.point());
        }
    }

    /// Tells the listener if it has not heard anything for a while.
    pub(super) fn tick(&mut self) {
        if self.secs() - self.told_secs >= LISTEN_EVERY_SECS {
            self.tell();
        }
    }

    /// The last point of the trace, so that its end is the search's end.
    pub(super) fn close(&mut self) {
        if self.best.is_some() && self.trace.last().is_none_or(|last| last.renders < self.renders) {
            self.trace.push(self.point());
        }
        self.tell();
    }

    fn point(&self) -> TracePoint {
        TracePoint { renders: self.renders, secs: self.secs(), best: self.best_score() }
    }

    fn tell(&mut self) {
        let point = self.point();
        self.told_secs = point.secs;
        (self.listen)(&point);
    }
}
