//! Builds that try settings.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use toml::Value;
use tonewright_data::ShippedRecipe;
use tonewright_learned::proxy::{PROXIES, Pairs, ProxyConfig};
use tonewright_nn::burn::tensor::Device;
use tonewright_nn::device;
use tonewright_tune::{Direction, State, Study, StudyOrder, Trial};

use super::config::TuneConfig;
use super::trial::{Trials, Went};
use super::{StudyView, TuneRequest};
use crate::ask::dataset::table;
use crate::ask::learned;
use crate::ask::train::ListedConfig;
use crate::error::{Cause, StudioError};
use crate::events::{Event, Listener};

pub use super::show::{draw, show};

/// The file of a study's folder that holds its trials.
pub(super) const JOURNAL: &str = "study.log";

/// A line of the table.
macro_rules! shipped {
    ($name:literal) => {
        ShippedRecipe {
            name: $name,
            text: include_str!(concat!("../../../../../configs/tunings/", $name, ".toml")),
        }
    };
}

/// The studies that ship, in the order of the docs.
pub(super) const TUNINGS: &[ShippedRecipe] = &[shipped!("small"), shipped!("synth-proxy")];

/// The studies that ship, in the order of the docs.
///
/// # Errors
/// None in this build.
pub fn config_list() -> Result<Vec<ListedConfig>, StudioError> {
    Ok(crate::ask::train::listed(TUNINGS))
}

/// The text of a study that ships, to start one's own from.
///
/// # Errors
/// [`StudioError::UnknownName`].
pub fn config_text(name: &str) -> Result<String, StudioError> {
    crate::ask::train::text_of((TUNINGS, "study"), name, &fault(name))
}

/// Tries settings, one trial after another, until there are as many as the study wants: those that were tried before count.
/// Any number of processes may work on one study. Once `stop` is true it ends, and goes on from there the next time.
///
/// # Errors
/// When the study, a training config or a data set can't be used, or the disk is full.
pub fn proxy(
    request: &TuneRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<StudyView, StudioError> {
    let config = config(request)?;
    let fault = fault(&request.config);
    let opened = learned::device(&request.device)?;
    let trials = trials(request, &config, opened.device)?;
    let folder = trials.folder.clone();
    let io = |source| StudioError::Io { doing: "make the folder", path: folder.clone(), source };
    std::fs::create_dir_all(&folder).map_err(io)?;
    let mut order = StudyOrder::new(&config.name, Direction::Maximize, config.space().map_err(&fault)?);
    (order.sampler, order.pruner, order.seed) = (config.sampler.clone(), config.pruner.clone(), config.seed);
    let mut study = Study::open(&folder.join(JOURNAL), order).map_err(|error| fault(error.into()))?;
    listener.hear(&Event::Folder(folder.clone()));
    learned::tell_of(opened.called, listener);
    device::keep_memory();
    let mut interrupted = false;
    while ended(study.trials().map_err(|error| fault(error.into()))?) < config.trials {
        interrupted = stop.load(Ordering::Relaxed)
            || trials.run(&mut study, config.trials, stop, listener)? == Went::Interrupted;
        if interrupted {
            break;
        }
    }
    drop(study);
    Ok(StudyView { interrupted, ..show(&folder)? })
}

/// What a study is called that could be worked on: it, its training config and its data sets can be read.
///
/// # Errors
/// As [`proxy`].
pub(in crate::ask) fn ready(request: &TuneRequest) -> Result<String, StudioError> {
    let config = config(request)?;
    // The machines that will work on it may have devices that this one has not.
    learned::device_entry(&request.device)?;
    trials(request, &config, device::cpu())?;
    config.space().map_err(fault(&request.config))?;
    Ok(config.name)
}

/// What all trials have in common.
fn trials(request: &TuneRequest, config: &TuneConfig, device: Device) -> Result<Trials, StudioError> {
    let set = [config.set.clone(), request.set.clone()].concat();
    let fault = fault(&request.config);
    let (base, _) = table((PROXIES, "config"), &config.of, &set, &fault)?;
    let base: ProxyConfig =
        Value::Table(base).try_into().map_err(|error: toml::de::Error| fault(error.into()))?;
    let open = |data: &Path| Pairs::open(data, &base.feature, base.played).map_err(learned::cannot("tuned"));
    let folder = request.out.clone().unwrap_or_else(|| PathBuf::from("runs").join(&config.name));
    let (train, held_out) = (open(&request.data)?, open(&request.held_out)?);
    Ok(Trials { of: config.of.clone(), set, train, held_out, folder, device })
}

/// How many trials are over.
pub(super) fn ended(trials: &[Trial]) -> u64 {
    let over = |trial: &&Trial| matches!(trial.state, State::Complete | State::Pruned | State::Failed);
    trials.iter().filter(over).count() as u64
}

fn config(request: &TuneRequest) -> Result<TuneConfig, StudioError> {
    let fault = fault(&request.config);
    let (table, _) = table((TUNINGS, "study"), &request.config, &[], &fault)?;
    let mut config: TuneConfig =
        Value::Table(table).try_into().map_err(|error: toml::de::Error| fault(error.into()))?;
    if config.name.is_empty() {
        let path = Path::new(&request.config);
        config.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    }
    config.trials = request.trials.unwrap_or(config.trials);
    config.seed = request.seed.unwrap_or(config.seed);
    if let Some(name) = &request.sampler {
        config.sampler.name.clone_from(name);
    }
    if let Some(name) = &request.pruner {
        config.pruner.name.clone_from(name);
    }
    Ok(config)
}

/// A study that can't be worked on.
pub(super) fn fault(name: &str) -> impl Fn(Cause) -> StudioError + use<> {
    let name = name.to_owned();
    move |source| {
        StudioError::Model {
        doing: "tuned",
        source: format!("{name}: {}", crate::in_one_line(&*source)).into(),
        hint: Some("`tonewright tune configs` lists the studies that ship, docs/guides/tuning.md says what one holds".to_owned()),
    }
    }
}
