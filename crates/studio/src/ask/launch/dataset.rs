//! A data set as work for many machines: each task renders the shards of its share, the joining renders what is missing,
//! writes the manifest and proves the whole. What goes to a store is proved where it is fetched.

use std::path::{Path, PathBuf};

use tonewright_data::standing;
use tonewright_launch::kubernetes::{DATA, FILES, Volume};
use tonewright_launch::{Kubernetes, Slurm, Work};

use super::places::{program, text_of, whole_path};
use super::{Door, Launched, Subject, hand_over};
use crate::ask::dataset::{cannot, is_file, plan, recipe, recipe_text, see_reachable, url_of, usual_folder};
use crate::error::StudioError;

/// A data set to be rendered by many tasks.
#[derive(Clone, Debug)]
pub struct DatasetWork {
    /// The recipe: a name, or a file.
    pub recipe: String,
    /// `key=value` laid over it.
    pub set: Vec<String>,
    /// Files and folders from which its corpora come.
    pub presets: Vec<PathBuf>,
    /// The data set's folder, or its place in an object store: `s3://bucket/prefix`.
    pub out: Option<PathBuf>,
    /// How many tasks.
    pub tasks: u32,
    /// The program as the machines call it; this one where it is not said.
    pub program: Option<String>,
    /// Where launches are kept.
    pub launches: PathBuf,
    /// Whether it is only shown what would be done.
    pub is_dry: bool,
}

impl DatasetWork {
    fn door(&self) -> Door<'_> {
        Door { launches: &self.launches, is_dry: self.is_dry }
    }

    /// Refuses more tasks than there are shards.
    fn check_tasks(&self, items: u64, shard_items: u64) -> Result<(), StudioError> {
        let shards = items.div_ceil(shard_items.max(1));
        if (1..=shards).contains(&u64::from(self.tasks)) {
            return Ok(());
        }
        let smaller = items.div_ceil(u64::from(self.tasks.max(1))).max(1);
        let hint = if self.tasks == 0 || smaller == shard_items {
            "ask for at least one, and for no more than there are shards".to_owned()
        } else {
            format!("smaller shards are more: `--set shard-items={smaller}`")
        };
        Err(StudioError::Setting {
            key: "--tasks".to_owned(),
            reason: format!("{} tasks can't share {shards} shards of {shard_items} items", self.tasks),
            hint: Some(hint),
        })
    }

    /// The work, with the recipe, the folder and the presets as the machines name them.
    fn work(&self, name: &str, names: &Names) -> Work {
        let mut render =
            ["dataset", "render", &names.recipe, "--out", &names.out].map(str::to_owned).to_vec();
        render.extend(self.set.iter().map(|set| format!("--set={set}")));
        render.extend(names.presets.iter().map(|presets| format!("--presets={presets}")));
        let worker = render.iter().cloned().chain(["--shard".to_owned(), "auto".to_owned()]).collect();
        let mut join = vec![render];
        if url_of(Path::new(&names.out)).is_none() {
            join.push(["dataset", "verify", &names.out].map(str::to_owned).to_vec());
        }
        Work {
            name: name.to_owned(),
            tasks: self.tasks,
            program: names.program.clone(),
            worker,
            join,
            folder: names.folder.clone(),
        }
    }
}

/// How the machines name what the work needs.
struct Names {
    program: String,
    recipe: String,
    out: String,
    presets: Vec<String>,
    folder: PathBuf,
}

/// Hands a data set over to Slurm: all machines see the same files under the same names, and reach the same stores.
///
/// # Errors
/// When the recipe can't be used, there are more tasks than shards, or Slurm refuses.
pub fn slurm(work: &DatasetWork, slurm: &Slurm) -> Result<Launched, StudioError> {
    let plan = plan(&work.recipe, &work.set, &work.presets)?;
    work.check_tasks(plan.items(), plan.recipe().shard_items)?;
    let name = plan.recipe().name.clone();
    let out = work.out.clone().unwrap_or_else(|| usual_folder(&name));
    let url = url_of(&out);
    // Another program may reach what this one does not.
    url.filter(|_| work.program.is_none()).map_or(Ok(()), see_reachable)?;
    let is_here = url.is_none();
    let out = if is_here { whole_path(&out)? } else { out };
    let recipe = if is_file(&work.recipe) {
        text_of(&whole_path(Path::new(&work.recipe))?)?
    } else {
        work.recipe.clone()
    };
    let program = program(work.program.as_deref())?;
    let presets = work.presets.iter().map(|path| text_of(&whole_path(path)?)).collect::<Result<_, _>>()?;
    let names = Names { program, recipe, out: text_of(&out)?, presets, folder: whole_path(Path::new("."))? };
    let before = if is_here { standing(&out).map_err(cannot("looked at"))? } else { None };
    let items_before = before.map_or(0, |standing| standing.items_done);
    let subject = Subject::DataSet { dataset: out, is_here, items_before };
    hand_over(slurm, work.work(&name, &names), &subject, &work.door())
}

/// Writes a data set down for Kubernetes: paths are those of the volume or in a store, the recipe comes along.
///
/// # Errors
/// When the recipe can't be read, there are more tasks than shards, or paths are not in the volume.
pub fn kubernetes(work: &DatasetWork, kubernetes: &Kubernetes) -> Result<Launched, StudioError> {
    let (read, _) = recipe(&work.recipe, &work.set, &work.presets)?;
    if let Some(items) = read.items {
        work.check_tasks(items, read.shard_items)?;
    }
    let text = if is_file(&work.recipe) {
        std::fs::read_to_string(&work.recipe).map_err(|source| StudioError::Io {
            doing: "read the recipe",
            path: PathBuf::from(&work.recipe),
            source,
        })?
    } else {
        recipe_text(&work.recipe)?.to_owned()
    };
    let out = work.out.clone().unwrap_or_else(|| Path::new(DATA).join(&read.name));
    if kubernetes.volume == Volume::Scratch && (url_of(&out).is_none() || !work.presets.is_empty()) {
        return Err(no_volume());
    }
    let written = match url_of(&out) {
        Some(url) => url.to_owned(),
        None => in_volume("--out", &out)?,
    };
    let presets =
        work.presets.iter().map(|path| in_volume("--presets", path)).collect::<Result<Vec<_>, _>>()?;
    let recipe_file = "recipe.toml";
    let names = Names {
        program: work.program.clone().unwrap_or_else(|| "tonewright".to_owned()),
        recipe: format!("{FILES}/{recipe_file}"),
        out: written,
        presets,
        folder: PathBuf::from(DATA),
    };
    let mut kubernetes = kubernetes.clone();
    kubernetes.files.insert(recipe_file.to_owned(), text);
    let subject = Subject::DataSet { dataset: out, is_here: false, items_before: 0 };
    hand_over(&kubernetes, work.work(&read.name, &names), &subject, &work.door())
}

/// A path of the volume, as the tasks see it.
fn in_volume(key: &str, path: &Path) -> Result<String, StudioError> {
    let text = text_of(path)?;
    if text.starts_with(&format!("{DATA}/")) && !text.split('/').any(|part| part == "..") {
        return Ok(text);
    }
    Err(StudioError::Setting {
        key: key.to_owned(),
        reason: format!("`{text}` is not in the volume"),
        hint: Some(format!("the volume is mounted at `{DATA}`: name a place below it")),
    })
}

fn no_volume() -> StudioError {
    let hint = "name one that is there, or a new one's size with `--storage`; only what goes to a store \
        (`--out s3://…`) and needs no preset files goes without";
    StudioError::Setting {
        key: "--volume-claim".to_owned(),
        reason: "is missing: tasks share no folder without a volume".to_owned(),
        hint: Some(hint.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(tasks: u32) -> DatasetWork {
        let set = ["items=100".to_owned(), "shard-items=10".to_owned()].to_vec();
        DatasetWork {
            recipe: "dx7-fitted".to_owned(),
            set,
            presets: Vec::new(),
            out: None,
            tasks,
            program: Some("tonewright".to_owned()),
            launches: PathBuf::from("launches"),
            is_dry: true,
        }
    }

    #[test]
    fn there_are_no_more_tasks_than_shards() {
        // Eleven shards of a hundred items can't be even: at ten items each there are ten.
        for (tasks, hint) in [(0, "at least one"), (11, "at least one"), (30, "shard-items=4")] {
            let error = slurm(&work(tasks), &Slurm::default()).unwrap_err();
            assert!(error.hints()[0].contains(hint), "{tasks}: {error} {:?}", error.hints());
        }
        let launched = slurm(&work(10), &Slurm::default()).unwrap();
        assert!(launched.submitted.is_none() && launched.scripts[0].text.contains("--set=items=100"));
        assert!(!launched.folder.exists());
    }
}
