//! The journal under kills, torn lines and several writers.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::process::{Command, Stdio};

use tonewright_tune::{Direction, Outcome, Study, StudySummary, studies};

use crate::{order, run, settings};

#[test]
fn a_line_that_was_torn_anywhere_is_as_good_as_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let mut study = Study::open(&path, order("s", Direction::Minimize)).unwrap();
    run(&mut study, 12).unwrap();
    let expected = settings(&mut study);
    drop(study);
    let whole = std::fs::read(&path).unwrap();
    let torn = folder.path().join("torn");
    let last_lines = whole.len().saturating_sub(1500);
    for length in (0..last_lines).step_by(997).chain((last_lines..whole.len()).step_by(13)) {
        std::fs::write(&torn, &whole[..length]).unwrap();
        let mut study = Study::open(&torn, order("s", Direction::Minimize)).unwrap();
        let done = study.trials().unwrap().iter().filter(|trial| trial.value.is_some()).count();
        run(&mut study, 12 - done).unwrap();
        assert_eq!(settings(&mut study), expected, "cut at {length}");
    }
}

#[test]
fn threads_at_one_journal_never_get_the_same_trial() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let work = || {
        let mut study = Study::open(&path, order("s", Direction::Minimize)).unwrap();
        run(&mut study, 15).unwrap();
    };
    std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(work))));
    let all = studies(&path).unwrap();
    assert_eq!(all.len(), 1);
    let numbers: Vec<u64> = all[0].trials.iter().map(|trial| trial.number).collect();
    assert_eq!(numbers, (0..60).collect::<Vec<_>>());
    assert!(all[0].trials.iter().all(|trial| trial.value.is_some()));
    assert!(!folder.path().join("j.lock").exists() && !folder.path().join("j.workers").exists());
}

/// Not a test of its own: what [`a_killed_process_loses_nothing`] starts and kills.
#[test]
fn works_until_it_is_killed() {
    let Some(path) = std::env::var_os("TONEWRIGHT_TUNE_VICTIM") else { return };
    let mut study = Study::open(path.as_ref(), order("s", Direction::Minimize)).unwrap();
    loop {
        run(&mut study, 1).unwrap();
    }
}

/// Processes work on one study at a time, each until it is killed; the trials are those of one that was not.
#[test]
fn a_killed_process_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    for round in 1..=4 {
        let test = std::env::current_exe().unwrap();
        let mut victim = Command::new(test)
            .args(["--exact", "journal::works_until_it_is_killed"])
            .env("TONEWRIGHT_TUNE_VICTIM", &path)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let began = std::time::Instant::now();
        let done = || StudySummary::read(&path, "s").map_or(0, |study| study.trials.len());
        while done() < round * 6 {
            assert!(began.elapsed().as_secs() < 60, "the process does not work");
            std::thread::sleep(std::time::Duration::from_millis(3));
        }
        victim.kill().unwrap();
        victim.wait().unwrap();
    }
    let mut study = Study::open(&path, order("s", Direction::Minimize)).unwrap();
    run(&mut study, 2).unwrap();
    let found = settings(&mut study);
    assert!(study.trials().unwrap().iter().all(|trial| trial.value.is_some()));
    let mut whole = Study::open(&folder.path().join("whole"), order("s", Direction::Minimize)).unwrap();
    run(&mut whole, found.len()).unwrap();
    assert_eq!(found, settings(&mut whole));
}

#[test]
fn a_lock_that_the_dead_left_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    std::fs::write(folder.path().join("j.lock"), "tonewright").unwrap();
    let began = std::time::Instant::now();
    run(&mut Study::open(&path, order("s", Direction::Minimize)).unwrap(), 2).unwrap();
    assert!(began.elapsed().as_secs() < 5);
}

#[test]
fn what_is_not_whole_yet_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let mut study = Study::open(&path, order("s", Direction::Minimize)).unwrap();
    run(&mut study, 1).unwrap();
    OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"op_code\":4,\"wor").unwrap();
    assert_eq!(study.trials().unwrap().len(), 1);
    let trial = study.ask().unwrap();
    study.tell(trial.number, Outcome::Complete(1.0)).unwrap();
    assert_eq!(studies(&path).unwrap()[0].trials.len(), 2);
}

#[test]
fn a_journal_that_shrinks_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let mut study = Study::open(&path, order("s", Direction::Minimize)).unwrap();
    run(&mut study, 3).unwrap();
    OpenOptions::new().write(true).open(&path).unwrap().set_len(100).unwrap();
    assert!(study.ask().unwrap_err().to_string().contains("became shorter"));
}
