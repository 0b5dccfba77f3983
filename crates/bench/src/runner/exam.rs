//! One sitting: which runs there are and in which order, each run searched, judged and written down.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tonewright_audio::Audio;
use tonewright_matching::{Candidate, MatchError, Outcome, StopReason, run_through};
use tonewright_measure::{MEASURES, MeasureEntry};
use tonewright_synth::{Preset, Synth, SynthSpec};

use super::budget::groups;
use super::record::Results;
use super::tasks::{Tasks, setup};
use super::versions::{OBJECTIVE_VERSION, Versions, target_print};
use super::{BenchError, Event, ExamBudget, Examinee, ItemKey, Judge, Record, RunConfig, judge};
use crate::protocol::{ProtocolEntry, Target};

/// One search and the budgets whose answers it gives, shortest first.
struct Run<'a> {
    target: &'a Target,
    examinee: &'a Examinee,
    seed: u64,
    budgets: Vec<ExamBudget>,
}

impl Run<'_> {
    fn key(&self, protocol: &str, budget: &ExamBudget) -> ItemKey {
        ItemKey {
            protocol: protocol.to_owned(),
            target: self.target.id.clone(),
            method: self.examinee.name.clone(),
            seed: self.seed,
            budget: budget.name(),
        }
    }

    fn usual_secs(&self) -> f64 {
        self.budgets.last().map_or(0.0, ExamBudget::usual_secs)
    }
}

/// Targets outermost, so that what is done at any moment compares all methods on the same targets; then the seeds,
/// the shorter budgets, the methods.
fn plan<'a>(targets: &[&'a Target], examinees: &'a [Examinee], config: &RunConfig) -> Vec<Run<'a>> {
    let mut runs = Vec::new();
    for target in targets {
        for seed in &config.seeds {
            let of = |examinee: &'a Examinee| {
                let groups = groups(&config.budgets, examinee.plans_with_budget);
                groups.into_iter().map(move |budgets| Run { target, examinee, seed: *seed, budgets })
            };
            let mut of_target: Vec<Run> = examinees.iter().flat_map(of).collect();
            of_target.sort_by(|a, b| a.usual_secs().total_cmp(&b.usual_secs()));
            runs.append(&mut of_target);
        }
    }
    runs
}

/// Where a search stood when a budget was spent.
struct Answer {
    best: Candidate,
    renders: u64,
    failed: u64,
    secs: f64,
    stopped_by: StopReason,
}

pub(super) struct Exam<'a> {
    protocol: &'a ProtocolEntry,
    config: &'a RunConfig,
    tasks: Tasks,
    versions: Versions,
    judge: Box<dyn Judge>,
    pub(super) results: Results,
}

impl<'a> Exam<'a> {
    /// Opens the results; those of other versions are left out, and said.
    pub(super) fn new(
        protocol: &'a ProtocolEntry,
        synth: &Arc<dyn Synth>,
        config: &'a RunConfig,
        targets: &[Target],
        examinees: &[Examinee],
        listen: &mut dyn FnMut(&Event<'_>),
    ) -> Result<Self, BenchError> {
        let tasks = Tasks::new(synth, &config.setting, examinees)?;
        let versions = Versions::of(synth.as_ref(), tasks.bank_fingerprint(), targets, examinees)?;
        let judge = judge(synth, config.setting.python.as_deref())?;
        let mut results = Results::open(&config.out)?;
        results.same_ear(judge.name(), tasks.synth.spec().sound_version)?;
        for (reason, count) in results.set_aside(|record| versions.stale(record)) {
            listen(&Event::Skipped(&format!("{count} earlier results, made with {reason}")));
        }
        Ok(Self { protocol, config, tasks, versions, judge, results })
    }

    pub(super) fn sit(
        &mut self,
        targets: &[&Target],
        examinees: &[Examinee],
        stop: &AtomicBool,
        listen: &mut dyn FnMut(&Event<'_>),
    ) -> Result<(), BenchError> {
        let mut runs = plan(targets, examinees, self.config);
        let items = runs.iter().map(|run| run.budgets.len()).sum();
        for run in &mut runs {
            let is_open = |budget: &&ExamBudget| !self.results.has(&run.key(self.protocol.name, budget));
            run.budgets = run.budgets.iter().filter(is_open).copied().collect();
        }
        runs.retain(|run| !run.budgets.is_empty());
        let to_do: usize = runs.iter().map(|run| run.budgets.len()).sum();
        let (mut done, all_secs) = (items - to_do, runs.iter().map(Run::usual_secs).sum::<f64>());
        let is_timed = runs.iter().all(|run| run.budgets.iter().all(|budget| budget.secs.is_some()));
        let usual_secs = Some(all_secs).filter(|_| is_timed);
        listen(&Event::Planned { items, done_before: done, usual_secs, judge: self.judge.name() });
        let mut secs_left = all_secs;
        for run in &runs {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            listen(&Event::Started(
                &run.key(self.protocol.name, run.budgets.last().unwrap_or(&run.budgets[0])),
            ));
            let records = self.sit_run(run, stop)?;
            secs_left -= run.usual_secs();
            for record in records {
                done += 1;
                let left = if all_secs.is_finite() {
                    secs_left / all_secs
                } else {
                    1.0 - done as f64 / items as f64
                };
                listen(&Event::Finished { record: &record, done, left });
                self.results.add(record)?;
            }
        }
        Ok(())
    }

    /// Searches, judges what was found within each budget. What was not reached when it was interrupted is no result.
    fn sit_run(&mut self, run: &Run, stop: &AtomicBool) -> Result<Vec<Record>, BenchError> {
        let Some(task) = self.tasks.task(run.target, run.examinee, run.seed, stop)? else {
            return Ok(Vec::new());
        };
        let mut matcher = run.examinee.matcher(run.target)?;
        let limits: Vec<_> = run.budgets.iter().map(ExamBudget::limit).collect();
        let Some((limit, checkpoints)) = limits.split_last() else { return Ok(Vec::new()) };
        let outcome = match run_through(&task, *limit, checkpoints, matcher.as_mut(), stop, |_| {}) {
            Err(MatchError::NothingRendered) if stop.load(Ordering::Relaxed) => return Ok(Vec::new()),
            outcome => outcome?,
        };
        let mut records = Vec::new();
        for budget in &run.budgets {
            if let Some(answer) = answer(&outcome, budget)? {
                records.push(self.judged(run, budget, &answer)?);
            }
        }
        Ok(records)
    }

    fn judged(&mut self, run: &Run, budget: &ExamBudget, answer: &Answer) -> Result<Record, BenchError> {
        let preset = &answer.best.preset;
        let file = self.tasks.synth.own_format().write(std::slice::from_ref(preset))?;
        let sound = self.judge.hear(&file, run.target.gesture, setup(run.target))?;
        let spec = self.tasks.synth.spec();
        let truth = run.target.truth.as_ref();
        let stopped_by = serde_json::to_value(answer.stopped_by).ok();
        Ok(Record {
            key: run.key(self.protocol.name, budget),
            budget: *budget,
            objective_version: OBJECTIVE_VERSION,
            prior: self.versions.prior.clone(),
            method_version: run.examinee.version,
            target_print: target_print(run.target),
            bank: self.versions.bank.clone().filter(|_| run.examinee.with_bank),
            proxy: run.examinee.guesser.as_ref().map(|guesser| guesser.print.clone()),
            sound_version: spec.sound_version,
            judge: self.judge.name().to_owned(),
            score: Some(answer.best.score).filter(|score| score.is_finite()),
            measures: measures(&run.target.audio, &sound),
            parameter_error: truth.map(|truth| parameter_error(spec, truth, preset)),
            renders: answer.renders,
            failed: answer.failed,
            secs: answer.secs,
            stopped_by: stopped_by.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default(),
            preset: preset.values.iter().map(|value| value.get()).collect(),
        })
    }
}

/// The answer within a budget: where the search passed it, else where it ended by itself; `None` where it was
/// interrupted before.
fn answer(outcome: &Outcome, budget: &ExamBudget) -> Result<Option<Answer>, BenchError> {
    if let Some(passed) = outcome.checkpoints.iter().find(|passed| passed.budget == budget.limit()) {
        let best = passed.best.clone().ok_or(MatchError::NothingRendered)?;
        let (renders, failed, secs) = (passed.renders, passed.failed, passed.secs);
        return Ok(Some(Answer { best, renders, failed, secs, stopped_by: passed.spent }));
    }
    let (renders, failed, secs) = (outcome.renders, outcome.failed, outcome.secs);
    let stopped_by = outcome.stopped_by;
    let best = Some(outcome.best.clone()).filter(|_| stopped_by != StopReason::Interrupted);
    Ok(best.map(|best| Answer { best, renders, failed, secs, stopped_by }))
}

/// Every measure that has a value on the pair.
fn measures(target: &Audio, sound: &Audio) -> std::collections::BTreeMap<String, f64> {
    let value = |entry: &MeasureEntry| {
        let value = (entry.compute)(target, sound).ok().filter(|value| value.is_finite())?;
        Some((entry.name.to_owned(), value))
    };
    MEASURES.iter().filter_map(value).collect()
}

/// Mean distance on the knob over the parameters that a preset file holds.
fn parameter_error(spec: &SynthSpec, truth: &Preset, answer: &Preset) -> f64 {
    let held =
        spec.params.iter().zip(truth.values.iter().zip(&answer.values)).filter(|(p, _)| p.in_preset_file);
    let errors: Vec<f64> = held.map(|(_, (a, b))| f64::from((a.get() - b.get()).abs())).collect();
    errors.iter().sum::<f64>() / errors.len().max(1) as f64
}
