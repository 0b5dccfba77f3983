//! *How good is what was learned?* A model and data that it never saw become figures.

#[cfg(feature = "learned")]
mod enabled;

#[cfg(not(feature = "learned"))]
#[path = "disabled.rs"]
mod enabled;

mod report;

use std::path::PathBuf;

use serde::Serialize;
use tonewright_bench::results::PresetKind;
use tonewright_bench::retrieval::Exam;

pub use enabled::proxy;
pub use report::{MapRequest, Report, ReportRequest, report};
pub use tonewright_bench::results::{Measure, Results, TABLE_FORMATS};
pub use tonewright_bench::retrieval::{Found, Spread};
pub use tonewright_measure::retrieval::RECALLS;

/// Which proxy to examine, and how.
#[derive(Clone, Debug)]
pub struct ProxyExamRequest {
    /// A checkpoint, or the folder of a run, whose best is taken.
    pub model: PathBuf,
    /// Data sets of presets that it never saw.
    pub data: Vec<PathBuf>,
    /// The feature, where it is called otherwise than where the proxy was taught.
    pub feature: Option<String>,
    /// Pairs of a gallery.
    pub gallery: usize,
    /// Galleries that are drawn.
    pub repeats: usize,
    /// What the draws follow from.
    pub seed: u64,
    /// By which distance they look.
    pub distance: String,
    /// Whether growing galleries are tried as well.
    pub growing: bool,
    /// Where its network computes, by its name.
    pub device: String,
}

/// What an exam found, on one data set.
#[derive(Clone, Debug, Serialize)]
pub struct ProxyExam {
    /// The model.
    pub model: PathBuf,
    /// What its network is called: a published encoder, or what its config is called.
    pub network: String,
    /// Whose presets it knows.
    pub synth: String,
    /// Steps that it was taught.
    pub step: u64,
    /// The data set.
    pub data: PathBuf,
    /// What it is called.
    pub data_name: String,
    /// Where its presets come from.
    pub kind: PresetKind,
    /// The figures.
    pub found: Exam,
}
