//! A study as work for many machines: each task is a worker on it, the joining draws it.

use std::path::{Path, PathBuf};

use tonewright_launch::{Slurm, Work};

use super::places::{program, text_of, whole_path};
use super::{Door, Launched, Subject, hand_over};
use crate::ask::dataset::is_file;
use crate::ask::tune::{TuneRequest, ready};
use crate::error::StudioError;

/// The page that the joining draws in the study's folder.
const PAGE: &str = "study.html";

/// A study to be worked on by many tasks.
#[derive(Clone, Debug)]
pub struct StudyWork {
    /// What to try.
    pub request: TuneRequest,
    /// How many tasks.
    pub tasks: u32,
    /// The program as the machines call it; this one where it is not said.
    pub program: Option<String>,
    /// Where launches are kept.
    pub launches: PathBuf,
    /// Whether it is only shown what would be done.
    pub is_dry: bool,
}

/// Hands a study over to Slurm: all machines see the same files under the same names, on a file system that has locks.
///
/// # Errors
/// When the study, a training config or a data set can't be used, or Slurm refuses.
pub fn study(work: &StudyWork, slurm: &Slurm) -> Result<Launched, StudioError> {
    if work.tasks == 0 {
        return Err(StudioError::Setting {
            key: "--tasks".to_owned(),
            reason: "no task does nothing".to_owned(),
            hint: Some("ask for at least one".to_owned()),
        });
    }
    let request = &work.request;
    // Another program may be able to what this one is not.
    let name = match &work.program {
        Some(_) => Path::new(&request.config).file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        None => ready(request)?,
    };
    let out = request.out.clone().unwrap_or_else(|| Path::new("runs").join(&name));
    let out = whole_path(&out)?;
    let worker = worker(request, &out)?;
    let page = text_of(&out.join(PAGE))?;
    let join = ["tune", "show", &text_of(&out)?, "--out", &page].map(str::to_owned).to_vec();
    let work_of_all = Work {
        name,
        tasks: work.tasks,
        program: program(work.program.as_deref())?,
        worker,
        join: vec![join],
        folder: whole_path(Path::new("."))?,
    };
    let door = Door { launches: &work.launches, is_dry: work.is_dry };
    hand_over(slurm, work_of_all, &Subject::Study { study: out }, &door)
}

/// The command of each task: the one that a user would give.
fn worker(request: &TuneRequest, out: &Path) -> Result<Vec<String>, StudioError> {
    let whole = |path: &Path| text_of(&whole_path(path)?);
    let config = match is_file(&request.config) {
        true => whole(Path::new(&request.config))?,
        false => request.config.clone(),
    };
    let mut words = ["tune", "proxy", &config, "--quiet"].map(str::to_owned).to_vec();
    let paths = [("data", &*request.data), ("held-out", &*request.held_out), ("out", out)];
    for (option, path) in paths {
        words.push(format!("--{option}={}", whole(path)?));
    }
    let numbers = [("trials", request.trials), ("seed", request.seed)];
    words.extend(numbers.iter().filter_map(|(option, number)| Some(format!("--{option}={}", (*number)?))));
    let names = [("sampler", &request.sampler), ("pruner", &request.pruner)];
    words.extend(names.iter().filter_map(|(option, name)| Some(format!("--{option}={}", name.as_ref()?))));
    words.push(format!("--device={}", request.device));
    words.extend(request.set.iter().map(|set| format!("--set={set}")));
    Ok(words)
}
