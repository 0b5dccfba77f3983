//! Ctrl-C: the best so far is written.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::command::Place;

#[cfg(unix)]
#[test]
fn ctrl_c_writes_the_best_so_far() {
    let place = Place::with_pluck();
    let mut command = place.command(&["match", "pluck.wav", "--budget", "10m", "--out", "run"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The trace appears with the first candidates: from then on there is a best so far.
    let patience = Instant::now();
    while std::fs::metadata(place.path("run/metrics.jsonl")).map_or(0, |file| file.len()) == 0 {
        assert!(patience.elapsed() < Duration::from_secs(30), "the search never started");
        std::thread::sleep(Duration::from_millis(20));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let answer = place.answer(child.wait_with_output().unwrap()).expect(0);
    assert!(answer.stderr.contains("stopping: the best so far will be written"), "{}", answer.stderr);
    let result: Value = serde_json::from_slice(&place.read("run/result.json")).unwrap();
    assert_eq!(result["stopped_by"], "interrupted");
    assert_eq!(place.read("run/preset.syx").len(), 163);
}
