//! Runs an exam: every target by every method, judged, written down item by item, summed up in tables.

mod error;
mod examinee;
mod judge;
mod record;
mod table;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tonewright_audio::Audio;
use tonewright_matching::{Budget, Outcome, RetrieveIndex, Task};
use tonewright_measure::MEASURES;
use tonewright_synth::{Preset, RenderSetup, SYNTHS, Synth, SynthEntry, SynthSpec};

pub use error::BenchError;
pub use examinee::{Examinee, examinees};
pub(crate) use judge::judge;
pub use judge::{Dexed, Judge, Native};
pub use record::{ItemKey, Record};
pub use table::{MethodRow, RunSummary, Versus};

use crate::protocol::{ProtocolEntry, Setting, Target};
use record::Results;

/// How many voices a bank hands to a method, those that sound nearest first.
const NEAREST_OF_BANK: usize = 2_000;

/// How an exam is run.
#[derive(Clone, Debug)]
pub struct RunConfig {
    /// Where targets come from.
    pub setting: Setting,
    /// What each method may spend on each target.
    pub budget: Budget,
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
    /// A target or source is left out, and why.
    Skipped(&'a str),
    /// So many items in all, so many of them done before.
    Planned {
        /// Items of this shard.
        items: usize,
        /// Of these, done in an earlier run.
        done_before: usize,
        /// Who renders what is judged: `dexed` or `native`.
        judge: &'static str,
    },
    /// An item begins.
    Started(&'a ItemKey),
    /// An item is done: position (from 1) and count.
    Finished(&'a Record, usize, usize),
}

/// Runs a protocol on a synth: every target of the shard by every examinee and seed, skipping what the results
/// in `config.out` already hold; then writes `summary.md`, `.json` and `.html` over all results there.
///
/// # Errors
/// When targets, engine or results are unusable, or a method fails. What was finished is kept.
pub fn run(
    protocol: &ProtocolEntry,
    synth: &str,
    examinees: &[Examinee],
    config: &RunConfig,
    stop: &AtomicBool,
    listen: &mut dyn FnMut(&Event<'_>),
) -> Result<RunSummary, BenchError> {
    let known = || SYNTHS.iter().map(|s| s.name).collect::<Vec<_>>().join(", ");
    let entry = SYNTHS.iter().find(|s| s.name == synth).ok_or_else(|| BenchError::Unknown {
        what: "synth",
        name: synth.to_owned(),
        known: known(),
    })?;
    let targets = (protocol.targets)(entry, &config.setting)?;
    targets.skipped.iter().for_each(|why| listen(&Event::Skipped(why)));
    let mut exam = Exam::new(protocol, entry, config, examinees)?;
    let (index, count) = (config.shard.0, config.shard.1.max(1));
    let mine = targets.found.iter().enumerate().filter(|(i, _)| i % count == index).map(|(_, t)| t);
    exam.sit(&mine.collect::<Vec<_>>(), examinees, stop, listen)?;
    let summary = RunSummary::of(protocol, &exam.results.records, examinees.first().map_or("", |e| &e.name));
    summary.write(&config.out)?;
    Ok(summary)
}

struct Exam<'a> {
    protocol: &'a ProtocolEntry,
    entry: &'a SynthEntry,
    synth: Arc<dyn Synth>,
    config: &'a RunConfig,
    bank: Vec<Preset>,
    /// The index of the bank at the last target's note, with its name.
    index: Option<(String, RetrieveIndex)>,
    judge: Box<dyn Judge + 'a>,
    results: Results,
}

impl<'a> Exam<'a> {
    fn new(
        protocol: &'a ProtocolEntry,
        entry: &'a SynthEntry,
        config: &'a RunConfig,
        examinees: &[Examinee],
    ) -> Result<Self, BenchError> {
        let bank = if examinees.iter().any(|e| e.with_bank) {
            read_bank(entry, &config.setting.data.join("dx7/voices-train.syx"))?
        } else {
            Vec::new()
        };
        let judge = judge(entry, config.setting.python.as_deref())?;
        let synth: Arc<dyn Synth> = Arc::from((entry.build)());
        let results = Results::open(&config.out)?;
        results.same_ear(judge.name(), synth.spec().sound_version)?;
        Ok(Self { protocol, entry, synth, config, bank, index: None, judge, results })
    }

    fn sit(
        &mut self,
        targets: &[&Target],
        examinees: &[Examinee],
        stop: &AtomicBool,
        listen: &mut dyn FnMut(&Event<'_>),
    ) -> Result<(), BenchError> {
        let mut items = Vec::new();
        for target in targets {
            for seed in &self.config.seeds {
                items.extend(
                    examinees.iter().map(|examinee| (*target, examinee, self.key(target, examinee, *seed))),
                );
            }
        }
        let count = items.len();
        let done_before = items.iter().filter(|(_, _, key)| self.results.has(key)).count();
        listen(&Event::Planned { items: count, done_before, judge: self.judge.name() });
        for (position, (target, examinee, key)) in items.into_iter().enumerate() {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            if self.results.has(&key) {
                continue;
            }
            listen(&Event::Started(&key));
            let Some(record) = self.item(target, examinee, key, stop)? else { break };
            listen(&Event::Finished(&record, position + 1, count));
            self.results.add(record)?;
        }
        Ok(())
    }

    fn key(&self, target: &Target, examinee: &Examinee, seed: u64) -> ItemKey {
        ItemKey {
            protocol: self.protocol.name.to_owned(),
            target: target.id.clone(),
            method: examinee.name.clone(),
            seed,
            budget: budget_name(&self.config.budget),
        }
    }

    /// Matches and judges one target; `None` when it was interrupted, which is no result.
    fn item(
        &mut self,
        target: &Target,
        examinee: &Examinee,
        key: ItemKey,
        stop: &AtomicBool,
    ) -> Result<Option<Record>, BenchError> {
        let setup = RenderSetup { rate_hz: target.audio.rate_hz(), len_samples: target.audio.len_samples() };
        let bank = if examinee.with_bank { self.nearest(target, setup, stop)? } else { Vec::new() };
        let task = Task {
            synth: Arc::clone(&self.synth),
            prior: Arc::from((self.entry.prior)()),
            target: Arc::clone(&target.audio),
            gesture: target.gesture,
            setup,
            bank: Arc::new(bank),
            locks: Vec::new(),
            seed: key.seed,
        };
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let mut matcher = examinee.matcher(target)?;
        let outcome = tonewright_matching::run(&task, self.config.budget, matcher.as_mut(), stop, |_| {})?;
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let file = (self.entry.formats[0].write)(std::slice::from_ref(&outcome.best.preset))?;
        let sound = self.judge.hear(&file, target.gesture, setup)?;
        Ok(Some(self.record(key, target, &outcome, &sound)))
    }

    /// The voices of the bank that sound nearest to the target, nearest first. Making this order is not counted
    /// against the budget: an index is built once and kept.
    fn nearest(
        &mut self,
        target: &Target,
        setup: RenderSetup,
        stop: &AtomicBool,
    ) -> Result<Vec<Preset>, BenchError> {
        let name = RetrieveIndex::name(&self.synth, &self.bank, target.gesture, setup);
        if self.index.as_ref().is_none_or(|(known, _)| *known != name) {
            let threads = std::thread::available_parallelism().map_or(1, usize::from);
            let built =
                RetrieveIndex::build(&self.synth, &self.bank, target.gesture, setup, threads, stop, |_| {})?;
            self.index = built.map(|index| (name, index));
        }
        // Without an index somebody has asked to stop, and the item will not count.
        let Some((_, index)) = &self.index else { return Ok(Vec::new()) };
        let order = index.nearest(&target.audio, NEAREST_OF_BANK);
        Ok(order.into_iter().map(|i| self.bank[i].clone()).collect())
    }

    fn record(&self, key: ItemKey, target: &Target, outcome: &Outcome, sound: &Audio) -> Record {
        let value = |entry: &tonewright_measure::MeasureEntry| {
            let value = (entry.compute)(&target.audio, sound).ok().filter(|v| v.is_finite())?;
            Some((entry.name.to_owned(), value))
        };
        let spec = self.synth.spec();
        Record {
            key,
            sound_version: spec.sound_version,
            judge: self.judge.name().to_owned(),
            score: Some(outcome.best.score).filter(|s| s.is_finite()),
            measures: MEASURES.iter().filter_map(value).collect(),
            parameter_error: target
                .truth
                .as_ref()
                .map(|truth| parameter_error(spec, truth, &outcome.best.preset)),
            renders: outcome.renders,
            failed: outcome.failed,
            secs: outcome.secs,
            stopped_by: stop_name(outcome),
            preset: outcome.best.preset.values.iter().map(|v| v.get()).collect(),
        }
    }
}

fn stop_name(outcome: &Outcome) -> String {
    serde_json::to_value(outcome.stopped_by)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Mean distance on the knob over the parameters that a preset file holds.
fn parameter_error(spec: &SynthSpec, truth: &Preset, answer: &Preset) -> f64 {
    let held =
        spec.params.iter().zip(truth.values.iter().zip(&answer.values)).filter(|(p, _)| p.in_preset_file);
    let errors: Vec<f64> = held.map(|(_, (a, b))| f64::from((a.get() - b.get()).abs())).collect();
    errors.iter().sum::<f64>() / errors.len().max(1) as f64
}

/// A budget as users write it: `20s`, `5000`, `20s+5000`, `unlimited`.
pub fn budget_name(budget: &Budget) -> String {
    match (budget.secs, budget.renders) {
        (Some(secs), None) => format!("{secs}s"),
        (None, Some(renders)) => renders.to_string(),
        (Some(secs), Some(renders)) => format!("{secs}s+{renders}"),
        (None, None) => "unlimited".to_owned(),
    }
}

/// Every preset of a bank file.
pub(crate) fn read_bank(synth: &SynthEntry, path: &Path) -> Result<Vec<Preset>, BenchError> {
    let bytes = std::fs::read(path).map_err(|error| BenchError::Missing {
        what: path.display().to_string(),
        how: format!("{error}; name the folder of data in TONEWRIGHT_DATA"),
    })?;
    Ok((synth.formats[0].read)(&bytes)?.presets)
}
