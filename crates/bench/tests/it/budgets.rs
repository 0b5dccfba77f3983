//! Exams with several budgets: one run answers what it passes, the order makes part of the results useful, seconds are
//! spent as renders where that was asked for, and results of other versions are not used again.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use tonewright_bench::runner::{
    Event, ExamBudget, OBJECTIVE_VERSION, Record, RunConfig, RunSummary, calibrate, run,
};
use tonewright_matching::Budget;

use crate::exam::{PROTOCOL, config, dx7, named, renders, sit, truth};

/// Without its CPU time and its clock, a record is the same in every run.
fn still(record: &Record) -> Record {
    Record { secs: 0.0, ..record.clone() }
}

fn by_key(mut records: Vec<Record>) -> Vec<Record> {
    records.sort_by(|a, b| a.key.cmp(&b.key));
    records.iter().map(still).collect()
}

#[test]
fn several_budgets_in_one_exam_are_what_exams_of_each_would_be() {
    let (together, apart) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let all = || [named("search"), named("random"), named("hill-climb")];
    // One target of the three: searches at several budgets take their time.
    let one = |out| RunConfig { shard: (0, 3), ..config(out) };
    let both = RunConfig { budgets: vec![renders(150), renders(60)], ..one(together.path()) };
    let (summary, records) = sit(&all(), &both);
    assert_eq!(records.len(), 3 * 2);
    let mut singly = Vec::new();
    for budget in [60, 150] {
        let config = RunConfig { budgets: vec![renders(budget)], ..one(apart.path()) };
        singly.extend(sit(&all(), &config).1);
    }
    assert_eq!(by_key(records), by_key(singly));
    let rows: Vec<(&str, &str)> =
        summary.rows.iter().map(|r| (r.budget.as_str(), r.method.as_str())).collect();
    let expected = ["60", "150"].into_iter().flat_map(|b| ["search", "hill-climb", "random"].map(|m| (b, m)));
    assert_eq!(rows, expected.collect::<Vec<_>>());
}

#[test]
fn targets_are_outermost_and_who_does_not_plan_runs_once() {
    let folder = tempfile::tempdir().unwrap();
    let config = RunConfig { budgets: vec![renders(90), renders(40)], ..config(folder.path()) };
    let mut started = Vec::new();
    let mut listen = |event: &Event<'_>| {
        if let Event::Started(key) = event {
            started.push((key.target.clone(), key.method.clone(), key.budget.clone()));
        }
    };
    let go_on = AtomicBool::new(false);
    run(&PROTOCOL, &dx7(), &[named("random"), named("search")], &config, &go_on, &mut listen).unwrap();
    let of_target = [("search", "40"), ("random", "90"), ("search", "90")];
    assert_eq!(started.len(), 9);
    for (target, runs) in started.chunks(3).enumerate() {
        for ((at, method, budget), expected) in runs.iter().zip(of_target) {
            assert_eq!((*at == runs[0].0, method.as_str(), budget.as_str()), (true, expected.0, expected.1));
        }
        assert!(target == 0 || started[3 * target - 1].0 != runs[0].0);
    }
}

#[test]
fn a_longer_budget_asked_later_keeps_the_shorter_answers() {
    let folder = tempfile::tempdir().unwrap();
    let (_, first) = sit(&[named("random")], &config(folder.path()));
    let longer = RunConfig { budgets: vec![renders(40), renders(90)], ..config(folder.path()) };
    let (summary, second) = sit(&[named("random")], &longer);
    assert_eq!((first.len(), second.len()), (3, 3));
    assert!(second.iter().all(|record| record.key.budget == "90"));
    assert_eq!(summary.rows.iter().map(|row| row.items).collect::<Vec<_>>(), [3, 3]);
}

#[test]
fn seconds_spent_as_renders_are_named_so_and_repeat() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let budget = ExamBudget::of(Budget { secs: Some(0.5), renders: None }, Some(90.0));
    let exam = |folder: &tempfile::TempDir| {
        sit(
            &[named("search"), named("random")],
            &RunConfig { budgets: vec![budget], ..config(folder.path()) },
        )
    };
    let ((summary, records), (_, again)) = (exam(&one), exam(&two));
    assert_eq!(by_key(records.clone()), by_key(again));
    for record in &records {
        assert_eq!((record.key.budget.as_str(), record.renders), ("0.5s at 90 renders/s", 45));
        assert_eq!((record.budget.renders_per_sec, record.stopped_by.as_str()), (Some(90.0), "renders"));
    }
    let text = summary.markdown();
    assert!(text.contains("is 45 renders for each target, not time"), "{text}");
    assert!(text.contains("| 0.5s at 90 renders/s | search | 3 |"), "{text}");
}

#[test]
fn results_of_other_versions_are_left_out_said_and_done_again() {
    let version = named("random").version;
    for (written, changed, reason) in [
        (
            format!("\"objective_version\":{OBJECTIVE_VERSION}"),
            format!("\"objective_version\":{}", OBJECTIVE_VERSION + 1),
            format!("version {} of the objective; it is now {OBJECTIVE_VERSION}", OBJECTIVE_VERSION + 1),
        ),
        ("\"prior\":\"".to_owned(), "\"prior\":\"0".to_owned(), "another prior".to_owned()),
        ("note 60".to_owned(), "note 61".to_owned(), "targets that were prepared otherwise".to_owned()),
        (
            format!("\"method_version\":{version}"),
            format!("\"method_version\":{}", version + 1),
            format!("version {} of `random`; it is now {version}", version + 1),
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        sit(&[named("random")], &config(folder.path()));
        let path = folder.path().join("results.jsonl");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(&written), "{text}");
        std::fs::write(&path, text.replacen(&written, &changed, 2)).unwrap();
        let said = Mutex::new(Vec::new());
        let mut done = 0;
        let mut listen = |event: &Event<'_>| match event {
            Event::Skipped(why) => said.lock().unwrap().push((*why).to_owned()),
            Event::Finished { .. } => done += 1,
            _ => {}
        };
        let go_on = AtomicBool::new(false);
        let summary: RunSummary =
            run(&PROTOCOL, &dx7(), &[named("random")], &config(folder.path()), &go_on, &mut listen).unwrap();
        assert_eq!(done, 2, "{reason}");
        let row = summary.rows.iter().find(|row| row.method == "random").unwrap();
        assert_eq!(row.items, 3);
        let said = said.into_inner().unwrap().join("\n");
        assert!(
            reason.is_empty() || said.contains(&format!("2 earlier results, made with {reason}")),
            "{said}"
        );
    }
}

#[test]
fn another_version_of_a_method_leaves_the_others_be() {
    let folder = tempfile::tempdir().unwrap();
    sit(&[truth(), named("random")], &config(folder.path()));
    let mut newer = truth();
    newer.version += 1;
    let (summary, again) = sit(&[newer, named("random")], &config(folder.path()));
    assert_eq!(again.iter().map(|r| r.key.method.as_str()).collect::<Vec<_>>(), ["truth"; 3]);
    assert_eq!(summary.rows.iter().map(|row| row.items).collect::<Vec<_>>(), [3, 3]);
}

#[test]
fn what_was_passed_before_an_interruption_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let stop = AtomicBool::new(false);
    // The second budget is out of reach: the stop comes while it is under way.
    let budgets = vec![renders(40), renders(100_000_000)];
    let config = RunConfig { budgets, ..config(folder.path()) };
    let mut kept = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(1_500));
            stop.store(true, Ordering::Relaxed);
        });
        let mut listen = |event: &Event<'_>| {
            if let Event::Finished { record, done, .. } = event {
                kept.push((record.key.budget.clone(), *done));
            }
        };
        run(&PROTOCOL, &dx7(), &[named("random")], &config, &stop, &mut listen).unwrap();
    });
    assert_eq!(kept, [("40".to_owned(), 1)]);
}

#[test]
fn calibration_counts_what_two_threads_do() {
    let folder = tempfile::tempdir().unwrap();
    let go_on = AtomicBool::new(false);
    let (mut seen, config) = (0, config(folder.path()));
    let found =
        calibrate(&PROTOCOL, &dx7(), &named("random"), &config.setting, 64, &go_on, &mut |_, _| seen += 1);
    let found = found.unwrap();
    assert_eq!((found.targets, found.renders, seen), (3, 192, 3));
    assert!(found.worker_cpu_secs > 0.0 && found.renders_per_sec() > 1.0);
    assert!(found.method_cpu_secs < found.wall_secs, "{found:?}");
}
