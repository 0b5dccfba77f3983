//! The objective that matching minimises: everything about the target is computed once, and a candidate
//! is scored at no more than the cost of its render.

use std::sync::Arc;

use tonewright_audio::Audio;

/// A target made ready for scoring. Cheap to share; each thread asks for its own [`Scorer`].
pub struct Objective {
    target: Arc<Vec<f32>>,
}

/// One thread's scratch space and the shared target.
pub struct Scorer {
    target: Arc<Vec<f32>>,
}

impl Objective {
    /// Prepares a target (mixed to mono; its rate is the rate of every candidate).
    pub fn new(target: &Audio) -> Self {
        Self { target: Arc::new(target.to_mono().into_owned()) }
    }

    /// A scorer for one thread.
    pub fn scorer(&self) -> Scorer {
        Scorer { target: Arc::clone(&self.target) }
    }
}

impl Scorer {
    /// How far the candidate is from the target, 0 for the target itself; never NaN (a broken candidate is
    /// infinitely far). The candidate is mono at the target's rate, and the shorter is padded with silence.
    pub fn score(&mut self, candidate: &[f32]) -> f64 {
        let at = |s: &[f32], i: usize| s.get(i).copied().unwrap_or(0.0);
        let len = self.target.len().max(candidate.len());
        let sum: f64 = (0..len).map(|i| f64::from(at(&self.target, i) - at(candidate, i)).abs()).sum();
        if sum.is_finite() { sum / len.max(1) as f64 } else { f64::INFINITY }
    }
}
