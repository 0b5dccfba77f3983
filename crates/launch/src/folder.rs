//! The folder of a launch: its scripts, what each task notes and says, and `launch.json`, which says what it is.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::LaunchError;
use crate::{Script, Work};

/// What a launch is.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Launch {
    /// The launcher's name.
    pub launcher: String,
    /// The launcher's settings.
    pub settings: Value,
    /// What is run.
    pub work: Work,
    /// What the work is about, for whoever asked for it.
    pub subject: Value,
    /// The program and its version.
    pub made_by: String,
    /// When it was handed over.
    pub launched: jiff::Timestamp,
    /// When it was cancelled.
    pub cancelled: Option<jiff::Timestamp>,
    /// The jobs that it became, by what they are for.
    pub jobs: BTreeMap<String, String>,
}

/// The file that says what a launch is.
const LAUNCH_FILE: &str = "launch.json";

/// The folder of a launch.
#[derive(Clone, Debug)]
pub struct LaunchFolder {
    path: PathBuf,
}

impl LaunchFolder {
    /// A new folder in `parent`: of this name, or `name-2`, `name-3` where that is taken.
    ///
    /// # Errors
    /// [`LaunchError::Io`].
    pub fn create(parent: &Path, name: &str) -> Result<Self, LaunchError> {
        let fault = |path: &Path, source| LaunchError::Io { doing: "create", path: path.to_owned(), source };
        fs::create_dir_all(parent).map_err(|source| fault(parent, source))?;
        for number in 1_u32.. {
            let path = numbered(parent, name, number);
            match fs::create_dir(&path) {
                Ok(()) => {
                    let folder = Self { path };
                    for inner in [folder.notes(), folder.logs()] {
                        fs::create_dir(&inner).map_err(|source| fault(&inner, source))?;
                    }
                    return Ok(folder);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(source) => return Err(fault(&path, source)),
            }
        }
        unreachable!("some number is free")
    }

    /// The folder that [`LaunchFolder::create`] would make; nothing is made.
    pub fn planned(parent: &Path, name: &str) -> Self {
        let free = (1_u32..).map(|number| numbered(parent, name, number)).find(|path| !path.exists());
        Self { path: free.expect("some number is free") }
    }

    /// A folder with a launch in it.
    ///
    /// # Errors
    /// [`LaunchError::NoLaunch`].
    pub fn open(path: &Path) -> Result<Self, LaunchError> {
        let fault = |source| LaunchError::Io { doing: "find", path: path.to_owned(), source };
        let folder = Self { path: std::path::absolute(path).map_err(fault)? };
        if folder.path.join(LAUNCH_FILE).is_file() {
            Ok(folder)
        } else {
            Err(LaunchError::NoLaunch { path: path.to_owned() })
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where each task notes how it fares, a file each.
    pub fn notes(&self) -> PathBuf {
        self.path.join("tasks")
    }

    /// Where what tasks say is kept, a file each.
    pub fn logs(&self) -> PathBuf {
        self.path.join("logs")
    }

    /// When the first task began and when the last one noted something; `None` before anything began.
    pub fn span(&self) -> Option<(jiff::Timestamp, jiff::Timestamp)> {
        let texts =
            fs::read_dir(self.notes()).ok()?.filter_map(|note| fs::read_to_string(note.ok()?.path()).ok());
        let time = |line: &str| line.split('\t').next()?.parse::<jiff::Timestamp>().ok();
        let ends = |text: &str| Some((time(text.lines().next()?)?, time(text.lines().next_back()?)?));
        texts.filter_map(|text| ends(&text)).reduce(|all, task| (all.0.min(task.0), all.1.max(task.1)))
    }

    /// Writes the scripts.
    ///
    /// # Errors
    /// [`LaunchError::Io`].
    pub fn write_scripts(&self, scripts: &[Script]) -> Result<(), LaunchError> {
        scripts.iter().try_for_each(|script| self.write(script.name, script.text.as_bytes()))
    }

    /// Writes what the launch is.
    ///
    /// # Errors
    /// [`LaunchError::Io`].
    pub fn record(&self, launch: &Launch) -> Result<(), LaunchError> {
        let mut text = serde_json::to_vec_pretty(launch).expect("a launch is plain data");
        text.push(b'\n');
        self.write(LAUNCH_FILE, &text)
    }

    /// What the launch is.
    ///
    /// # Errors
    /// [`LaunchError::Io`], [`LaunchError::Damaged`].
    pub fn launch(&self) -> Result<Launch, LaunchError> {
        let path = self.path.join(LAUNCH_FILE);
        let text = fs::read(&path).map_err(|source| LaunchError::Io {
            doing: "read",
            path: path.clone(),
            source,
        })?;
        serde_json::from_slice(&text)
            .map_err(|error| LaunchError::Damaged { path, reason: error.to_string() })
    }

    /// Writes a file whole or not at all.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), LaunchError> {
        let path = self.path.join(name);
        let written = tempfile::NamedTempFile::new_in(&self.path).and_then(|mut file| {
            file.write_all(bytes)?;
            readable_by_all(file.as_file())?;
            file.persist(&path).map_err(io::Error::from)
        });
        written.map(drop).map_err(|source| LaunchError::Io { doing: "write", path, source })
    }
}

/// Files beside their place are for their owner only; these are to be read, on other machines too.
fn readable_by_all(file: &fs::File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

fn numbered(parent: &Path, name: &str, number: u32) -> PathBuf {
    if number == 1 { parent.join(name) } else { parent.join(format!("{name}-{number}")) }
}

/// The launch that was handed over last, of those in a folder.
///
/// # Errors
/// [`LaunchError::NoLaunch`] where there is none.
pub fn latest(parent: &Path) -> Result<LaunchFolder, LaunchError> {
    let none = || LaunchError::NoLaunch { path: parent.to_owned() };
    let entries = fs::read_dir(parent).map_err(|_nothing| none())?;
    let folders = entries.filter_map(|entry| LaunchFolder::open(&entry.ok()?.path()).ok());
    let dated = folders.filter_map(|folder| Some((folder.launch().ok()?.launched, folder)));
    dated
        .max_by(|one, other| (one.0, &one.1.path).cmp(&(other.0, &other.1.path)))
        .map(|(_, folder)| folder)
        .ok_or_else(none)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn launch(tasks: u32) -> Launch {
        let work = Work {
            name: "tiny".to_owned(),
            tasks,
            program: "/opt/tone wright/tonewright".to_owned(),
            worker: ["work", "it's", "--shard", "auto"].map(str::to_owned).to_vec(),
            join: vec![vec!["join".to_owned()]],
            folder: PathBuf::from("/data"),
        };
        Launch {
            launcher: "slurm".to_owned(),
            settings: serde_json::json!({}),
            work,
            subject: Value::Null,
            made_by: "a test".to_owned(),
            launched: jiff::Timestamp::UNIX_EPOCH,
            cancelled: None,
            jobs: BTreeMap::from([("tasks".to_owned(), "7".to_owned())]),
        }
    }

    #[test]
    fn nothing_is_overwritten_and_the_latest_is_found() {
        let parent = tempfile::tempdir().unwrap();
        assert!(matches!(latest(parent.path()), Err(LaunchError::NoLaunch { .. })));
        for (number, name) in ["name", "name-2"].iter().enumerate() {
            assert!(LaunchFolder::planned(parent.path(), "name").path().ends_with(name));
            let folder = LaunchFolder::create(parent.path(), "name").unwrap();
            assert!(folder.path().ends_with(name));
            let launched = jiff::Timestamp::from_second(100 - number as i64).unwrap();
            let written = Launch { launched, ..launch(3) };
            folder.record(&written).unwrap();
            assert_eq!(folder.launch().unwrap(), written);
        }
        assert!(latest(parent.path()).unwrap().path().ends_with("name"));
        assert!(matches!(LaunchFolder::open(parent.path()), Err(LaunchError::NoLaunch { .. })));
    }
}
