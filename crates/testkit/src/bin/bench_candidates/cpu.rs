//! CPU time as Linux tells it, to the nanosecond: of one thread, or of all threads that live from start to end.

use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

/// CPU time from a start on.
pub(crate) struct CpuClock {
    threads: Vec<PathBuf>,
    start_secs: f64,
}

impl CpuClock {
    /// Of the thread that asks.
    pub(crate) fn of_thread() -> Result<Self> {
        Self::of(vec![std::fs::canonicalize("/proc/thread-self")?])
    }

    /// Of all threads that there are now.
    pub(crate) fn of_program() -> Result<Self> {
        let folders = std::fs::read_dir("/proc/self/task")?;
        Self::of(folders.map(|folder| Ok(folder?.path())).collect::<Result<_>>()?)
    }

    fn of(threads: Vec<PathBuf>) -> Result<Self> {
        let start_secs = cpu_secs(&threads)?;
        Ok(Self { threads, start_secs })
    }

    /// CPU seconds since the start.
    pub(crate) fn elapsed_secs(&self) -> Result<f64> {
        Ok(cpu_secs(&self.threads)? - self.start_secs)
    }
}

fn cpu_secs(threads: &[PathBuf]) -> Result<f64> {
    threads.iter().map(|folder| thread_secs(folder)).sum()
}

fn thread_secs(folder: &Path) -> Result<f64> {
    let text = std::fs::read_to_string(folder.join("schedstat"))?;
    let nanoseconds = text.split(' ').next().and_then(|word| word.parse::<f64>().ok());
    nanoseconds.map(|n| n * 1e-9).ok_or_else(|| Error::from(ErrorKind::InvalidData))
}
