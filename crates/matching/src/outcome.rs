//! What a search returns.

use serde::Serialize;
use tonewright_synth::Preset;

use crate::{Budget, StopReason};

/// A preset and how far its sound is from the target (lower is closer).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The preset, with every value one that exists.
    pub preset: Preset,
    /// The objective's value.
    pub score: f64,
}

/// The best score so far, at one moment of a search.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TracePoint {
    /// Candidates rendered so far.
    pub renders: u64,
    /// Seconds since the start.
    pub secs: f64,
    /// Lowest score so far.
    pub best: f64,
}

/// Where a search stood when a smaller budget than its own was spent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checkpoint {
    /// The smaller budget.
    pub budget: Budget,
    /// The closest preset by then; `None` where nothing could be rendered.
    pub best: Option<Candidate>,
    /// Candidates rendered by then.
    pub renders: u64,
    /// Renders that had failed.
    pub failed: u64,
    /// Seconds spent.
    pub secs: f64,
    /// Which of the smaller budget's limits was reached.
    pub spent: StopReason,
}

/// A preset that could not be rendered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Failure {
    /// The preset, to be tried again.
    pub preset: Preset,
    /// Why, in one line.
    pub reason: String,
}

/// A finished search.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// The closest preset.
    pub best: Candidate,
    /// Other presets that sound close but are made differently, closest first.
    pub alternatives: Vec<Candidate>,
    /// Candidates rendered.
    pub renders: u64,
    /// Renders that failed.
    pub failed: u64,
    /// The first presets that could not be rendered.
    pub failures: Vec<Failure>,
    /// Seconds spent.
    pub secs: f64,
    /// How the best score fell.
    pub trace: Vec<TracePoint>,
    /// The checkpoints that were passed, in the order of passing.
    pub checkpoints: Vec<Checkpoint>,
    /// What ended it.
    pub stopped_by: StopReason,
}
