//! *What does it sound like?* Data sets on disk, or what recipes would make, beside each other in numbers and on a page.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use tonewright_bench::inspection::{Inspection, SETS_MOST, hear, nearest, page, pick, some};
use tonewright_data::farm::{self, Advance, Order};
use tonewright_data::manifest::MANIFEST_FILE;
use tonewright_data::{DataSet, Plan, Setting, read_presets};
use tonewright_synth::{Preset, Synth};

use super::cannot;
use super::render::plan;
use super::stats::counted;
use super::verify::setting_of;
use crate::config::threads_or_all;
use crate::error::StudioError;
use crate::events::{Event, Listener};
use crate::runs::version_line;

/// What to inspect.
#[derive(Clone, Debug)]
pub struct InspectRequest {
    /// Folders of data sets; names or files of recipes.
    pub sets: Vec<String>,
    /// How many items of a recipe are rendered.
    pub items: u64,
    /// How many items are listened to, spread over all.
    pub listen: u64,
    /// How many of them the page plays.
    pub sounds: usize,
    /// Corpora or preset files of real presets.
    pub real: Vec<PathBuf>,
    /// Values laid over recipes.
    pub set: Vec<String>,
    /// The page; beside the first data set, or here, where absent.
    pub out: Option<PathBuf>,
}

/// What was found.
#[derive(Debug)]
pub struct Inspected {
    /// Each data set, in the order in which they were named.
    pub inspections: Vec<Inspection>,
    /// The page.
    pub page: PathBuf,
    /// What should be known, a sentence each.
    pub remarks: Vec<String>,
}

/// How the page is called where no name is given.
const PAGE_FILE: &str = "inspection.html";

/// Inspects data sets and writes the page.
///
/// # Errors
/// When one can't be read or made, or the page can't be written.
pub fn inspect(
    request: &InspectRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Inspected, StudioError> {
    if request.sets.len() > SETS_MOST {
        return Err(StudioError::Setting {
            key: "SET".to_owned(),
            reason: format!("is there {} times: a page holds {SETS_MOST} at most", request.sets.len()),
            hint: None,
        });
    }
    let (mut inspections, mut remarks) = (Vec::new(), Vec::new());
    for name in &request.sets {
        inspections.push(one(name, request, stop, listener, &mut remarks)?);
    }
    let text = page(&inspections, &format!("tonewright {}", version_line()));
    let out = request.out.clone().unwrap_or_else(|| usual_page(&request.sets));
    std::fs::write(&out, text).map_err(|source| StudioError::Io {
        doing: "write",
        path: out.clone(),
        source,
    })?;
    Ok(Inspected { inspections, page: out, remarks })
}

/// Beside the data set, or here for a recipe.
fn usual_page(sets: &[String]) -> PathBuf {
    let folder = sets.first().map(Path::new).filter(|path| path.join(MANIFEST_FILE).is_file());
    folder.map_or_else(|| PathBuf::from(PAGE_FILE), |folder| folder.join(PAGE_FILE))
}

fn one(
    name: &str,
    request: &InspectRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
    remarks: &mut Vec<String>,
) -> Result<Inspection, StudioError> {
    if Path::new(name).join(MANIFEST_FILE).is_file() {
        let data_set = DataSet::open(Path::new(name)).map_err(cannot("inspected"))?;
        let setting = setting_of(data_set.manifest());
        if let Err(why) = &setting {
            remarks.push(format!("`{name}`: only what is kept can be heard: {why}"));
        }
        return inspected(&data_set, setting.ok().as_ref(), request, listener);
    }
    let no_folder = |source| StudioError::Io { doing: "create", path: std::env::temp_dir(), source };
    let folder = tempfile::tempdir().map_err(no_folder)?;
    let plan = draft(name, request)?;
    let order = Order {
        folder: folder.path().to_owned(),
        share: (0, 1),
        threads: threads_or_all(0),
        made_by: "an inspection".to_owned(),
    };
    let mut watch = |advance: &Advance| listener.hear(&Event::Rendering(advance.clone()));
    let harvest = farm::render(&plan, &order, stop, &mut watch).map_err(cannot("rendered"))?;
    if harvest.interrupted {
        return Err(StudioError::Stopped { doing: "rendering for the inspection" });
    }
    let data_set = DataSet::open(folder.path()).map_err(cannot("inspected"))?;
    inspected(&data_set, Some(plan.setting()), request, listener)
}

/// The first items of a recipe, with their sounds and nothing else.
fn draft(name: &str, request: &InspectRequest) -> Result<Plan, StudioError> {
    let mut set = request.set.clone();
    set.extend(["store.features=[]", "store.audio=float16"].map(str::to_owned));
    // A recipe may leave open how many, or go through a list that is shorter.
    let open = plan(name, &set, &[]);
    if open.as_ref().is_ok_and(|plan| plan.items() <= request.items) {
        return open;
    }
    set.push(format!("items={}", request.items));
    plan(name, &set, &[])
}

fn inspected(
    data_set: &DataSet,
    setting: Option<&Setting>,
    request: &InspectRequest,
    listener: &mut dyn Listener,
) -> Result<Inspection, StudioError> {
    let statistics = counted(data_set, None, listener)?;
    let total = request.listen.min(data_set.items()) as usize;
    let mut watch = |done: u64| {
        let (what, done) = ("items listened to".to_owned(), done as usize);
        listener.hear(&Event::Step { what, done, total, left_secs: None });
    };
    let picked = pick(data_set, setting, request.listen, &mut watch).map_err(cannot("inspected"))?;
    let drawn: Vec<Preset> = picked.iter().filter_map(|one| one.preset.clone()).collect();
    let nearest = match (setting, request.real.is_empty()) {
        (Some(setting), false) => {
            let real = real_presets(&request.real, setting.synth().as_ref())?;
            nearest(&drawn, &real, setting.synth().spec())
        }
        _ => None,
    };
    let heard = hear(picked);
    let facts = heard.iter().map(|sound| sound.facts).collect();
    let plan = &data_set.manifest().plan;
    Ok(Inspection {
        synth: plan["synth"]["name"].as_str().unwrap_or_default().to_owned(),
        priors: priors(&plan["recipe"]["prior"]),
        totals: data_set.manifest().totals.clone(),
        statistics,
        spec: data_set.spec().cloned(),
        facts,
        nearest,
        sounds: some(heard, request.sounds),
    })
}

/// The presets of all files.
fn real_presets(files: &[PathBuf], synth: &dyn Synth) -> Result<Vec<Preset>, StudioError> {
    let mut presets = Vec::new();
    for file in files {
        presets.extend(read_presets(file, None, synth).map_err(cannot("inspected"))?);
    }
    Ok(presets)
}

/// Each prior of a recipe in a few words: its name, its weight where there are several.
fn priors(list: &serde_json::Value) -> Vec<String> {
    let all = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let told = |prior: &serde_json::Value| {
        let mut words = prior["draw"].as_str().unwrap_or_default().to_owned();
        if let Some(of) = prior["of"]["draw"].as_str() {
            words.push_str(&format!(" of {of}"));
        }
        if all.len() > 1 {
            words.push_str(&format!(" (weight {})", prior["weight"]));
        }
        words
    };
    all.iter().map(told).collect()
}
