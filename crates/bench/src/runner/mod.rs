//! Runs an exam: every target by every method, judged, written down item by item, summed up in tables.

mod budget;
mod calibration;
mod error;
mod exam;
mod examinee;
mod judge;
mod record;
mod table;
mod tasks;
mod versions;
mod versus;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_synth::Synth;

pub use budget::ExamBudget;
pub use calibration::{Calibration, calibrate};
pub use error::BenchError;
pub use examinee::{Examinee, examinees};
pub(crate) use judge::judge;
pub use judge::{Dexed, Judge, Native};
pub use record::{ItemKey, Record};
pub use table::{MethodRow, RunSummary};
pub(crate) use tasks::read_bank;
pub use versions::OBJECTIVE_VERSION;
pub use versus::{Verdict, Versus};

use crate::protocol::{ProtocolEntry, Setting, Target};
use exam::Exam;

/// How an exam is run.
#[derive(Clone, Debug)]
pub struct RunConfig {
    /// Where targets come from.
    pub setting: Setting,
    /// What each method may spend on each target: an answer for each of them.
    pub budgets: Vec<ExamBudget>,
    /// The seeds; every target is matched once with each.
    pub seeds: Vec<u64>,
    /// Which part of the targets, and of how many: `(0, 1)` is all.
    pub shard: (usize, usize),
    /// Where results and summary go.
    pub out: PathBuf,
}

/// What happens during an exam.
#[derive(Debug)]
pub enum Event<'a> {
    /// A target, a source or earlier results are left out, and why.
    Skipped(&'a str),
    /// So many items in all, so many of them done before.
    Planned {
        /// Items of this shard: targets × seeds × methods × budgets.
        items: usize,
        /// Of these, done in an earlier run.
        done_before: usize,
        /// About how many seconds the others take, where all budgets are given in seconds.
        usual_secs: Option<f64>,
        /// Who renders what is judged: `dexed` or `native`.
        judge: &'static str,
    },
    /// A search begins; the longest budget whose answer it gives.
    Started(&'a ItemKey),
    /// An item is done.
    Finished {
        /// What was found.
        record: &'a Record,
        /// How many items are done with it, earlier runs included.
        done: usize,
        /// How much of this run's work is left, 0..=1.
        left: f64,
    },
}

/// Runs a protocol on a synth: every target of the shard by every examinee, seed and budget, skipping what the results
/// in `config.out` already hold; then writes `summary.md`, `.json` and `.html` over all results there.
///
/// # Errors
/// When targets, engine or results are unusable, or a method fails. What was finished is kept.
pub fn run(
    protocol: &ProtocolEntry,
    synth: &Arc<dyn Synth>,
    examinees: &[Examinee],
    config: &RunConfig,
    stop: &AtomicBool,
    listen: &mut dyn FnMut(&Event<'_>),
) -> Result<RunSummary, BenchError> {
    let targets = (protocol.targets)(synth, &config.setting)?;
    targets.skipped.iter().for_each(|why| listen(&Event::Skipped(why)));
    let mut exam = Exam::new(protocol, synth, config, &targets.found, examinees, listen)?;
    let (index, count) = (config.shard.0, config.shard.1.max(1));
    let mine: Vec<&Target> = targets.found.iter().skip(index).step_by(count).collect();
    exam.sit(&mine, examinees, stop, listen)?;
    let summary = RunSummary::of(protocol, &exam.results.records, examinees.first().map_or("", |e| &e.name));
    summary.write(&config.out)?;
    Ok(summary)
}
