//! A map of the sounds of data sets, and of what proxies say of their presets.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use tonewright_bench::map::{Labels, Layer, Map, MapError, MapItem, clips, panels};
use tonewright_bench::umap::UmapSettings;
use tonewright_data::DataSet;
use tonewright_data::verify::spread;
use tonewright_learned::LearnError;
use tonewright_learned::proxy::{Pairs, Proxy};
use tonewright_nn::device;

use super::super::MapRequest;
use super::{network_of, watched};
use crate::ask::dataset::verify::setting_of;
use crate::ask::learned;
use crate::error::StudioError;
use crate::events::Listener;

/// A data set, and which of its pairs are drawn.
struct Part {
    set: DataSet,
    pairs: Pairs,
    drawn: Vec<usize>,
}

/// Draws a map, and says what should be known.
///
/// # Errors
/// When a data set, a proxy or the labels can't be used or do not go together, or somebody stopped it.
pub(crate) fn map(
    request: &MapRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<(Map, Vec<String>), StudioError> {
    let settings = UmapSettings {
        neighbours: request.neighbours,
        min_dist: request.min_dist,
        seed: request.seed,
        epochs: None,
    };
    settings.check().map_err(|error| unfit(request, &error.into()))?;
    let labels = request.labels.as_deref().map(Labels::read).transpose()?;
    device::keep_memory();
    let proxies = proxies(&request.proxies)?;
    let feature = match (&request.feature, one_feature(request, &proxies)?) {
        (Some(feature), _) => feature.clone(),
        (None, Some(feature)) => feature,
        (None, None) => return Err(no_feature()),
    };
    let played = proxies.first().is_some_and(|(_, proxy)| proxy.card.subject.played);
    let parts = parts(request, &feature, played)?;
    let layers = layers(&parts, &proxies)?;
    let dim = parts.first().map_or(1, |part| part.pairs.dim());
    let drawn = watched("points and rounds", listener, |watch| panels(&layers, dim, &settings, stop, watch));
    let drawn = drawn.map_err(|error| unfit(request, &error))?;
    let Some((panels, trust)) = drawn else { return Err(StudioError::Stopped { doing: "drawing the map" }) };
    let mut remarks = Vec::new();
    let items = items(request, &parts, labels.as_ref(), &mut remarks)?;
    let sets = parts.iter().map(|part| part.set.name()).collect();
    Ok((Map { feature, sets, items, panels, settings, trust }, remarks))
}

/// The feature that all proxies were taught; none without proxies. Where one is told, it may be called otherwise in these data.
fn one_feature(request: &MapRequest, proxies: &[(String, Proxy)]) -> Result<Option<String>, StudioError> {
    let of = |proxy: &Proxy| proxy.card.config.feature.clone();
    let Some((_, first)) = proxies.first() else { return Ok(None) };
    let other = proxies.iter().zip(&request.proxies).find(|((_, proxy), _)| of(proxy) != of(first));
    match other {
        Some(((_, proxy), path)) if request.feature.is_none() => {
            let reason = format!(
                "it was taught `{}`, the first proxy `{}`: a map is of one feature",
                of(proxy),
                of(first)
            );
            Err(learned::cannot("drawn")(LearnError::Unfit { path: path.clone(), reason }))
        }
        _ => Ok(Some(of(first))),
    }
}

fn no_feature() -> StudioError {
    StudioError::Setting {
        key: "--feature".to_owned(),
        reason: "is missing: without a proxy nothing tells which vectors stand for sounds".to_owned(),
        hint: Some("name a feature of the data sets, or a proxy".to_owned()),
    }
}

/// What can't be drawn: of settings, the one; of vectors, whose they are.
fn unfit(request: &MapRequest, error: &MapError) -> StudioError {
    match error {
        MapError::Umap(error) => {
            StudioError::Setting { key: "the map".to_owned(), reason: error.to_string(), hint: None }
        }
        MapError::Vectors(error) => {
            let path = request.data.first().cloned().unwrap_or_default();
            learned::cannot("drawn")(LearnError::Unfit { path, reason: error.to_string() })
        }
    }
}

/// Proxies with the names of their pictures, of which no two are alike.
fn proxies(paths: &[std::path::PathBuf]) -> Result<Vec<(String, Proxy)>, StudioError> {
    let mut proxies: Vec<(String, Proxy)> = Vec::new();
    for path in paths {
        let proxy = Proxy::open(path, &device::cpu()).map_err(learned::cannot("drawn"))?;
        let name = network_of(&proxy.card, path);
        let is_new = proxies.iter().all(|(known, _)| *known != name);
        let name = if is_new { name } else { format!("{name} ({})", path.display()) };
        proxies.push((name, proxy));
    }
    Ok(proxies)
}

fn parts(request: &MapRequest, feature: &str, played: bool) -> Result<Vec<Part>, StudioError> {
    let cannot = learned::cannot("drawn");
    let mut parts: Vec<Part> = Vec::new();
    for path in &request.data {
        let pairs = Pairs::open(path, feature, played).map_err(cannot)?;
        let set = DataSet::open(path).map_err(|error| cannot(error.into()))?;
        if let Some(first) = parts.first().filter(|first| first.pairs.dim() != pairs.dim()) {
            let (own, other) = (pairs.dim(), first.pairs.dim());
            let reason = format!("its vectors have {own} numbers, those of `{}` {other}", first.set.name());
            return Err(cannot(LearnError::Unfit { path: path.clone(), reason }));
        }
        let count = request.items.min(pairs.len());
        let drawn = spread(count as u64, pairs.len() as u64).map(|index| index as usize).collect();
        parts.push(Part { set, pairs, drawn });
    }
    Ok(parts)
}

/// What the feature says of all sounds, and what each proxy says of all presets.
fn layers(parts: &[Part], proxies: &[(String, Proxy)]) -> Result<Vec<Layer>, StudioError> {
    let cannot = learned::cannot("drawn");
    let mut sounds = Vec::new();
    for part in parts {
        for index in &part.drawn {
            sounds.extend(part.pairs.vector(*index).map_err(cannot)?);
        }
    }
    let mut layers = vec![("sounds".to_owned(), sounds)];
    for (name, proxy) in proxies {
        let mut said = Vec::new();
        for part in parts {
            said.extend(proxy.says(&part.pairs, &part.drawn, &device::cpu()).map_err(cannot)?);
        }
        layers.push((name.clone(), said));
    }
    Ok(layers)
}

/// The items with their names, and sounds of some, spread over all.
fn items(
    request: &MapRequest,
    parts: &[Part],
    labels: Option<&Labels>,
    remarks: &mut Vec<String>,
) -> Result<Vec<MapItem>, StudioError> {
    let (mut items, mut room) = (Vec::new(), None);
    let total: usize = parts.iter().map(|part| part.drawn.len()).sum();
    let carried: BTreeSet<u64> = spread(request.sounds.min(total) as u64, total as u64).collect();
    for (at, part) in parts.iter().enumerate() {
        let numbers: Vec<u64> = part.drawn.iter().map(|index| part.pairs.item(*index)).collect();
        let first = items.len() as u64;
        let asked = (first..).zip(&numbers).filter(|(place, _)| carried.contains(place));
        let asked: Vec<u64> = asked.map(|(_, item)| *item).collect();
        let setting = setting_of(part.set.manifest());
        let mut clips = clips(&part.set, setting.as_ref().ok(), &asked, &mut room)
            .map_err(|error| learned::cannot("drawn")(error.into()))?;
        let path = part.set.folder();
        remarks.extend(silent(path, asked.len(), clips.len(), setting.err().as_deref()));
        let name = part.set.name();
        let item = |item: u64| {
            let label = labels.and_then(|labels| labels.of(&name, item));
            MapItem {
                set: at,
                item,
                name: label.map(|label| label.name.clone()).unwrap_or_default(),
                label: label.and_then(|label| label.label.clone()),
                clip: clips.remove(&item),
            }
        };
        items.extend(numbers.into_iter().map(item));
    }
    if labels.is_some() && items.iter().all(|item: &MapItem| item.label.is_none()) {
        remarks.push("none of the labels is of an item of the map".to_owned());
    }
    Ok(items)
}

/// Why fewer sounds are on the page than were asked for.
fn silent(path: &Path, asked: usize, found: usize, why: Option<&str>) -> Option<String> {
    if found >= asked {
        return None;
    }
    let why = why.unwrap_or("the page would be too large, or they can't be had");
    Some(format!("`{}`: {found} of {asked} sounds are on the page: {why}", path.display()))
}
