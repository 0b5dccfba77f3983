//! The map on a page: pictures side by side that are moved together, coloured by label or data set; a point tells what it is
//! and plays its sound.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use super::Map;
use super::sound::{CLIP_RATE_HZ, CLIP_SECS};

/// What moves it.
pub(crate) const SCRIPT: &str = include_str!("map.js");
/// Its styles.
pub(crate) const STYLE: &str = include_str!("map.css");

/// Kinds that have a colour of their own; those of fewer points are others.
const COLOURS: usize = 7;
/// Places on a picture are told in steps of this part of its side.
const STEPS: f64 = 65_535.0;

/// The map.
pub(crate) fn section(map: &Map) -> Markup {
    let carried = map.items.iter().filter(|item| item.clip.is_some()).count();
    html! {
        section #map aria-labelledby="map-title" {
            h2 #map-title { "A map of sounds" }
            p.note {
                (map.items.len()) " items of " (map.sets.join(", ")) ", by what `" (map.feature) "` says of their sounds"
                @if map.panels.len() > 1 { " and what networks say of their presets, all in one plane" }
                ". Drag to move, turn the wheel to come nearer, click a point to hear it: " (carried) " of them carry their sound (the ringed ones; "
                "the first " (CLIP_SECS) " s, " (CLIP_RATE_HZ) " Hz, 8 bits by µ-law)."
            }
            div.map-tools {
                @if has_labels(map) {
                    label { "Colours: " select #map-colours { option value="label" { "labels" } option value="set" { "data sets" } } }
                }
                button #map-near type="button" aria-label="Nearer" { "+" }
                button #map-far type="button" aria-label="Farther" { "−" }
                button #map-whole type="button" { "Whole" }
                output #map-words aria-live="polite" {}
            }
            ul.legend #map-legend {}
            div.map-panels {
                @for (index, panel) in map.panels.iter().enumerate() {
                    figure.card.map-panel {
                        figcaption { h3 { (panel.name) } }
                        canvas data-panel=(index) tabindex="0" role="img" aria-label=(format!("Map of {}", panel.name)) {}
                    }
                }
            }
            p.note {
                "UMAP (McInnes, Healy, Melville 2018): Euclidean distance in units of each dimension's deviation, " (map.settings.neighbours)
                " neighbours, min-dist " (map.settings.min_dist) ", from the principal components, seed " (map.settings.seed)
                ". Trustworthiness " (format!("{:.3}", map.trust)) ": 1 where the 15 nearest of a point here are its nearest indeed."
            }
            script type="application/json" #map-data { (PreEscaped(script_safe(&data(map)))) }
        }
    }
}

fn has_labels(map: &Map) -> bool {
    map.items.iter().any(|item| item.label.is_some())
}

/// JSON that can stand in a page: no letter of it ends a script.
fn script_safe(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// All that the script needs.
fn data(map: &Map) -> Value {
    let labels: Vec<&str> = map.items.iter().map(|item| item.label.as_deref().unwrap_or("")).collect();
    let sets: Vec<&str> =
        map.items.iter().map(|item| map.sets.get(item.set).map_or("", String::as_str)).collect();
    let clip = |(at, item): (usize, &super::MapItem)| {
        Some((at.to_string(), Value::String(STANDARD.encode(&item.clip.as_ref()?.bytes))))
    };
    json!({
        "rate": CLIP_RATE_HZ,
        "kinds": { "label": kinds(&labels), "set": kinds(&sets) },
        "items": map.items.iter().map(|item| item.item).collect::<Vec<_>>(),
        "sets": map.sets,
        "set": map.items.iter().map(|item| item.set).collect::<Vec<_>>(),
        "names": map.items.iter().map(|item| item.name.as_str()).collect::<Vec<_>>(),
        "labels": labels,
        "panels": places(map),
        "clips": map.items.iter().enumerate().filter_map(clip).collect::<serde_json::Map<_, _>>(),
    })
}

/// The names of kinds, the most frequent first, and which of them each item is.
fn kinds(of: &[&str]) -> Value {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    of.iter().for_each(|name| *counts.entry(name).or_default() += 1);
    let mut order: Vec<(&str, usize)> = counts.into_iter().filter(|(name, _)| !name.is_empty()).collect();
    order.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    order.truncate(COLOURS);
    let place = |name: &&str| order.iter().position(|(known, _)| known == name).unwrap_or(order.len());
    let which: Vec<usize> = of.iter().map(place).collect();
    let names: Vec<&str> = order.iter().map(|(name, _)| *name).chain(["others"]).collect();
    json!({ "names": names, "of": which })
}

/// The places of each picture, x and y in turns, over the square that holds all.
fn places(map: &Map) -> Vec<Vec<u16>> {
    let all = || map.panels.iter().flat_map(|panel| &panel.places);
    let low = all().fold([f32::INFINITY; 2], |low, place| [low[0].min(place[0]), low[1].min(place[1])]);
    let high =
        all().fold([f32::NEG_INFINITY; 2], |high, place| [high[0].max(place[0]), high[1].max(place[1])]);
    let side = f64::from(high[0] - low[0]).max(f64::from(high[1] - low[1]));
    let side = if side > 0.0 && side.is_finite() { side } else { 1.0 };
    let step = |axis: usize, place: &[f32; 2]| {
        // What is narrower than the square stands in its middle.
        let spare = (side - f64::from(high[axis] - low[axis])) / 2.0;
        (STEPS * (f64::from(place[axis] - low[axis]) + spare) / side).round() as u16
    };
    let of = |panel: &super::Panel| {
        panel.places.iter().flat_map(|place| [step(0, place), step(1, place)]).collect()
    };
    map.panels.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Clip, MapItem, Panel};
    use super::*;
    use crate::umap::UmapSettings;

    #[test]
    fn data_are_whole_and_end_no_script() {
        let item = |at: u64, label: Option<&str>| MapItem {
            item: at,
            name: "</script><b>".to_owned(),
            label: label.map(str::to_owned),
            clip: (at == 1).then(|| Clip { bytes: vec![0xff, 0x80] }),
            ..MapItem::default()
        };
        let map = Map {
            feature: "mel".to_owned(),
            sets: vec!["<i>".to_owned()],
            items: vec![item(0, Some("sfx")), item(1, None), item(2, Some("sfx"))],
            panels: vec![Panel {
                name: "sounds".to_owned(),
                places: vec![[0.0, 1.0], [4.0, 2.0], [2.0, 1.5]],
            }],
            settings: UmapSettings::default(),
            trust: 0.5,
        };
        let page = section(&map).into_string();
        assert_eq!(page.matches("</script>").count(), 1, "{page}");
        assert!(!page.contains("<b>") && !page.contains("<i>"));
        let data = data(&map);
        assert_eq!(data["kinds"]["label"], json!({ "names": ["sfx", "others"], "of": [0, 1, 0] }));
        assert_eq!(data["panels"], json!([[0, 24576, 65535, 40959, 32768, 32768]]));
        assert_eq!(data["clips"], json!({ "1": "/4A=" }));
    }

    #[test]
    fn rare_kinds_are_others() {
        let names: Vec<String> = (0..20).map(|at| format!("kind {at:02}")).collect();
        let of: Vec<&str> = names.iter().map(String::as_str).chain(["kind 19"]).collect();
        let kinds = kinds(&of);
        assert_eq!(
            (kinds["names"][0].as_str(), kinds["names"].as_array().unwrap().len()),
            (Some("kind 19"), 8)
        );
        assert_eq!(
            (kinds["of"][0].as_u64(), kinds["of"][10].as_u64(), kinds["of"][20].as_u64()),
            (Some(1), Some(7), Some(0))
        );
    }
}
