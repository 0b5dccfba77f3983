//! Parameters of a CLAP plug-in: what it tells of them, and what their texts tell.

use clack_extensions::params::{ParamInfoBuffer, ParamInfoFlags, PluginParams};
use clack_host::prelude::{PluginInstance, PluginMainThreadHandle};
use clack_host::utils::ClapId;
use tonewright_synth::Curve;

use super::host::Offline;
use crate::plugin::{PluginParam, grouping, naming, texts};
use crate::told::{ToldKind, ToldParam};

/// Most values of a stepped parameter that are looked at one by one.
const STEPS_MOST: f64 = 100_000.0;

/// What the plug-in says of one parameter.
struct Said {
    id: ClapId,
    flags: ParamInfoFlags,
    name: String,
    module: String,
    range: (f64, f64),
    default: f64,
}

/// All parameters that sound can depend on: the plug-in's own numbers for them, and what they are.
pub(super) fn read(instance: &mut PluginInstance<Offline>) -> (Vec<ClapId>, Vec<PluginParam>) {
    let handle = instance.plugin_handle();
    let Some(extension) = handle.get_extension::<PluginParams>() else { return (Vec::new(), Vec::new()) };
    let mut buffer = ParamInfoBuffer::new();
    let said: Vec<Said> = (0..extension.count(&handle))
        .filter_map(|index| {
            let info = extension.get_info(&handle, index, &mut buffer)?;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned();
            Some(Said {
                id: info.id,
                flags: info.flags,
                name: text(info.name),
                module: text(info.module),
                range: (info.min_value, info.max_value),
                default: info.default_value,
            })
        })
        .filter(is_of_use)
        .collect();
    let full = |said: &Said| format!("{}/{}", said.module, said.name);
    let names: Vec<String> = said.iter().map(full).collect();
    let slugs = naming::unique_slugs(names.iter().map(|name| name.trim_start_matches('/')));
    let params = said.iter().zip(slugs).map(|(said, slug)| param(&extension, &handle, said, slug));
    let mut params: Vec<PluginParam> = params.collect();
    grouping::by_name(&mut params);
    (said.into_iter().map(|said| said.id).collect(), params)
}

/// What a search may turn: not what the host owns, nor what nobody can change, nor what has no range.
fn is_of_use(said: &Said) -> bool {
    let not = ParamInfoFlags::IS_BYPASS | ParamInfoFlags::IS_READONLY | ParamInfoFlags::IS_HIDDEN;
    let (low, high) = said.range;
    !said.flags.intersects(not)
        && low.is_finite()
        && high.is_finite()
        && low < high
        && !naming::is_midi_proxy(&said.name)
}

fn param(
    extension: &PluginParams,
    handle: &PluginMainThreadHandle,
    said: &Said,
    slug: String,
) -> PluginParam {
    let (low, high) = said.range;
    let is_stepped = said.flags.contains(ParamInfoFlags::IS_STEPPED) && high - low <= STEPS_MOST;
    let steps = is_stepped.then(|| {
        let count = (high.floor() - low.ceil()) as usize + 1;
        (0..count).map(|step| low.ceil() + step as f64).collect()
    });
    let told = ToldParam {
        id: slug,
        name: Some(said.name.clone()),
        kind: ToldKind::Continuous,
        low,
        high: Some(high),
        default: None,
        curve: Curve::Linear,
        labels: Vec::new(),
        unit: String::new(),
        summary: said.module.clone(),
        group: None,
        family: None,
    };
    let text = |value: f64| text(extension, handle, said.id, value);
    texts::decide(told, said.range, said.default.clamp(low, high), steps, text)
}

/// What the plug-in shows for a value.
fn text(extension: &PluginParams, handle: &PluginMainThreadHandle, id: ClapId, value: f64) -> Option<String> {
    let mut buffer = [0; 256];
    let text = extension.value_to_text(handle, id, value, &mut buffer).ok()?;
    Some(String::from_utf8_lossy(text).into_owned())
}

/// What the plug-in shows for the values of these parameters.
pub(super) fn texts(
    instance: &mut PluginInstance<Offline>,
    ids: &[ClapId],
    raws: &[f64],
) -> Vec<Option<String>> {
    let handle = instance.plugin_handle();
    let extension = handle.get_extension::<PluginParams>();
    let one = |(id, raw): (&ClapId, &f64)| text(extension.as_ref()?, &handle, *id, *raw);
    ids.iter().zip(raws).map(one).collect()
}
