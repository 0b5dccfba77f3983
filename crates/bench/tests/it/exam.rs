//! The runner: the truth scores nothing but zeros through all stages, results are kept and used again, shards
//! divide the targets, and the tables say who is better.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tonewright_bench::protocol::{ProtocolEntry, RATE_HZ, Setting, Target, Targets};
use tonewright_bench::runner::{
    BenchError, Event, ExamBudget, Examinee, Judge as _, Native, Record, RunConfig, RunSummary, Verdict,
    examinees, run,
};
use tonewright_matching::{Budget, MatchError, Matcher, Oracle, StopReason, Task};
use tonewright_measure::MEASURES;
use tonewright_synth::{Gesture, Preset, RenderSetup, SYNTHS, Synth, seed};

pub(crate) const PROTOCOL: ProtocolEntry =
    ProtocolEntry { name: "toy", summary: "Three presets of the prior, short", targets: short_targets };

/// The DX7, to be examined.
pub(crate) fn dx7() -> Arc<dyn Synth> {
    let entry = SYNTHS.iter().find(|entry| entry.name == "dx7").expect("a native synth");
    Arc::from((entry.build)())
}

fn short_targets(synth: &Arc<dyn Synth>, setting: &Setting) -> Result<Targets, BenchError> {
    let (prior, format) = (synth.prior(), synth.own_format());
    let gesture = Gesture { note: 60, velocity: 100, gate_secs: 0.3 };
    let setup = RenderSetup::of_secs(RATE_HZ, 0.5);
    let mut found = Vec::new();
    for index in 0.. {
        let preset = prior.draw(&mut seed::stream(setting.seed, "toy", index));
        let file = format.write(&[preset])?;
        let audio = Native::new(Arc::clone(synth)).hear(&file, gesture, setup)?;
        if audio.peak() > 0.01 {
            let truth = format.read(&file)?.presets.into_iter().next();
            found.push(Target { id: format!("toy-{index}"), audio: Arc::new(audio), gesture, truth });
        }
        if found.len() == 3 {
            break;
        }
    }
    Ok(Targets { found, skipped: vec!["one thing that is not here".into()] })
}

/// Says what it was told.
struct Teller(Preset);

impl Matcher for Teller {
    fn run(&mut self, _: &Task, oracle: &mut Oracle<'_>) -> Result<StopReason, MatchError> {
        oracle.try_batch(std::slice::from_ref(&self.0));
        Ok(StopReason::Finished)
    }
}

pub(crate) fn truth() -> Examinee {
    Examinee::new("truth", false, |target| {
        Ok(Box::new(Teller(target.truth.clone().expect("toys have a truth"))))
    })
}

pub(crate) fn renders(most: u64) -> ExamBudget {
    ExamBudget::of(Budget { renders: Some(most), secs: None }, None)
}

pub(crate) fn named(name: &str) -> Examinee {
    examinees(&[name.to_owned()]).expect("it is in the table").remove(0)
}

pub(crate) fn config(out: &std::path::Path) -> RunConfig {
    let setting = Setting { data: out.into(), python: None, share: out.into(), count: None, seed: 5 };
    RunConfig { setting, budgets: vec![renders(40)], seeds: vec![1], shard: (0, 1), out: out.into() }
}

pub(crate) fn sit(examinees: &[Examinee], config: &RunConfig) -> (RunSummary, Vec<Record>) {
    let mut finished = Vec::new();
    let mut listen = |event: &Event<'_>| {
        if let Event::Finished { record, .. } = event {
            finished.push((*record).clone());
        }
    };
    let summary = run(&PROTOCOL, &dx7(), examinees, config, &AtomicBool::new(false), &mut listen)
        .expect("the exam runs");
    (summary, finished)
}

#[test]
fn the_truth_scores_nothing_but_zeros_through_every_stage() {
    let folder = tempfile::tempdir().unwrap();
    let (summary, records) = sit(&[truth()], &config(folder.path()));
    assert_eq!(records.len(), 3);
    for record in &records {
        assert_eq!(record.parameter_error, Some(0.0), "{}", record.key.target);
        assert_eq!(record.score, Some(0.0), "{}", record.key.target);
        for (name, value) in &record.measures {
            let identical = MEASURES.iter().find(|m| m.name == name).unwrap().identical;
            assert!((value - identical).abs() < 1e-6, "{name} is {value} on the truth");
        }
    }
    assert_eq!(summary.rows[0].parameter_error.unwrap().mean, 0.0);
    for file in ["results.jsonl", "summary.md", "summary.json", "summary.html"] {
        assert!(folder.path().join(file).is_file(), "{file}");
    }
}

#[test]
fn a_second_run_finds_everything_done_and_a_cut_line_is_done_again() {
    let folder = tempfile::tempdir().unwrap();
    let all = || vec![truth(), named("random")];
    let (first, records) = sit(&all(), &config(folder.path()));
    assert_eq!(records.len(), 6);
    let (second, again) = sit(&all(), &config(folder.path()));
    assert_eq!((again.len(), &second), (0, &first));
    let path = folder.path().join("results.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text[..text.len() - 20]).unwrap();
    let (third, mended) = sit(&all(), &config(folder.path()));
    assert_eq!(mended.len(), 1);
    assert_eq!(third.rows.iter().map(|r| r.items).collect::<Vec<_>>(), [3, 3]);
}

#[test]
fn shards_divide_the_targets() {
    let folder = tempfile::tempdir().unwrap();
    let shard = |index| RunConfig { shard: (index, 2), ..config(folder.path()) };
    let ids = |records: Vec<Record>| records.into_iter().map(|r| r.key.target).collect::<Vec<_>>();
    let (even, odd) = (ids(sit(&[truth()], &shard(0)).1), ids(sit(&[truth()], &shard(1)).1));
    assert_eq!((even.len(), odd.len()), (2, 1));
    assert!(!even.contains(&odd[0]));
}

#[test]
fn the_tables_say_that_the_truth_beats_chance() {
    let folder = tempfile::tempdir().unwrap();
    let all = vec![truth(), named("random")];
    let (summary, _) = sit(&all, &config(folder.path()));
    for versus in &summary.versus {
        assert_eq!((versus.method.as_str(), versus.other.as_str()), ("truth", "random"));
        assert_eq!(versus.comparison.wins_losses_ties, (3, 0, 0), "{}", versus.measure);
        assert_eq!(versus.holm_p, 0.25, "three of three, by signs");
        assert_eq!(versus.verdict(), Verdict::Level, "three targets prove nothing");
    }
    assert_eq!(summary.versus.len(), 5);
    let (text, page) = (summary.markdown(), summary.html());
    assert!(text.contains("| 40 | truth | 3 |") && page.contains("truth − random"));
    assert!(text.contains("Does `truth` beat each other method at 40? no"), "{text}");
}

#[test]
fn an_interrupted_item_is_no_result() {
    let folder = tempfile::tempdir().unwrap();
    let stop = AtomicBool::new(false);
    let mut listen = |event: &Event<'_>| {
        if matches!(event, Event::Finished { .. }) {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let summary = run(&PROTOCOL, &dx7(), &[truth()], &config(folder.path()), &stop, &mut listen).unwrap();
    assert_eq!(summary.rows[0].items, 1);
}

#[test]
fn unknown_names_are_refused_with_what_there_is() {
    let error = examinees(&["serch".into()]).err().unwrap().to_string();
    assert!(error.contains("`serch`") && error.contains("random"), "{error}");
}

#[test]
fn results_of_another_ear_are_not_mixed_in() {
    let folder = tempfile::tempdir().unwrap();
    sit(&[truth()], &config(folder.path()));
    let path = folder.path().join("results.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("\"judge\":\"native\"", "\"judge\":\"dexed\"")).unwrap();
    let stop = AtomicBool::new(false);
    let error = run(&PROTOCOL, &dx7(), &[truth()], &config(folder.path()), &stop, &mut |_| {}).unwrap_err();
    assert!(matches!(&error, BenchError::OtherEar { .. }), "{error}");
}

#[test]
fn one_method_alone_is_compared_with_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (summary, _) = sit(&[truth()], &config(folder.path()));
    assert!(summary.versus.is_empty() && summary.verdicts.is_empty());
    let (text, page) = (summary.markdown(), summary.html());
    assert!(text.contains("| budget | method |") && !text.contains("comparison |"), "{text}");
    assert_eq!(page.matches("<table>").count(), 1);
}
