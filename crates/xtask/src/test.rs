//! All tests, after their set-up, with every skipped one said aloud and counted.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::cargo::{cargo, features, root};
use crate::{Outcome, plug_ins, setup};

/// What the tests came to.
#[derive(Default)]
struct Count {
    passed: u64,
    failed: u64,
    skipped: Vec<String>,
}

/// Sets up, runs every test of the workspace, prints a closing count.
pub(crate) fn run(words: &[String]) -> Outcome {
    if let Err(why) = setup::run(&[]) {
        println!("setup: {why}; tests that need Python will be skipped");
    }
    if let Err(why) = plug_ins::run(&[]) {
        println!("plug-ins: {why}; tests that need them will be skipped");
    }
    let mut command = cargo();
    command.args(["test", "--workspace", "--no-fail-fast"]).args(features()).args(words);
    if !words.iter().any(|w| w == "--") {
        command.arg("--");
    }
    // Skipped tests pass; only their output tells them apart.
    command.arg("--show-output").stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|why| format!("`cargo test` can't be started: {why}"))?;
    let output = child.stdout.take().ok_or("`cargo test` has no output")?;
    let count = follow(BufReader::new(output))?;
    let status = child.wait().map_err(|why| format!("`cargo test` was lost: {why}"))?;
    for line in &count.skipped {
        println!("{line}");
    }
    println!("\n{} passed, {} failed, {} skipped", count.passed, count.failed, count.skipped.len());
    match status.success() {
        true if count.passed > 0 => Ok(()),
        true => Err("no test ran".to_owned()),
        false => Err("some tests failed; everything they said is in target/test.log".to_owned()),
    }
}

/// Follows the output: all of it into a file, the telling lines to the terminal.
fn follow(output: impl BufRead) -> Result<Count, String> {
    let log = root().join("target/test.log");
    let mut file = std::fs::File::create(&log).map_err(|why| format!("{}: {why}", log.display()))?;
    let mut count = Count::default();
    let mut failing = false;
    for line in output.lines() {
        let line = line.map_err(|why| format!("the tests' output is unreadable: {why}"))?;
        writeln!(file, "{line}").map_err(|why| format!("{}: {why}", log.display()))?;
        failing = (failing || line == "failures:") && !line.starts_with("test result:");
        if failing || line.starts_with("test result:") || line.ends_with("... FAILED") {
            println!("{line}");
        }
        count.take(&line);
    }
    Ok(count)
}

impl Count {
    /// Adds what one line of the tests' output tells.
    fn take(&mut self, line: &str) {
        if let Some(at) = line.find("SKIPPED ") {
            let line = line[at..].to_owned();
            if !self.skipped.contains(&line) {
                self.skipped.push(line);
            }
        }
        let Some(result) = line.strip_prefix("test result: ") else { return };
        for part in result.split(['.', ';']) {
            let mut words = part.split_whitespace();
            match (words.next().and_then(|n| n.parse::<u64>().ok()), words.next()) {
                (Some(n), Some("passed")) => self.passed += n,
                (Some(n), Some("failed")) => self.failed += n,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_added_and_skips_are_kept_once() {
        let mut count = Count::default();
        count.take("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
        count.take("test result: FAILED. 3 passed; 2 failed; 0 ignored");
        count.take("SKIPPED engine: no Python");
        count.take("SKIPPED engine: no Python");
        assert_eq!((count.passed, count.failed, count.skipped.len()), (15, 2, 1));
    }
}
