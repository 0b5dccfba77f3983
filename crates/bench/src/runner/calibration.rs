//! What a second is worth in renders: how many candidates two idle cores of this machine try in a second on a
//! protocol's targets, by the whole road through the oracle. CPU time is counted, so that whoever else uses the
//! machine matters little.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use cpu_time::{ProcessTime, ThreadTime};
use serde::Serialize;
use tonewright_matching::{Budget, Oracle};
use tonewright_synth::Synth;

use super::tasks::Tasks;
use super::{BenchError, Examinee};
use crate::protocol::{ProtocolEntry, Setting};

/// Threads that render and score.
const THREADS: usize = 2;

/// What one target, or all of them, took.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Calibration {
    /// Targets that were searched.
    pub targets: usize,
    /// Candidates rendered and scored.
    pub renders: u64,
    /// CPU seconds of the two threads that render and score: all of the program's but the method's.
    pub worker_cpu_secs: f64,
    /// CPU seconds of the method, which thinks while they wait.
    pub method_cpu_secs: f64,
    /// Seconds that passed, whoever else used the machine.
    pub wall_secs: f64,
}

impl Calibration {
    /// Candidates a second on two idle cores: the method's own time, and half that of the two threads.
    pub fn renders_per_sec(&self) -> f64 {
        self.renders as f64 / (self.method_cpu_secs + self.worker_cpu_secs / THREADS as f64)
    }

    /// Candidates a second as they came in here.
    pub fn renders_per_wall_sec(&self) -> f64 {
        self.renders as f64 / self.wall_secs
    }
}

/// Runs a method for so many renders on each of a protocol's targets, with two threads, and counts the time; `listen`
/// hears of each target. When `stop` becomes true it ends with what it has.
///
/// # Errors
/// When targets are unusable or the method fails.
pub fn calibrate(
    protocol: &ProtocolEntry,
    synth: &Arc<dyn Synth>,
    examinee: &Examinee,
    setting: &Setting,
    renders: u64,
    stop: &AtomicBool,
    listen: &mut dyn FnMut(&str, &Calibration),
) -> Result<Calibration, BenchError> {
    let targets = (protocol.targets)(synth, setting)?;
    let mut tasks = Tasks::new(synth, setting, std::slice::from_ref(examinee))?;
    let mut all = Calibration::default();
    for target in &targets.found {
        let Some(task) = tasks.task(target, examinee, 1, stop)? else { break };
        let budget = Budget { renders: Some(renders), secs: None };
        let mut oracle = Oracle::with_threads(&task, budget, stop, Box::new(|_| {}), THREADS)?;
        let (all_threads, own, started) = (ProcessTime::now(), ThreadTime::now(), Instant::now());
        examinee.matcher(target)?.run(&task, &mut oracle)?;
        let [all_cpu_secs, method_cpu_secs, wall_secs] =
            [all_threads.elapsed(), own.elapsed(), started.elapsed()].map(|time| time.as_secs_f64());
        let one = Calibration {
            targets: 1,
            renders: oracle.renders(),
            worker_cpu_secs: all_cpu_secs - method_cpu_secs,
            method_cpu_secs,
            wall_secs,
        };
        if stop.load(Ordering::Relaxed) {
            break;
        }
        listen(&target.id, &one);
        all.targets += 1;
        all.renders += one.renders;
        all.worker_cpu_secs += one.worker_cpu_secs;
        all.method_cpu_secs += one.method_cpu_secs;
        all.wall_secs += one.wall_secs;
    }
    Ok(all)
}
