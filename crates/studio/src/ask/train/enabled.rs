//! Builds that teach.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use toml::Value;
use tonewright_data::ShippedRecipe;
use tonewright_learned::proxy::{
    Advance, Fresh, Given, Lessons, PROXIES, Pairs, Proxy, ProxyConfig, Stored, Taught, teach,
};
use tonewright_nn::burn::tensor::Device;
use tonewright_nn::device;

use super::tracked::Tracked;
use super::{Found, LearnFrom, ListedConfig, PackedProxy, ProxyRequest, TaughtProxy};
use crate::ask::dataset::{endless, table};
use crate::ask::learned;
use crate::config::threads_or_all;
use crate::error::{Cause, StudioError};
use crate::events::{Event, Listener};

/// The configs that ship, in the order of the docs.
///
/// # Errors
/// None in this build.
pub fn config_list() -> Result<Vec<ListedConfig>, StudioError> {
    Ok(listed(PROXIES))
}

/// Files of configs that ship, as they are listed.
pub(in crate::ask) fn listed(shipped: &[ShippedRecipe]) -> Vec<ListedConfig> {
    let of = |shipped: &ShippedRecipe| {
        let names = shipped.names();
        let first = names.first().and_then(|name| shipped.recipe(name)).unwrap_or_default();
        let summary = first.get("summary").and_then(Value::as_str).unwrap_or_default().to_owned();
        ListedConfig { names, summary }
    };
    shipped.iter().map(of).collect()
}

/// The text of a config that ships, to start one's own from.
///
/// # Errors
/// [`StudioError::UnknownName`].
pub fn config_text(name: &str) -> Result<String, StudioError> {
    text_of((PROXIES, "config"), name, &fault(Path::new(name)))
}

/// The text of a config that ships: the file, or what a variant of it comes to.
pub(in crate::ask) fn text_of(
    (all, what): (&[ShippedRecipe], &'static str),
    name: &str,
    fault: &dyn Fn(Cause) -> StudioError,
) -> Result<String, StudioError> {
    if let Some(shipped) = all.iter().find(|shipped| shipped.name == name && shipped.is_one()) {
        return Ok(shipped.text.to_owned());
    }
    let (table, _) = table((all, what), name, &[], fault)?;
    Ok(toml::to_string_pretty(&table).expect("a table is text"))
}

/// Teaches a proxy, from where an earlier run in its folder stopped. Once `stop` is true it ends, and goes on from there the
/// next time.
///
/// # Errors
/// When the config or a data set can't be used, the folder holds another run, or the disk is full.
pub fn proxy(
    request: &ProxyRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<TaughtProxy, StudioError> {
    let path = Path::new(&request.config);
    let (table, _) = table((PROXIES, "config"), &request.config, &request.set, &fault(path))?;
    let mut config: ProxyConfig =
        Value::Table(table).try_into().map_err(|error: toml::de::Error| fault(path)(error.into()))?;
    if config.name.is_empty() {
        config.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    }
    let cannot = learned::cannot("taught");
    let opened = learned::device(&request.device)?;
    let given = request.begin_with.as_deref().map(|place| given(place, &opened.device)).transpose()?;
    if let Some(Given { proxy, .. }) = &given {
        let own = &proxy.card.config;
        (config.encoder, config.feature) = (own.encoder, own.feature.clone());
        (config.units, config.played) = (own.units, own.played);
    }
    let open = |folder: &Path| Pairs::open(folder, &config.feature, config.played).map_err(cannot);
    let held_out = open(&request.held_out)?;
    let stored;
    let mut lessons: Box<dyn Lessons> = match &request.from {
        LearnFrom::Data(folder) => {
            stored = open(folder)?;
            Box::new(Stored::new(&stored, &config.teach))
        }
        LearnFrom::Recipe { name, set, presets, threads } => {
            let plan = endless((name, set, presets), &config.feature)?;
            let threads = threads_or_all(*threads);
            Box::new(Fresh::new(plan, config.played, &config.teach, threads).map_err(cannot)?)
        }
    };
    let folder = request.out.clone().unwrap_or_else(|| PathBuf::from("runs").join(&config.name));
    listener.hear(&Event::Folder(folder.clone()));
    learned::tell_of(opened.called, listener);
    device::keep_memory();
    let mut tracked = Tracked::open(&folder, &request.track)?;
    let mut watch = |advance: &Advance| {
        listener.hear(&step(advance));
        tracked.look(listener);
    };
    let taught =
        teach((&config, given), (lessons.as_mut(), &held_out), (&folder, &opened.device), stop, &mut watch);
    tracked.close(listener);
    Ok(told(folder, taught.map_err(cannot)?))
}

/// What came of it.
fn told(folder: PathBuf, taught: Taught) -> TaughtProxy {
    let advance = taught.advance;
    let found = |found: tonewright_learned::proxy::Validation| Found {
        l1: found.l1,
        l1_of_mean: found.l1_of_mean,
        mrr: found.found.mrr,
        gallery: found.gallery,
    };
    TaughtProxy {
        folder,
        step: advance.step,
        steps: advance.steps,
        secs: advance.secs,
        fresh: advance.step - advance.earlier,
        interrupted: taught.interrupted,
        exhausted: taught.exhausted,
        found: advance.validation.map(found),
        best: taught.best.zip(advance.best).map(|(path, best)| (path, best.step, best.mrr)),
    }
}

/// A proxy to begin with.
fn given(place: &Path, device: &Device) -> Result<Given, StudioError> {
    let proxy =
        Proxy::open(place, &device::training(device.clone())).map_err(learned::cannot("begun with"))?;
    Ok(Given { place: place.to_owned(), proxy })
}

/// Writes what a proxy has learned into one small file, which stands for it from then on.
///
/// # Errors
/// When it can't be read, or the file can't be written.
pub fn pack(place: &Path, out: &Path) -> Result<PackedProxy, StudioError> {
    let card = tonewright_learned::proxy::pack(place, out).map_err(learned::cannot("packed"))?;
    let bytes = std::fs::metadata(out).map_or(0, |file| file.len());
    Ok(PackedProxy { print: card.print(), bytes })
}

/// How far it is, in words.
fn step(advance: &Advance) -> Event {
    let fresh = (advance.step - advance.earlier) as f64;
    let rate = fresh / advance.secs.max(1e-9);
    let best = advance.best.map_or_else(String::new, |best| format!("  best MRR {:.3}", best.mrr));
    Event::Step {
        what: format!("loss {:.4}{best}  {rate:.1} steps/s", advance.loss),
        done: advance.step as usize,
        total: advance.steps as usize,
        left_secs: (rate > 0.0).then(|| advance.steps.saturating_sub(advance.step) as f64 / rate),
    }
}

/// A config that can't be read.
fn fault(path: &Path) -> impl Fn(Cause) -> StudioError {
    let path = path.to_owned();
    let hint = "`tonewright train configs` lists those that ship, docs/models/proxies.md says what one holds";
    move |source| StudioError::Model {
        doing: "taught",
        source: format!("{}: {source}", path.display()).into(),
        hint: Some(hint.to_owned()),
    }
}
