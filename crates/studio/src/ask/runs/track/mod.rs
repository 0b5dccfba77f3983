//! *Where else shall the numbers go?* A run's numbers, handed on to the programs that groups watch their runs with, while they
//! are written or afterwards.

mod python;
mod tensorboard;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tonewright_bench::curves::{Curves, CurvesError, Follow};

use crate::error::{Cause, StudioError};
use crate::suggest::nearest;

/// A program that takes numbers.
pub struct TrackerEntry {
    /// What users type.
    pub name: &'static str,
    /// What it does with them, in one sentence.
    pub summary: &'static str,
    /// Opens it for a run's folder.
    open: fn(&Path) -> Result<Box<dyn Tracker>, Cause>,
}

/// All of them, in the order of the docs.
pub const TRACKERS: &[TrackerEntry] = &[tensorboard::ENTRY, python::WANDB, python::MLFLOW];

/// Takes numbers.
trait Tracker {
    /// Those of a moment, which is later than all before.
    fn log(&mut self, at: u64, values: &[(&str, f64)]) -> Result<(), Cause>;

    /// No more will come.
    fn close(&mut self) -> Result<(), Cause>;
}

/// A run whose numbers are handed on.
pub struct Tracking {
    follow: Follow,
    trackers: Vec<(&'static str, Box<dyn Tracker>)>,
    /// The last moment that was handed on.
    last: Option<f64>,
}

impl Tracking {
    /// Opens the programs of these names for a run's folder. What the run wrote before comes again to those that keep nothing.
    ///
    /// # Errors
    /// For a name that is in no table, and where a program can't be had.
    pub fn open(run: &Path, names: &[String]) -> Result<Self, StudioError> {
        let known = || TRACKERS.iter().map(|entry| entry.name);
        let mut trackers = Vec::with_capacity(names.len());
        for name in names {
            let entry = TRACKERS.iter().find(|entry| entry.name == name);
            let entry = entry.ok_or_else(|| StudioError::UnknownName {
                what: "tracker",
                name: name.clone(),
                near: nearest(name, known()).map(str::to_owned),
                known: known().map(str::to_owned).collect(),
            })?;
            let opened =
                (entry.open)(run).map_err(|source| StudioError::Tracker { name: entry.name, source })?;
            trackers.push((entry.name, opened));
        }
        Ok(Self { follow: Follow::new(run), trackers, last: None })
    }

    /// Whether nobody listens, or nobody does any more.
    pub fn is_empty(&self) -> bool {
        self.trackers.is_empty()
    }

    /// Hands on what is new. What is told by a tracker that fails comes back, and it is asked no more: the run goes on.
    ///
    /// # Errors
    /// [`CurvesError`] when the run's numbers can't be read.
    pub fn look(&mut self) -> Result<Vec<StudioError>, CurvesError> {
        match self.follow.look() {
            // A run that has just begun has none.
            Err(CurvesError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Vec::new());
            }
            other => other?,
        };
        // The last moment may still grow: a validation writes a line of its own.
        let fresh = moments(self.follow.curves(), self.last);
        let whole = fresh.len().saturating_sub(1);
        Ok(self.hand_on(&fresh[..whole]))
    }

    /// Hands on the rest, and closes the programs.
    ///
    /// # Errors
    /// [`CurvesError`] when the run's numbers can't be read.
    pub fn close(mut self) -> Result<Vec<StudioError>, CurvesError> {
        let mut told = self.look()?;
        let rest = moments(self.follow.curves(), self.last);
        told.extend(self.hand_on(&rest));
        for (name, mut tracker) in self.trackers {
            told.extend(tracker.close().err().map(|source| StudioError::Tracker { name, source }));
        }
        Ok(told)
    }

    fn hand_on(&mut self, moments: &[(f64, Vec<(String, f64)>)]) -> Vec<StudioError> {
        let mut told = Vec::new();
        for (at, values) in moments {
            let values: Vec<(&str, f64)> =
                values.iter().map(|(name, value)| (name.as_str(), *value)).collect();
            self.trackers.retain_mut(|(name, tracker)| match tracker.log(*at as u64, &values) {
                Ok(()) => true,
                Err(source) => {
                    told.push(StudioError::Tracker { name, source });
                    false
                }
            });
            self.last = Some(*at);
        }
        told
    }
}

/// The numbers behind a moment, moment by moment.
fn moments(curves: &Curves, after: Option<f64>) -> Vec<(f64, Vec<(String, f64)>)> {
    let mut moments: BTreeMap<u64, (f64, Vec<(String, f64)>)> = BTreeMap::new();
    for (name, points) in &curves.curves {
        let first = after.map_or(0, |after| points.partition_point(|point| point.at <= after));
        for point in &points[first..] {
            // Steps and counts are whole and not below zero.
            let moment = moments.entry(point.at.max(0.0) as u64).or_insert((point.at, Vec::new()));
            moment.1.push((name.clone(), point.value));
        }
    }
    moments.into_values().collect()
}

/// Hands the numbers of a run that is there on to a program.
///
/// # Errors
/// When the run has none, or the program can't take them.
pub fn track(run: &Path, name: &str) -> Result<PathBuf, StudioError> {
    Curves::read(run)?;
    let tracking = Tracking::open(run, std::slice::from_ref(&name.to_owned()))?;
    match tracking.close()?.into_iter().next() {
        Some(error) => Err(error),
        None => Ok(run.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::sync::{Arc, Mutex};

    use super::*;

    type Told = Arc<Mutex<Vec<(u64, Vec<(String, f64)>)>>>;

    /// Remembers what it was told, and fails from a moment on.
    struct Notes(Told, u64);

    impl Tracker for Notes {
        fn log(&mut self, at: u64, values: &[(&str, f64)]) -> Result<(), Cause> {
            if at >= self.1 {
                return Err("it is full".into());
            }
            let values = values.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
            self.0.lock().unwrap().push((at, values));
            Ok(())
        }

        fn close(&mut self) -> Result<(), Cause> {
            Ok(())
        }
    }

    #[test]
    fn every_moment_is_told_once_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("metrics.jsonl");
        std::fs::write(&path, "{\"step\":20,\"loss\":3}\n{\"step\":40,\"loss\":2}\n").unwrap();
        let mut tracking = Tracking::open(folder.path(), &[]).unwrap();
        let (told, short) = (Told::default(), Told::default());
        tracking.trackers = vec![
            ("notes", Box::new(Notes(told.clone(), 1000))),
            ("short", Box::new(Notes(short.clone(), 40))),
        ];
        assert!(tracking.look().unwrap().is_empty());
        // A validation of the last step comes as a line of its own.
        let mut file = std::fs::File::options().append(true).open(&path).unwrap();
        file.write_all(b"{\"step\":40,\"mrr\":0.5}\n{\"step\":60,\"loss\":1}\n").unwrap();
        let failed = tracking.look().unwrap();
        assert!(failed.len() == 1 && failed[0].to_string().contains("short"), "{failed:?}");
        assert!(tracking.close().unwrap().is_empty());
        let entry = |name: &str, value: f64| (name.to_owned(), value);
        let expected = vec![
            (20, vec![entry("loss", 3.0)]),
            (40, vec![entry("loss", 2.0), entry("mrr", 0.5)]),
            (60, vec![entry("loss", 1.0)]),
        ];
        assert_eq!((&*told.lock().unwrap(), short.lock().unwrap().len()), (&expected, 1));
    }

    #[test]
    fn unknown_trackers_are_told() {
        let error = Tracking::open(Path::new("."), &["tensorbord".to_owned()]).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("there is no tracker `tensorbord`"), "{error}");
        assert!(error.hints().iter().any(|hint| hint.contains("tensorboard")));
    }
}
