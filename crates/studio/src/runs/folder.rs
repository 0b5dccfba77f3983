//! Making and filling a run folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tonewright_bench::curves::METRICS;

use serde::Serialize;

use super::{Environment, State, Status, TraceFile};
use crate::error::StudioError;

/// Where a run folder goes.
#[derive(Clone, Debug)]
pub enum Place {
    /// A folder of the run's own name inside this one.
    Inside(PathBuf),
    /// Exactly here.
    Exactly(PathBuf),
}

impl Place {
    /// What `--out` means. A single run goes exactly there if that is free or an empty folder; else, and for several
    /// runs, inside of it. A folder that is itself a run is refused.
    ///
    /// # Errors
    /// [`StudioError::Exists`] when it holds a run already, [`StudioError::Io`] when it can't be looked at.
    pub fn of_out(out: Option<&Path>, single: bool) -> Result<Self, StudioError> {
        let Some(out) = out else { return Ok(Self::Inside(PathBuf::from("runs"))) };
        if out.join("run.toml").exists() {
            return Err(StudioError::Exists { path: out.join("run.toml") });
        }
        let is_free = match fs::read_dir(out) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(source) => {
                return Err(StudioError::Io { doing: "use this as a folder", path: out.to_owned(), source });
            }
        };
        Ok(if single && is_free { Self::Exactly(out.to_owned()) } else { Self::Inside(out.to_owned()) })
    }
}

/// A run folder on disk.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    status: Status,
}

impl RunFolder {
    /// Makes the folder with `run.toml`, `env.json` and `status.json` in it. A name that is taken gets `-2`, `-3`, … .
    ///
    /// # Errors
    /// When the system refuses.
    pub fn create(place: &Place, name: &str, run_toml: &str, status: Status) -> Result<Self, StudioError> {
        let path = match place {
            Place::Exactly(path) => {
                let made = fs::create_dir_all(path);
                made.map_err(|source| StudioError::Io {
                    doing: "create the run folder",
                    path: path.clone(),
                    source,
                })?;
                path.clone()
            }
            Place::Inside(parent) => fresh_folder(parent, name)?,
        };
        let folder = Self { path, status };
        folder.write("run.toml", "write the settings", run_toml.as_bytes())?;
        folder.write_json("env.json", "write the environment", &Environment::here())?;
        folder.write_status()?;
        Ok(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How the run goes.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Opens `metrics.jsonl`.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn trace(&self) -> Result<TraceFile, StudioError> {
        let path = self.path.join(METRICS);
        TraceFile::create(&path).map_err(|source| StudioError::Io {
            doing: "write the course of the search",
            path,
            source,
        })
    }

    /// Takes note of what was spent.
    ///
    /// # Errors
    /// When `status.json` can't be written.
    pub fn spent(&mut self, renders: u64, secs: f64) -> Result<(), StudioError> {
        self.status.renders = renders;
        self.status.secs = secs;
        self.write_status()
    }

    /// Ends the run; `reason` says why it failed.
    ///
    /// # Errors
    /// When `status.json` can't be written.
    pub fn end(&mut self, reason: Option<String>) -> Result<(), StudioError> {
        self.status.state = if reason.is_some() { State::Failed } else { State::Done };
        self.status.reason = reason;
        self.status.ended = Some(jiff::Timestamp::now());
        self.write_status()
    }

    /// Writes a file, completely or not at all: beside its place first, then moved there.
    ///
    /// # Errors
    /// When the system refuses; what was there before is left.
    pub fn write(&self, name: &str, doing: &'static str, bytes: &[u8]) -> Result<PathBuf, StudioError> {
        let path = self.path.join(name);
        write_whole(&path, bytes).map_err(|source| StudioError::Io { doing, path: path.clone(), source })?;
        Ok(path)
    }

    /// Writes a value as JSON a person can read.
    ///
    /// # Errors
    /// As [`RunFolder::write`].
    pub fn write_json(
        &self,
        name: &str,
        doing: &'static str,
        value: &impl Serialize,
    ) -> Result<PathBuf, StudioError> {
        let mut text = serde_json::to_string_pretty(value).expect("what we write is plain data");
        text.push('\n');
        self.write(name, doing, text.as_bytes())
    }

    fn write_status(&self) -> Result<(), StudioError> {
        self.write_json("status.json", "write the status", &self.status).map(drop)
    }
}

/// Writes a file beside its place and moves it there.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let moved = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if moved.is_err() {
        // The half-written file is of no use; if it can't be removed either, the first error says why.
        let _ = fs::remove_file(&beside);
    }
    moved
}

/// A new folder in `parent`, of this name or the first free `name-2`, `name-3`, … .
fn fresh_folder(parent: &Path, name: &str) -> Result<PathBuf, StudioError> {
    let fault = |path: &Path, source| StudioError::Io {
        doing: "create the run folder",
        path: path.to_owned(),
        source,
    };
    fs::create_dir_all(parent).map_err(|source| fault(parent, source))?;
    for number in 1_u32.. {
        let path = if number == 1 { parent.join(name) } else { parent.join(format!("{name}-{number}")) };
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(source) => return Err(fault(&path, source)),
        }
    }
    unreachable!("some number is free")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create(place: &Place) -> Result<RunFolder, StudioError> {
        RunFolder::create(place, "name", "seed = 1\n", Status::running(jiff::Timestamp::UNIX_EPOCH))
    }

    fn status(folder: &RunFolder) -> Status {
        serde_json::from_slice(&fs::read(folder.path().join("status.json")).unwrap()).unwrap()
    }

    #[test]
    fn a_folder_says_what_runs_before_and_after() {
        let parent = tempfile::tempdir().unwrap();
        let mut folder = create(&Place::Inside(parent.path().join("runs"))).unwrap();
        assert_eq!(status(&folder).state, State::Running);
        assert_eq!(fs::read_to_string(folder.path().join("run.toml")).unwrap(), "seed = 1\n");
        folder.spent(7, 0.5).unwrap();
        folder.end(Some("no sound".to_owned())).unwrap();
        let last = status(&folder);
        assert_eq!((last.state, last.renders, last.reason.as_deref()), (State::Failed, 7, Some("no sound")));
        assert!(last.ended.is_some());
    }

    #[test]
    fn nothing_is_overwritten() {
        let parent = tempfile::tempdir().unwrap();
        let place = Place::Inside(parent.path().to_owned());
        let names = [(); 3].map(|()| create(&place).unwrap().path().file_name().unwrap().to_owned());
        assert_eq!(names, ["name", "name-2", "name-3"]);
        let run = parent.path().join("name");
        assert!(matches!(Place::of_out(Some(&run), true), Err(StudioError::Exists { .. })));
        assert!(matches!(Place::of_out(Some(parent.path()), true), Ok(Place::Inside(_))));
        assert!(matches!(Place::of_out(Some(&parent.path().join("new")), true), Ok(Place::Exactly(_))));
        assert!(matches!(Place::of_out(Some(&parent.path().join("new")), false), Ok(Place::Inside(_))));
    }

    #[test]
    fn a_file_in_the_way_is_an_error_with_a_hint() {
        let parent = tempfile::tempdir().unwrap();
        let file = parent.path().join("file");
        fs::write(&file, "x").unwrap();
        let error = create(&Place::Inside(file.clone())).unwrap_err();
        assert!(!error.hints().is_empty(), "{error:?}");
        assert!(matches!(Place::of_out(Some(&file), true), Err(StudioError::Io { .. })));
    }
}
