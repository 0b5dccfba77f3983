//! What a second is worth in renders: how many candidates two idle cores of this machine try in a second on a
//! protocol's targets, by the whole road through the oracle. CPU time is counted, so that whoever else uses the
//! machine matters little.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use serde::Serialize;
use tonewright_matching::{Budget, Oracle};

use super::tasks::Tasks;
use super::{BenchError, Examinee, synth_entry};
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
    /// CPU seconds of the two threads that render and score.
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
/// When targets are unusable, the method fails, or the system does not tell CPU times.
pub fn calibrate(
    protocol: &ProtocolEntry,
    synth: &str,
    examinee: &Examinee,
    setting: &Setting,
    renders: u64,
    stop: &AtomicBool,
    listen: &mut dyn FnMut(&str, &Calibration),
) -> Result<Calibration, BenchError> {
    let entry = synth_entry(synth)?;
    let targets = (protocol.targets)(entry, setting)?;
    let mut tasks = Tasks::new(entry, setting, std::slice::from_ref(examinee))?;
    let mut all = Calibration::default();
    for target in &targets.found {
        let Some(task) = tasks.task(target, examinee, 1, stop)? else { break };
        let budget = Budget { renders: Some(renders), secs: None };
        let before = threads()?;
        let mut oracle = Oracle::with_threads(&task, budget, stop, Box::new(|_| {}), THREADS)?;
        let workers: Vec<PathBuf> = threads()?.difference(&before).cloned().collect();
        let (own, others, started) = (own_cpu_secs()?, cpu_secs(&workers), Instant::now());
        examinee.matcher(target)?.run(&task, &mut oracle)?;
        let wall_secs = started.elapsed().as_secs_f64();
        let one = Calibration {
            targets: 1,
            renders: oracle.renders(),
            worker_cpu_secs: cpu_secs(&workers) - others,
            method_cpu_secs: own_cpu_secs()? - own,
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

/// The program's threads, as the folders in which Linux tells of them.
fn threads() -> Result<BTreeSet<PathBuf>, BenchError> {
    let folders = std::fs::read_dir("/proc/self/task").map_err(no_cpu_time)?;
    folders.map(|folder| Ok(folder.map_err(no_cpu_time)?.path())).collect()
}

/// CPU seconds of this thread so far.
fn own_cpu_secs() -> Result<f64, BenchError> {
    cpu_secs_of(Path::new("/proc/thread-self")).map_err(no_cpu_time)
}

/// CPU seconds of those threads so far; one that has ended tells of none.
fn cpu_secs(threads: &[PathBuf]) -> f64 {
    threads.iter().filter_map(|folder| cpu_secs_of(folder).ok()).sum()
}

fn cpu_secs_of(folder: &Path) -> std::io::Result<f64> {
    let text = std::fs::read_to_string(folder.join("schedstat"))?;
    let nanoseconds = text.split(' ').next().and_then(|word| word.parse::<f64>().ok());
    nanoseconds.map(|n| n * 1e-9).ok_or_else(|| std::io::ErrorKind::InvalidData.into())
}

fn no_cpu_time(error: std::io::Error) -> BenchError {
    BenchError::Missing {
        what: "the CPU time of threads".to_owned(),
        how: format!("{error}; calibration needs Linux, where /proc/self/task/*/schedstat tells it"),
    }
}
