//! Control inputs of an LV2 plug-in as parameters: kinds from port properties, labels from scale points.

use livi::lilv::port::Port as RawPort;
use livi::{Port, PortIndex, World};
use tonewright_synth::Curve;

use crate::plugin::{PluginParam, as_written, grouping};
use crate::told::{ToldKind, ToldParam};

const CORE: &str = "http://lv2plug.in/ns/lv2core#";
const PROPS: &str = "http://lv2plug.in/ns/ext/port-props#";
const UNIT: &str = "http://lv2plug.in/ns/extensions/units#unit";
/// Designations of ports that say something to or of the host.
const HOSTS_OWN: [&str; 4] = [
    "http://lv2plug.in/ns/lv2core#enabled",
    "http://lv2plug.in/ns/lv2core#freeWheeling",
    "http://lv2plug.in/ns/lv2core#latency",
    "http://lv2plug.in/ns/ext/time#",
];
const SYMBOL: &str = "http://lv2plug.in/ns/extensions/units#symbol";

/// The parameters among these ports, in their order.
pub(super) fn read(world: &World, plugin: &livi::Plugin, inputs: &[Port]) -> Vec<(PortIndex, PluginParam)> {
    let raw_port = |port: &Port| plugin.raw().port_by_index(port.index.0);
    let known = inputs.iter().filter_map(|port| Some((port.index, param(world, port, &raw_port(port)?)?)));
    let (indices, mut params): (Vec<_>, Vec<_>) = known.unzip();
    grouping::by_name(&mut params);
    indices.into_iter().zip(params).collect()
}

fn param(world: &World, port: &Port, raw: &RawPort) -> Option<PluginParam> {
    let has = |base: &str, name: &str| raw.has_property(&world.raw().new_uri(&format!("{base}{name}")));
    // Hosts turn these themselves.
    let designation = raw.get(&world.raw().new_uri(&format!("{CORE}designation")));
    let is_for_hosts = |uri: &str| HOSTS_OWN.iter().any(|own| uri.starts_with(own));
    if designation.is_some_and(|node| node.as_uri().is_some_and(is_for_hosts)) || has(PROPS, "notOnGUI") {
        return None;
    }
    let (low, high) = range(port);
    let points = points(raw);
    let is_choice = has(CORE, "enumeration") && points.len() > 1;
    let kind = match () {
        () if is_choice => ToldKind::Choice,
        () if has(CORE, "toggled") => ToldKind::Toggle,
        () if has(CORE, "integer") && low.fract() == 0.0 && high.fract() == 0.0 => ToldKind::Stepped,
        () => ToldKind::Continuous,
    };
    let is_log = has(PROPS, "logarithmic") && low > 0.0 && kind == ToldKind::Continuous;
    let mut told = ToldParam {
        id: port.symbol.clone(),
        name: Some(port.name.clone()),
        kind,
        low,
        high: Some(high),
        default: Some(as_written(port.default_value).clamp(low, high)),
        curve: if is_log { Curve::Log } else { Curve::Linear },
        labels: Vec::new(),
        // A unit of what goes from 0 to 1 is that of another scale, which the plug-in keeps to itself.
        unit: if (low, high) == (0.0, 1.0) { String::new() } else { unit(world, raw) },
        summary: String::new(),
        group: None,
        family: None,
    };
    let mut raws = Vec::new();
    match kind {
        ToldKind::Choice => {
            raws = points.iter().map(|(value, _)| *value).collect();
            told.labels = points.into_iter().map(|(_, label)| label).collect();
            told.default = None;
        }
        ToldKind::Toggle => {
            // Off is the lower end, whatever it is.
            raws = vec![low, high];
            told.default = told.default.map(|default| f64::from(u8::from(default > 0.5 * (low + high))));
            (told.low, told.high) = (0.0, Some(1.0));
        }
        ToldKind::Stepped => told.default = told.default.map(f64::round),
        ToldKind::Continuous => {}
    }
    let mut param = PluginParam { told, raws };
    if kind == ToldKind::Choice {
        param.told.default = Some(param.plain_from_raw(as_written(port.default_value)));
    }
    Some(param)
}

/// The range, as wide as can be where the plug-in says none.
fn range(port: &Port) -> (f64, f64) {
    let low = as_written(port.min_value.unwrap_or(0.0));
    let high = as_written(port.max_value.unwrap_or(1.0));
    if low.is_finite() && high.is_finite() && low < high { (low, high) } else { (0.0, 1.0) }
}

/// Named values, from low to high.
fn points(raw: &RawPort) -> Vec<(f64, String)> {
    let points = raw.scale_points();
    let mut found: Vec<(f64, String)> = points
        .iter()
        .filter_map(|point| {
            let value = point.value();
            let number = value.as_float().map(as_written).or_else(|| value.as_int().map(f64::from))?;
            Some((number, point.label().as_str()?.to_owned()))
        })
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.dedup_by(|a, b| a.0 == b.0);
    found
}

fn unit(world: &World, raw: &RawPort) -> String {
    let unit = raw.get(&world.raw().new_uri(UNIT));
    let symbol = world.raw().new_uri(SYMBOL);
    let symbol = unit.and_then(|unit| world.raw().get(Some(&unit), Some(&symbol), None));
    symbol.and_then(|node| node.as_str().map(|text| format!(" {text}"))).unwrap_or_default()
}
